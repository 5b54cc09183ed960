package lv.pkip.kernel.health;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: database, disk and features allow work, else 503.
 * Open to everybody, so it names checks and their state, and of the platform's own parts those that are waited for.
 */
@Component(service = Page.class)
@PagePath("health")
@PageAudience(Audience.PUBLIC)
public final class HealthPage implements Page {

    private static final String[] READY = {"database", "disk", "features"};

    private final HealthCheckExecutor executor;

    @Activate
    public HealthPage(@Reference(name = "executor") HealthCheckExecutor executor) {
        this.executor = executor;
    }

    @Override
    public Answer handle(Request request) {
        return switch (request.path()) {
            case "live" -> json(200, "{\"status\":\"UP\"}");
            case "ready" -> ready();
            default -> new Problem(404, "problem.not-found.title");
        };
    }

    private Answer ready() {
        List<HealthCheckExecutionResult> results = executor.execute(HealthCheckSelector.tags(READY), new HealthCheckExecutionOptions().setCombineTagsWithOr(true)).stream()
                .sorted(Comparator.comparing(r -> r.getHealthCheckMetadata().getName())).toList();
        StringBuilder checks = new StringBuilder();
        boolean up = results.size() >= READY.length;
        for (HealthCheckExecutionResult result : results) {
            Result.Status status = result.getHealthCheckResult().getStatus();
            up &= status == Result.Status.OK || status == Result.Status.WARN;
            checks.append(checks.isEmpty() ? "" : ",").append("{\"name\":\"").append(result.getHealthCheckMetadata().getName())
                    .append("\",\"status\":\"").append(status).append('"').append(waiting(result)).append('}');
        }
        return json(up ? 200 : 503, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\",\"checks\":[" + checks + "]}");
    }

    /** Names of bundles and components stand in the source; what other checks tell, for example of the database, is nobody's business. */
    private static String waiting(HealthCheckExecutionResult result) {
        Result told = result.getHealthCheckResult();
        if (told.getStatus() == Result.Status.OK || !result.getHealthCheckMetadata().getName().equals("features")) {
            return "";
        }
        return StreamSupport.stream(told.spliterator(), false).map(entry -> '"' + entry.getMessage().replaceAll("[\"\\\\\\p{Cntrl}]", "") + '"')
                .collect(Collectors.joining(",", ",\"waiting\":[", "]"));
    }

    private static Answer json(int status, String body) {
        return new Content(status, "application/json", Optional.empty(),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
