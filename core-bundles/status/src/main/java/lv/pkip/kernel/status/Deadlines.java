package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition.Deadline;
import lv.pkip.kernel.api.status.Calendar;

/** Terms: the planned last day, what a pause adds to it, how far it can be extended. Days are local days in Riga. */
final class Deadlines {
    private final Calendar calendar;

    Deadlines(Calendar calendar) {
        this.calendar = calendar;
    }

    /** Last day of the term of a case submitted on a day, which does not count itself. */
    LocalDate due(Deadline term, LocalDate submitted) {
        return term.workingDays() > 0 ? calendar.plusWorkingDays(submitted, term.workingDays(), term.movedDaysCount())
                : calendar.workingDayFrom(submitted.plusMonths(term.calendarMonths()), term.movedDaysCount());
    }

    /** Days for which the clock stood still: working days of a term in working days, else days. */
    int pausedDays(Deadline term, LocalDate since, LocalDate until) {
        return term.workingDays() > 0 ? calendar.workingDaysBetween(since, until, term.movedDaysCount())
                : (int) Math.max(0, ChronoUnit.DAYS.between(since, until));
    }

    /** A last day moved on by what a pause took. */
    LocalDate later(Deadline term, LocalDate due, int pausedDays) {
        if (pausedDays == 0) {
            return due;
        }
        return term.workingDays() > 0 ? calendar.plusWorkingDays(due, pausedDays, term.movedDaysCount())
                : calendar.workingDayFrom(due.plusDays(pausedDays), term.movedDaysCount());
    }

    /** The last day to which the law lets a term be extended, pauses added; empty when it cannot be at all. */
    Optional<LocalDate> latest(Deadline term, LocalDate submitted, int pausedDays) {
        if (term.maxExtensionMonths() == 0) {
            return Optional.empty();
        }
        LocalDate last = calendar.workingDayFrom(submitted.plusMonths(term.maxExtensionMonths()), term.movedDaysCount());
        return Optional.of(later(term, last, pausedDays));
    }

    /** A term ends on a working day. */
    LocalDate end(Deadline term, LocalDate day) {
        return calendar.workingDayFrom(day, term.movedDaysCount());
    }

    /** The last day as it would be if a running pause ended now. */
    LocalDate projected(Deadline term, LocalDate due, Long pausedSince, LocalDate today) {
        return pausedSince == null ? due : later(term, due, pausedDays(term, Riga.day(pausedSince), today));
    }
}
