package lv.pkip.kernel.auditdesk;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How often a report is made, each time for the whole days, weeks or months that have ended, by the clocks of this country. */
enum Rhythm {
    DAILY {
        @Override
        LocalDate start(LocalDate day) {
            return day;
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusDays(1);
        }
    },
    WEEKLY {
        @Override
        LocalDate start(LocalDate day) {
            return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusWeeks(1);
        }
    },
    MONTHLY {
        @Override
        LocalDate start(LocalDate day) {
            return day.withDayOfMonth(1);
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusMonths(1);
        }
    };

    /** The first day of the stretch that a day is in. */
    abstract LocalDate start(LocalDate day);

    /** The first day of the next one. */
    abstract LocalDate next(LocalDate start);

    /** When the stretch ends that a moment is in. */
    Instant end(Instant now) {
        return next(start(Words.dayOf(now))).atStartOfDay(Words.RIGA).toInstant();
    }

    /** When the stretch began that ends at a moment. */
    Instant begin(Instant end) {
        return start(Words.dayOf(end).minusDays(1)).atStartOfDay(Words.RIGA).toInstant();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Rhythm> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
