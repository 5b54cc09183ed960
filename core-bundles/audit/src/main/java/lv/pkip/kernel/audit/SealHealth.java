package lv.pkip.kernel.audit;

import java.time.Duration;
import lv.pkip.kernel.api.audit.AuditProofs.Sealed;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells when records wait too long for their places in the log. The platform works on meanwhile. */
@Component(service = HealthCheck.class, property = {"hc.name=audit-log", "hc.tags=audit-log"})
public final class SealHealth implements HealthCheck {
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Sealer sealer;

    @Activate
    public SealHealth(@Reference(name = "sealer") Sealer sealer) {
        this.sealer = sealer;
    }

    @Override
    public Result execute() {
        Sealed sealed = sealer.sealed();
        long lag = sealed.oldest().map(oldest -> Duration.between(oldest, sealer.clock().instant()).toSeconds()).orElse(0L);
        return new Result(lag > LATE.toSeconds() ? Result.Status.WARN : Result.Status.OK, sealed.size() + " records sealed, " + sealed.waiting()
                + " waiting, oldest for " + Math.max(0, lag) + " s, signed " + sealed.signed().map(Object::toString).orElse("never"));
    }
}
