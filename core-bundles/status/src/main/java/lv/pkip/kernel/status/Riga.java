package lv.pkip.kernel.status;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Time as the municipality lives by it: instants for what happened, the local day for what the law counts. */
final class Riga {
    private static final ZoneId ZONE = ZoneId.of("Europe/Riga");
    private final Clock clock;

    Riga(Clock clock) {
        this.clock = clock;
    }

    /** Now in epoch milliseconds. */
    long now() {
        return clock.millis();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZONE);
    }
}
