package lv.pkip.kernel.shell.work;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

/** The clerk's start page: how many cases stand where, as numbers, picture and table, and what waits for oneself. */
public final class HomeDesk {
    private static final int TASKS = 8;
    private static final int MANY = 50;
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

    /** A bar of the chart and a row of the table. */
    public record Bar(String text, long count, int width, int y, String href) { }

    private Reply home(Exchange exchange) {
        String language = exchange.language();
        Map<Phase, Long> sums = new EnumMap<>(Phase.class);
        house.cases().counts().values().forEach(phases -> phases.forEach((phase, n) -> sums.merge(phase, n, Long::sum)));
        List<Tile> tiles = new ArrayList<>();
        tiles.add(tile("work.tile.mine", Cases.Filter.Scope.MINE, language, false));
        tiles.add(tile("work.tile.unassigned", Cases.Filter.Scope.UNASSIGNED, language, false));
        tiles.add(tile("work.tile.unread", Cases.Filter.Scope.UNREAD, language, false));
        tiles.add(tile("work.tile.overdue", Cases.Filter.Scope.OVERDUE, language, true));
        List<InboxDesk.Line> tasks = house.cases().list(Cases.Filter.of(Cases.Filter.Scope.MINE), java.util.Optional.empty(), TASKS)
                .cases().stream().map(c -> InboxDesk.line(c, house, words, language)).toList();
        List<Bar> bars = bars(sums, language);
        return View.of("work/home", house.texts().get(language, "work.title")).with("tiles", tiles).with("tasks", tasks)
                .with("bars", bars).with("height", bars.size() * 34 + 6).with("today", Formats.day(java.time.LocalDate.now(house.clock().withZone(Formats.RIGA)))).reply();
    }

    /** A list of one's own is short; beyond fifty the exact number helps nobody. */
    private Tile tile(String key, Cases.Filter.Scope scope, String language, boolean urgent) {
        Cases.Page page = house.cases().list(Cases.Filter.of(scope), java.util.Optional.empty(), MANY);
        int count = page.cases().size();
        return new Tile(house.texts().get(language, key), page.next().isPresent() ? count + "+" : String.valueOf(count),
                "/work/cases?scope=" + scope.name().toLowerCase(java.util.Locale.ROOT), urgent && count > 0);
    }

    private List<Bar> bars(Map<Phase, Long> sums, String language) {
        long most = sums.values().stream().mapToLong(Long::longValue).max().orElse(1);
        List<Bar> bars = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            long count = sums.getOrDefault(phase, 0L);
            int width = most == 0 ? 0 : (int) Math.round(count * 330.0 / most);
            bars.add(new Bar(words.phase(phase, language).text(), count, count > 0 ? Math.max(3, width) : 0, bars.size() * 34 + 4,
                    "/work/cases?scope=all&phase=" + phase.word()));
        }
        return bars;
    }
}
