package lv.pkip.kernel.status.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The public holidays of one year and the days on which state institutions rest in place of one that fell on a weekend. */
final class HolidayYear {
    /** Keys of texts; a once-off day's key is {@code once:} and its date. */
    private final Map<LocalDate, List<String>> keys = new TreeMap<>();

    HolidayYear(int year, DatedDays dated) {
        LocalDate easter = Easter.of(year);
        add(LocalDate.of(year, Month.JANUARY, 1), "holiday.new-year");
        add(easter.minusDays(2), "holiday.good-friday");
        add(easter, "holiday.easter");
        add(easter.plusDays(1), "holiday.easter-monday");
        add(LocalDate.of(year, Month.MAY, 1), "holiday.labour-day");
        LocalDate independence = LocalDate.of(year, Month.MAY, 4);
        add(independence, "holiday.independence-restored");
        add(LocalDate.of(year, Month.MAY, 1).with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.SUNDAY)),
                "holiday.mothers-day");
        add(easter.plusDays(49), "holiday.whit-sunday");
        add(LocalDate.of(year, Month.JUNE, 23), "holiday.ligo");
        add(LocalDate.of(year, Month.JUNE, 24), "holiday.midsummer");
        LocalDate proclamation = LocalDate.of(year, Month.NOVEMBER, 18);
        add(proclamation, "holiday.proclamation");
        add(LocalDate.of(year, Month.DECEMBER, 24), "holiday.christmas-eve");
        add(LocalDate.of(year, Month.DECEMBER, 25), "holiday.christmas");
        add(LocalDate.of(year, Month.DECEMBER, 26), "holiday.christmas-second");
        add(LocalDate.of(year, Month.DECEMBER, 31), "holiday.new-years-eve");
        dated.onceOff().keySet().stream().filter(d -> d.getYear() == year).forEach(d -> add(d, "once:" + d));
        dated.songFestival().stream().filter(d -> d.getYear() == year).forEach(d -> add(d, "holiday.song-festival"));

        restAfter(independence, "holiday.for-independence-restored");
        restAfter(proclamation, "holiday.for-proclamation");
        dated.songFestival().stream().filter(d -> d.getYear() == year)
                .forEach(d -> restAfter(d, "holiday.for-song-festival"));
    }

    private void add(LocalDate day, String key) {
        keys.computeIfAbsent(day, d -> new ArrayList<>(1)).add(key);
    }

    /** The law gives the next working day off when one of the three days falls on a Saturday or Sunday. */
    private void restAfter(LocalDate day, String key) {
        if (!weekend(day)) {
            return;
        }
        LocalDate next = day.plusDays(1);
        while (weekend(next) || keys.containsKey(next)) {
            next = next.plusDays(1);
        }
        add(next, key);
    }

    boolean contains(LocalDate day) {
        return keys.containsKey(day);
    }

    List<String> keys(LocalDate day) {
        return keys.getOrDefault(day, List.of());
    }

    static boolean weekend(LocalDate day) {
        return day.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
    }
}
