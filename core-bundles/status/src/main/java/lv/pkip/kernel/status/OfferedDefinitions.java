package lv.pkip.kernel.status;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.CaseProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Under which definitions an application may be made: the newest, and for a day the one that was newest when the
 * applicant began. Older ones stay readable for their cases, but nobody may choose an old fee by naming them.
 */
@Component(service = OfferedDefinitions.class)
public final class OfferedDefinitions {
    private static final Duration GRACE = Duration.ofHours(24);

    private final Services services;
    private final Clock clock;
    /** Service → fingerprint → when it was last seen to be the newest. */
    private final Map<String, Map<String, Long>> seen = new ConcurrentHashMap<>();

    @Activate
    public OfferedDefinitions(@Reference(name = "services") Services services) {
        this(services, Clock.systemUTC());
    }

    OfferedDefinitions(Services services, Clock clock) {
        this.services = services;
        this.clock = clock;
    }

    /** The newest definition of a service, remembered as being so now. */
    Optional<Definition> newest(String service) {
        Optional<Definition> newest = services.find(service);
        newest.ifPresent(d -> {
            Map<String, Long> versions = seen.computeIfAbsent(service, s -> new ConcurrentHashMap<>());
            if (versions.put(d.fingerprint(), clock.millis()) == null) { // an upgrade: time to forget those long past
                versions.values().removeIf(last -> clock.millis() - last > GRACE.toMillis());
            }
        });
        return newest;
    }

    /** The definition an applicant names, if it may still be used. */
    Definition accept(String service, String fingerprint) {
        Definition newest = newest(service).orElseThrow(() -> new Unavailable(service, known(service, fingerprint)));
        if (newest.fingerprint().equals(fingerprint)) {
            return newest;
        }
        Long last = seen.get(service).get(fingerprint);
        if (last == null || clock.millis() - last > GRACE.toMillis()) {
            throw changed();
        }
        return services.byFingerprint(fingerprint).filter(d -> d.id().equals(service)).orElseThrow(OfferedDefinitions::changed);
    }

    private boolean known(String service, String fingerprint) {
        return seen.containsKey(service) || services.byFingerprint(fingerprint).isPresent();
    }

    private static CaseProblem changed() {
        return new CaseProblem(CaseProblem.Code.STALE, "the service has changed since the application was begun");
    }
}
