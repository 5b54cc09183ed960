package lv.pkip.kernel.workplace.home;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A calendar of five weeks that says how many terms end on each day. */
@Component(service = Widget.class)
@WidgetPlace(id = "terms", title = "home.terms", order = 50)
public final class TermsWidget implements Widget {
    private static final int WEEKS = 5;
    private static final int HEATS = 4;
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private final Cases cases;
    private final Clock clock;

    @Activate
    public TermsWidget(@Reference(name = "cases") Cases cases) {
        this(cases, Clock.systemUTC());
    }

    TermsWidget(Cases cases, Clock clock) {
        this.cases = cases;
        this.clock = clock;
    }

    /** A day; {@code heat} from 0 (nothing ends) to 4 (the fullest day shown). */
    public record Day(String text, LocalDate day, long count, int heat, boolean today, boolean past) { }

    @Override
    public Content show(String language) {
        LocalDate today = LocalDate.now(clock.withZone(RIGA));
        LocalDate first = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        Map<LocalDate, Long> due = cases.due(first, first.plusWeeks(WEEKS).minusDays(1));
        long most = due.values().stream().mapToLong(Long::longValue).max().orElse(1);
        List<List<Day>> weeks = new ArrayList<>();
        for (int week = 0; week < WEEKS; week++) {
            List<Day> days = new ArrayList<>();
            for (int i = 0; i < DayOfWeek.values().length; i++) {
                LocalDate day = first.plusDays(week * 7L + i);
                long count = due.getOrDefault(day, 0L);
                String month = day.equals(first) || day.getDayOfMonth() == 1 ? day.getMonthValue() + "." : "";
                days.add(new Day(day.getDayOfMonth() + "." + month, day, count, (int) ((count * HEATS + most - 1) / most), day.equals(today), day.isBefore(today)));
            }
            weeks.add(days);
        }
        return new View("terms", Map.of("weeks", weeks, "days", List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")));
    }
}
