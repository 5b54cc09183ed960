package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.identity.Mandate;

/** Mandates that programs name request by request: what a register said of one is believed for four seconds, what it did not say never. */
final class BelievedMandates {
    private static final Duration BELIEVED = Duration.ofSeconds(4);
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST = 200;

    private record Name(String person, String id) { }

    private record Known(Mandate mandate, long at) { }

    private final StatedMandates stated;
    private final Clock clock;
    private final Map<Name, Known> known = new ConcurrentHashMap<>();

    BelievedMandates(StatedMandates stated, Clock clock) {
        this.stated = stated;
        this.clock = clock;
    }

    Optional<Mandate> of(String person, String id) {
        if (id.length() > LONGEST) {
            return Optional.empty();
        }
        long now = clock.millis();
        Name name = new Name(person, id);
        Known here = known.get(name);
        if (here != null && now - here.at() < BELIEVED.toMillis()) {
            return Optional.of(here.mandate());
        }
        Optional<Mandate> fresh = stated.find(person, id);
        if (known.size() >= REMEMBERED) {
            known.values().removeIf(one -> now - one.at() >= BELIEVED.toMillis());
        }
        if (fresh.isEmpty()) {
            known.remove(name);
        } else if (known.size() < REMEMBERED) {
            known.put(name, new Known(fresh.get(), now));
        }
        return fresh;
    }
}
