package lv.pkip.kernel.audit;

import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells when a month whose time is over could not end. Nothing is lost meanwhile, but the law wants it ended. */
@Component(service = HealthCheck.class, property = {"hc.name=audit-keeping", "hc.tags=audit-log"})
public final class KeepHealth implements HealthCheck {
    private final Keeper keeper;

    @Activate
    public KeepHealth(@Reference(name = "keeper") Keeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public Result execute() {
        Map<KeptMonth, String> late = keeper.late();
        return late.isEmpty() ? new Result(Result.Status.OK, "no month waits for its end")
                : new Result(Result.Status.WARN, late.size() + " months wait for their end, " + late.entrySet().stream().map(one ->
                        one.getKey().keep() + " " + one.getKey().month() + ": " + one.getValue()).sorted().findFirst().orElseThrow());
    }
}
