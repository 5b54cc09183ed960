package lv.pkip.kernel.auditwatch;

import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Systems that send records: how many, how late, what was not understood, and which of them have become silent. */
@Component(service = Page.class)
@PagePath("audit-sources")
@PageAudience(Audience.STAFF)
@PagePermission(Desk.WATCH)
@NavigationEntry(area = "work", text = "nav.sources", order = 617, icon = "chart")
public final class SourcesPage implements Page {
    private static final int HIGH = 24;
    private static final int MOST_HOURS = 24 * 30;
    private final Desk desk;
    private final Sources sources;

    @Activate
    public SourcesPage(@Reference(name = "desk") Desk desk, @Reference(name = "sources") Sources sources) {
        this.desk = desk;
        this.sources = sources;
    }

    /** A source in the list; {@code bars} are heights of the last 24 hours in a picture 24 high. */
    public record Row(String name, String tone, String state, String last, long lastHour, long lastDay, String usual, String longest, long unreadableDay, long unreadable, String limit,
            boolean set, List<Bar> bars) { }

    /** A bar of a small picture. */
    public record Bar(int x, String y, String height) { }

    @Override
    public Answer handle(Request request) {
        desk.current().require(Desk.WATCH);
        Ask ask = new Ask(request);
        List<String> path = ask.path();
        if (path.isEmpty()) {
            return ask.post() ? Desk.NOT_FOUND : list(ask);
        }
        if (ask.post()) {
            desk.current().require(Desk.CONFIGURE);
        }
        Optional<Sources.Source> source = path.size() == 1 ? sources.all().stream().filter(s -> s.name().equals(path.get(0))).findFirst() : Optional.empty();
        if (source.isEmpty()) {
            return Desk.NOT_FOUND;
        }
        return ask.post() ? expect(ask, source.get()) : one(ask, source.get(), new Flaws(desk.words(), ask.language()), hours(source.get()));
    }

    private static String hours(Sources.Source source) {
        return source.set() ? String.valueOf(source.limit().orElseThrow().toHours()) : "";
    }

    private Answer list(Ask ask) {
        Told told = new Told(desk.words(), ask.language());
        return desk.show(ask, "sources", "sources", new Flaws(desk.words(), ask.language()), Map.of("rows", sources.all().stream().map(source -> row(source, told)).toList()));
    }

    private Row row(Sources.Source source, Told told) {
        boolean bad = SourcesHealth.isUnreadable(source);
        long most = Math.max(1, source.hours().stream().mapToLong(Long::longValue).max().orElse(1));
        List<Bar> bars = new java.util.ArrayList<>();
        for (int i = 0; i < source.hours().size(); i++) {
            double height = source.hours().get(i) * (double) HIGH / most;
            if (height > 0) {
                bars.add(new Bar(i * 5, String.format(java.util.Locale.ROOT, "%.1f", HIGH - height), String.format(java.util.Locale.ROOT, "%.1f", height)));
            }
        }
        return new Row(source.name(), source.silent().isPresent() || bad ? "bad" : "good", told.text(source.silent().isPresent() ? "sources.silent" : bad ? "sources.bad" : "sources.fine"),
                Words.minute(source.last()), source.lastHour(), source.lastDay(), source.lastDay() == 0 ? "–" : "≤ " + told.time(Duration.ofSeconds(source.usual())),
                source.lastDay() == 0 ? "–" : told.time(Duration.ofSeconds(source.longest())), source.unreadableDay(), source.unreadable(),
                source.limit().map(told::time).orElse(told.text(source.name().equals(Sources.PLATFORM) ? "sources.own" : "sources.learning")), source.set(), bars);
    }

    private Answer one(Ask ask, Sources.Source source, Flaws flaws, String typed) {
        Told told = new Told(desk.words(), ask.language());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("s", row(source, told));
        model.put("since", Words.minute(source.first()));
        model.put("records", source.records());
        model.put("own", source.name().equals(Sources.PLATFORM));
        model.put("typed", typed);
        model.put("may", desk.current().may(Desk.CONFIGURE));
        model.put("chart", Bars.of("chart.day", List.of("chart.understood", "chart.not"), source.days().entrySet().stream()
                .map(day -> new Bars.Line(Words.day(LocalDate.ofEpochDay(day.getKey())), List.of(day.getValue()[0], day.getValue()[1]))).toList()));
        return desk.show(ask, "sources", "source", flaws, model);
    }

    private Answer expect(Ask ask, Sources.Source source) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        String typed = ask.text("hours", 5);
        int hours = typed.isEmpty() ? 0 : ask.number("hours");
        if (hours < 0 || hours > MOST_HOURS || !typed.isEmpty() && hours == 0) {
            flaws.add("hours", "error.hours");
            return one(ask, source, flaws, typed);
        }
        return sources.expect(source.name(), Duration.ofHours(hours)) ? new Redirect(Desk.SOURCES + "/" + source.name() + "?said=source-changed") : Desk.NOT_FOUND;
    }
}
