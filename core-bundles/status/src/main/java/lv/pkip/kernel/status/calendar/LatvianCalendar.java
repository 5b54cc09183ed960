package lv.pkip.kernel.status.calendar;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.status.Calendar;
import lv.pkip.kernel.status.Texts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Latvian working days: rules for what recurs, dated facts for what was decided once. */
@Component
@Designate(ocd = LatvianCalendar.Config.class)
public final class LatvianCalendar implements Calendar {

    /** Dated facts an administrator adds when the Cabinet or the Saeima decides. */
    @ObjectClassDefinition(name = "PKIP: working days", description = "Decided days that no rule can tell")
    public @interface Config {
        @AttributeDefinition(description = "Final days of the Song Festival, 2028-07-09")
        String[] songFestival() default { };

        @AttributeDefinition(description = "Once-off holidays, 2023-05-29=nosaukums|name|название")
        String[] onceOff() default { };

        @AttributeDefinition(description = "Moved working days, 2025-05-02=2025-05-10 (day off = day worked instead)")
        String[] moved() default { };

        @AttributeDefinition(description = "Begin with the days shipped in holidays-lv.json; off: only those given here")
        boolean shipped() default true;
    }

    /** A term is days or months; more than this is a mistake in the caller, not a term. */
    private static final int MOST_DAYS = 10_000;

    private final DatedDays dated;
    private final Set<LocalDate> workedWeekends;
    private final Map<Integer, HolidayYear> years = new ConcurrentHashMap<>();

    @Activate
    public LatvianCalendar(Config config) {
        this((config.shipped() ? DatedDays.shipped() : DatedDays.none())
                .and(config.songFestival(), config.onceOff(), config.moved()));
    }

    LatvianCalendar(DatedDays dated) {
        this.dated = dated;
        this.workedWeekends = new HashSet<>(dated.moved().values());
    }

    /** The calendar with the shipped days only. */
    public static LatvianCalendar shipped() {
        return new LatvianCalendar(DatedDays.shipped());
    }

    private HolidayYear year(LocalDate day) {
        return years.computeIfAbsent(day.getYear(), y -> new HolidayYear(y, dated));
    }

    @Override
    public boolean isWorkingDay(LocalDate day, boolean movedDaysCount) {
        if (movedDaysCount && dated.moved().containsKey(day)) {
            return false;
        }
        if (movedDaysCount && workedWeekends.contains(day)) {
            return true;
        }
        return !HolidayYear.weekend(day) && !year(day).contains(day);
    }

    @Override
    public Optional<String> holiday(LocalDate day, String language) {
        List<String> keys = year(day).keys(day);
        return keys.isEmpty() ? Optional.empty()
                : Optional.of(keys.stream().map(key -> name(key, day, language)).collect(Collectors.joining(", ")));
    }

    private String name(String key, LocalDate day, String language) {
        if (!key.startsWith("once:")) {
            return Texts.of(language).get(key);
        }
        Map<String, String> names = dated.onceOff().get(day);
        return names.getOrDefault(language, names.get("lv"));
    }

    @Override
    public LocalDate plusWorkingDays(LocalDate day, int days, boolean movedDaysCount) {
        if (days < 1 || days > MOST_DAYS) {
            throw new IllegalArgumentException("from 1 to " + MOST_DAYS + " working days, not " + days);
        }
        LocalDate at = day;
        for (int left = days; left > 0;) {
            at = at.plusDays(1);
            if (isWorkingDay(at, movedDaysCount)) {
                left--;
            }
        }
        return at;
    }

    @Override
    public LocalDate workingDayFrom(LocalDate day, boolean movedDaysCount) {
        LocalDate at = day;
        while (!isWorkingDay(at, movedDaysCount)) {
            at = at.plusDays(1);
        }
        return at;
    }

    @Override
    public int workingDaysBetween(LocalDate from, LocalDate to, boolean movedDaysCount) {
        int count = 0;
        for (LocalDate at = from.plusDays(1); !at.isAfter(to); at = at.plusDays(1)) {
            if (isWorkingDay(at, movedDaysCount)) {
                count++;
            }
        }
        return count;
    }
}
