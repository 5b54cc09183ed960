package lv.pkip.kernel.shell.work;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** The clerk's start page: what waits for oneself, when terms end, and how much of what stands where. */
public final class HomeDesk {
    private static final int TASKS = 8;
    private static final int MANY = 50;
    private static final int WEEKS = 5;
    private static final int HEATS = 4;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<Phase> OPEN = Arrays.stream(Phase.values()).filter(p -> !p.closed()).toList();
    private final House house;
    private final CaseWords words;

    public HomeDesk(House house, CaseWords words) {
        this.house = house;
        this.words = words;
    }

    public List<Route> routes() {
        return List.of(Route.get("/work", Access.staff(), this::home));
    }

    /** A number one can follow. */
    public record Tile(String text, String count, String href, boolean urgent) { }

    /** A day of the calendar; {@code heat} from 0 (nothing ends) to 4 (the fullest day shown). */
    public record Day(String text, String full, long count, int heat, boolean today, boolean past) { }

    /** How many cases of a phase, with a link to them. */
    public record Cell(long count, String href) { }

    /** A piece of a bar, in hundredths of the longest one. */
    public record Part(String phase, double x, double width) { }

    /** A service's work: its open cases by phase, as numbers and as a bar. */
    public record Load(String service, String href, List<Cell> cells, long open, long closed, List<Part> parts) { }

    private Reply home(Exchange exchange) {
        String language = exchange.language();
        LocalDate today = LocalDate.now(house.clock().withZone(Formats.RIGA));
        List<Tile> tiles = List.of(tile("work.tile.mine", Cases.Filter.Scope.MINE, language, false),
                tile("work.tile.unassigned", Cases.Filter.Scope.UNASSIGNED, language, false),
                tile("work.tile.unread", Cases.Filter.Scope.UNREAD, language, false),
                tile("work.tile.overdue", Cases.Filter.Scope.OVERDUE, language, true));
        List<InboxDesk.Line> tasks = house.cases().list(Cases.Filter.of(Cases.Filter.Scope.MINE), Optional.empty(), TASKS)
                .cases().stream().map(c -> InboxDesk.line(c, house, words, language)).toList();
        return View.of("work/home", house.texts().get(language, "work.title")).with("tiles", tiles).with("tasks", tasks)
                .with("weeks", weeks(today, language))
                .with("days", DAYS.stream().map(d -> house.texts().get(language, "day." + d)).toList()).with("loads", loads(language))
                .with("phases", OPEN.stream().map(p -> words.phase(p, language).text()).toList()).with("phaseWords", OPEN.stream().map(Phase::word).toList())
                .with("today", Formats.day(today)).reply();
    }

    /** A list of one's own is short; beyond fifty the exact number helps nobody. */
    private Tile tile(String key, Cases.Filter.Scope scope, String language, boolean urgent) {
        int count = house.cases().count(Cases.Filter.of(scope), MANY + 1);
        return new Tile(house.texts().get(language, key), count > MANY ? MANY + "+" : String.valueOf(count),
                "/work/cases?scope=" + scope.name().toLowerCase(Locale.ROOT), urgent && count > 0);
    }

    /** This week and those after it, Monday to Sunday. */
    private List<List<Day>> weeks(LocalDate today, String language) {
        LocalDate first = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        Map<LocalDate, Long> due = house.cases().due(first, first.plusWeeks(WEEKS).minusDays(1));
        long most = due.values().stream().mapToLong(Long::longValue).max().orElse(1);
        List<List<Day>> weeks = new ArrayList<>();
        for (int week = 0; week < WEEKS; week++) {
            List<Day> days = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                LocalDate day = first.plusDays(week * 7L + i);
                long count = due.getOrDefault(day, 0L);
                days.add(new Day(day.getDayOfMonth() + "." + (day.equals(first) || day.getDayOfMonth() == 1 ? day.getMonthValue() + "." : ""), Formats.day(day) + " " + house.texts().count(language, "work.due", count), count,
                        (int) ((count * HEATS + most - 1) / most), day.equals(today), day.isBefore(today)));
            }
            weeks.add(days);
        }
        return weeks;
    }

    private List<Load> loads(String language) {
        Map<String, Map<Phase, Long>> counts = new TreeMap<>(house.cases().counts());
        long longest = counts.values().stream().mapToLong(HomeDesk::open).max().orElse(0);
        List<Load> loads = new ArrayList<>();
        counts.forEach((service, phases) -> {
            String base = "/work/cases?scope=all&service=" + service;
            List<Cell> cells = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            double x = 0;
            for (Phase phase : OPEN) {
                long count = phases.getOrDefault(phase, 0L);
                cells.add(new Cell(count, base + "&phase=" + phase.word()));
                if (count > 0) {
                    double width = count * 100.0 / longest;
                    parts.add(new Part(phase.word(), x, width));
                    x += width;
                }
            }
            long open = open(phases);
            loads.add(new Load(house.services().find(service).map(s -> s.text(language, "title")).orElse(service), "/work/cases?scope=open&service=" + service,
                    cells, open, phases.values().stream().mapToLong(Long::longValue).sum() - open, parts));
        });
        return loads;
    }

    private static long open(Map<Phase, Long> phases) {
        return OPEN.stream().mapToLong(p -> phases.getOrDefault(p, 0L)).sum();
    }
}
