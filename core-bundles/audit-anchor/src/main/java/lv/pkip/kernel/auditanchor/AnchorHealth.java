package lv.pkip.kernel.auditanchor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditAnchors.Anchored;
import lv.pkip.kernel.api.audit.AuditAnchors.Failing;
import lv.pkip.kernel.api.audit.AuditAnchors.Place;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells how long ago each place got its last checkpoint. Critical when none got any for longer than the limit, or when what a place has
 * speaks against this log.
 */
@Component(service = HealthCheck.class, property = {"hc.name=audit-anchors", "hc.tags=audit-anchors"})
public final class AnchorHealth implements HealthCheck {
    private final Anchors anchors;

    @Activate
    public AnchorHealth(@Reference(name = "anchors") Anchors anchors) {
        this.anchors = anchors;
    }

    @Override
    public Result execute() {
        List<Place> places = anchors.all();
        if (places.isEmpty()) {
            return new Result(Result.Status.WARN, "no place outside of this house gets checkpoints: who holds the machine and its key can write another past");
        }
        Instant now = anchors.clock().instant();
        Duration unanchored = anchors.unanchored();
        boolean late = unanchored.compareTo(anchors.limit()) > 0;
        boolean contradiction = places.stream().anyMatch(place -> place.trouble().filter(Failing::contradiction).isPresent());
        boolean worse = places.stream().anyMatch(place -> place.trouble().isPresent() || isLate(place, now));
        List<String> told = new ArrayList<>();
        if (late) {
            told.add("unanchored for " + text(unanchored) + ", the limit is " + text(anchors.limit()));
        }
        places.forEach(place -> told.add(text(place, now)));
        Result.Status status = late || contradiction ? Result.Status.CRITICAL : worse ? Result.Status.WARN : Result.Status.OK;
        return new Result(status, String.join("; ", told));
    }

    /** One that hangs has no trouble to tell of. */
    private static boolean isLate(Place place, Instant now) {
        return place.last().filter(last -> Duration.between(last.at(), now).compareTo(place.every().multipliedBy(2).plusHours(1)) > 0).isPresent();
    }

    private static String text(Place place, Instant now) {
        Optional<Anchored> last = place.last();
        return place.name() + ": " + last.map(one -> one.size() + " records " + text(Duration.between(one.at(), now)) + " ago").orElse("nothing yet")
                + place.trouble().map(failing -> ", " + failing.code() + (failing.contradiction() ? " (CONTRADICTS THIS LOG)" : "") + " for "
                        + text(Duration.between(failing.since(), now))).orElse("");
    }

    private static String text(Duration time) {
        long minutes = Math.max(0, time.toMinutes());
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h";
    }
}
