package lv.pkip.kernel.api.status;

import java.time.LocalDate;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Latvian working days (likums „Par svētku, atceres un atzīmējamām dienām”), right for any year; dated facts
 * (Song Festival, once-off days, moved working days) are data an administrator keeps.
 */
@ProviderType
public interface Calendar {

    /** True when state institutions work; moved days count when asked. */
    boolean isWorkingDay(LocalDate day, boolean movedDaysCount);

    /** Name of a public holiday in {@code lv}, {@code en} or {@code ru}. */
    Optional<String> holiday(LocalDate day, String language);

    /** The n-th working day after a day (n ≥ 1; the day itself does not count). */
    LocalDate plusWorkingDays(LocalDate day, int days, boolean movedDaysCount);

    /** The day itself when it is a working day, else the next one (Administratīvā procesa likums, ending of terms). */
    LocalDate workingDayFrom(LocalDate day, boolean movedDaysCount);

    /** Working days after {@code from} up to and including {@code to}. */
    int workingDaysBetween(LocalDate from, LocalDate to, boolean movedDaysCount);
}
