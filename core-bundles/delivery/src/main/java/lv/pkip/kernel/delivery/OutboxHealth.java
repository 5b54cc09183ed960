package lv.pkip.kernel.delivery;

import java.time.Clock;
import java.time.Duration;
import lv.pkip.kernel.api.delivery.Outbox;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells when items wait too long or need a person. Letters that wait do not make the platform unready. */
@Component(service = HealthCheck.class, property = {"hc.name=outbox", "hc.tags=outbox"})
public final class OutboxHealth implements HealthCheck {

    private static final Duration LATE = Duration.ofMinutes(15);

    private final Rows rows;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public OutboxHealth(@Reference(name = "desk") OutboxDesk desk) {
        rows = desk.rows();
    }

    @Override
    public Result execute() {
        var counts = rows.counts();
        long late = rows.nextDue().map(due -> clock.millis() - due).orElse(0L);
        boolean warn = counts.get(Outbox.State.DEAD) > 0 || late > LATE.toMillis();
        return new Result(warn ? Result.Status.WARN : Result.Status.OK, counts.get(Outbox.State.WAITING) + " waiting, "
                + counts.get(Outbox.State.DEAD) + " dead, oldest due " + Math.max(0, late / 1000) + " s ago");
    }
}
