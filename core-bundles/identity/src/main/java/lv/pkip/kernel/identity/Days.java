package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** Days of the calendar in Latvia, stored as ISO dates. */
final class Days {
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");

    private Days() {
    }

    static LocalDate today(Clock clock) {
        return LocalDate.ofInstant(clock.instant(), RIGA);
    }

    static Optional<LocalDate> of(String column) {
        return column == null || column.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(column));
    }
}
