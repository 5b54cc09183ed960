package lv.pkip.kernel.console;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:status}: one look at the platform; fails when a health check is critical, so that scripts notice. */
@Service
@Command(scope = "pkip", name = "status", description = "Shows health, services, cases and outbox at a glance")
public final class StatusCommand implements Action {

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    Municipality municipality;
    @Reference
    Services services;
    @Reference
    Cases cases;
    @Reference
    Outbox outbox;
    @Reference
    HealthCheckExecutor health;

    @Override
    public Object execute() {
        Sheet sheet = new Sheet("what", "state");
        boolean[] critical = {false};
        current.asSystem(Caller.name(), () -> {
            sheet.row("municipality", municipality.name("lv"));
            health.execute(HealthCheckSelector.tags("database", "outbox", "disk", "features", "memory", "connectors", "audit-log", "audit-anchors"), new HealthCheckExecutionOptions().setCombineTagsWithOr(true)).forEach(r -> {
                Result.Status status = r.getHealthCheckResult().getStatus();
                critical[0] |= status == Result.Status.CRITICAL || status == Result.Status.HEALTH_CHECK_ERROR;
                sheet.row("health of " + r.getHealthCheckMetadata().getName(), status == Result.Status.OK ? status : status + ": " + said(r.getHealthCheckResult()));
            });
            sheet.row("e-services", services.installed().size());
            services.installed().forEach(service -> sheet.row("e-service " + service.id(), service.version()));
            sheet.row("refused bundles", services.rejected().size());
            long open = 0;
            for (Map<Phase, Long> phases : cases.counts().values()) {
                open += phases.entrySet().stream().filter(e -> !e.getKey().closed()).mapToLong(Map.Entry::getValue).sum();
            }
            sheet.row("open cases", open);
            outbox.counts().forEach((state, count) -> sheet.row("outbox " + state.name().toLowerCase(java.util.Locale.ROOT), count));
            return null;
        });
        sheet.print(json, System.out, "nothing is known");
        if (critical[0]) {
            throw new IllegalStateException("a health check is critical");
        }
        return null;
    }

    private static String said(Result result) {
        return StreamSupport.stream(result.spliterator(), false).map(ResultLog.Entry::getMessage).collect(Collectors.joining("; "));
    }
}
