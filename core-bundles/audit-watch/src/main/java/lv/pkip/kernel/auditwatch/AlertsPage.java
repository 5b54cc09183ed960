package lv.pkip.kernel.auditwatch;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.auditwatch.Alerts.Alert;
import lv.pkip.kernel.auditwatch.Alerts.Wanted;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Alerts of the audit: which wait, what each is about, what people made of it; and the rules they come from. */
@Component(service = Page.class)
@PagePath("audit-alerts")
@PageAudience(Audience.STAFF)
@PagePermission(Desk.WATCH)
@NavigationEntry(area = "work", text = "nav.alerts", order = 616, icon = "warning")
public final class AlertsPage implements Page {
    private static final int PAGE = 50;
    private static final int MOST_IN_FILE = 10_000;
    private static final int SHORTEST_NOTE = 3;
    private static final long HOUR = 3_600_000;
    private static final String ID = "[A-Za-z0-9_-]{20}";
    private static final String DONE = "note";
    private static final String NOBODY = Actor.anonymous().id();
    private final Desk desk;
    private final Alerts alerts;
    private final Audit audit;
    private final RuleForms rules;

    @Activate
    public AlertsPage(@Reference(name = "desk") Desk desk, @Reference(name = "alerts") Alerts alerts, @Reference(name = "audit") Audit audit, @Reference(name = "rules") Rules rules,
            @Reference(name = "trial") Trial trial) {
        this.desk = desk;
        this.alerts = alerts;
        this.audit = audit;
        this.rules = new RuleForms(desk, rules, trial);
    }

    /** An alert in a list. */
    public record Row(String id, String title, String severity, String severityText, String severityTone, String state, String stateText, String tone, String who, String what, long hits,
            String first, String last) { }

    /** A line of the history. */
    public record Line(String when, String who, String deed, String tone, String text) { }

    @Override
    public Answer handle(Request request) throws Exception {
        desk.current().require(Desk.WATCH);
        Ask ask = new Ask(request);
        List<String> path = ask.path();
        if (path.isEmpty()) {
            return ask.post() ? Desk.NOT_FOUND : list(ask);
        }
        if (path.get(0).equals("rules")) {
            return rules.answer(ask, path.subList(1, path.size()));
        }
        if (path.size() == 1 && path.get(0).equals("export")) {
            return ask.post() ? export(ask) : Desk.NOT_FOUND;
        }
        if (path.size() > 1 || !path.get(0).matches(ID)) {
            return Desk.NOT_FOUND;
        }
        if (ask.post()) {
            desk.current().require(Desk.ACKNOWLEDGE);
            return settle(ask, path.get(0));
        }
        return show(ask, path.get(0), new Flaws(desk.words(), ask.language()), "", "");
    }

    private static Wanted wanted(Ask ask) {
        String state = ask.text("state", 20);
        return new Wanted(state.isEmpty() ? Optional.of(State.OPEN) : State.of(state), Arrays.stream(Severity.values()).filter(s -> s.word().equals(ask.text("severity", 10))).findFirst(),
                Wanted.Order.valueOf(ask.one("sort", List.of("last", "severity", "hits")).toUpperCase(Locale.ROOT)));
    }

    private static String address(Wanted wanted, int page) {
        return Desk.ALERTS + "?state=" + wanted.state().map(State::word).orElse("all") + wanted.severity().map(s -> "&severity=" + s.word()).orElse("") + "&sort="
                + wanted.order().name().toLowerCase(Locale.ROOT) + (page > 0 ? "&page=" + page : "");
    }

    private Answer list(Ask ask) {
        Wanted wanted = wanted(ask);
        Told told = new Told(desk.words(), ask.language());
        int page = ask.page();
        List<Alert> found = alerts.list(wanted, page * PAGE, PAGE + 1);
        Map<String, Object> model = new LinkedHashMap<>();
        List<Choice> states = new ArrayList<>(Arrays.stream(State.values()).map(s -> new Choice(s.word(), told.text("state." + s.word()), wanted.state().equals(Optional.of(s)))).toList());
        states.add(new Choice("all", told.text("any"), wanted.state().isEmpty()));
        model.put("states", states);
        model.put("severities", Arrays.stream(Severity.values()).map(s -> new Choice(s.word(), told.text("severity." + s.word()), wanted.severity().equals(Optional.of(s)))).toList());
        model.put("orders", Arrays.stream(Wanted.Order.values()).map(o -> o.name().toLowerCase(Locale.ROOT)).map(o -> new Choice(o, told.text("sort." + o),
                wanted.order().name().equalsIgnoreCase(o))).toList());
        model.put("rows", found.stream().limit(PAGE).map(alert -> row(alert, told)).toList());
        model.put("plain", wanted.state().equals(Optional.of(State.OPEN)) && wanted.severity().isEmpty());
        model.put("first", page == 0 ? "" : address(wanted, 0));
        model.put("next", found.size() > PAGE ? address(wanted, page + 1) : "");
        model.put("state", wanted.state().map(State::word).orElse("all"));
        model.put("severity", wanted.severity().map(Severity::word).orElse(""));
        model.put("sort", wanted.order().name().toLowerCase(Locale.ROOT));
        return desk.show(ask, "alerts", "alerts", new Flaws(desk.words(), ask.language()), model);
    }

    private Row row(Alert alert, Told told) {
        return new Row(alert.id(), told.text("rule." + alert.rule()), alert.severity().word(), told.text("severity." + alert.severity().word()), tone(alert.severity()), alert.state().word(),
                told.text("state." + alert.state().word()), tone(alert.state()), who(alert, told), told.name("by.", alert.by()), alert.hits(), Words.minute(alert.first()),
                Words.minute(alert.last()));
    }

    private String who(Alert alert, Told told) {
        if (alert.label().equals(Group.OTHERS)) {
            return told.text("others");
        }
        if (alert.by() == Spec.By.ACTOR && alert.label().equals(NOBODY)) {
            return told.text("nobody");
        }
        boolean ours = alert.by() == Spec.By.ACTOR && alert.source().equals(Sources.PLATFORM);
        return ours ? desk.who(alert.label()) : alert.by() == Spec.By.ACTOR ? alert.label() + " (" + alert.source() + ")" : alert.label();
    }

    private static String tone(Severity severity) {
        return severity == Severity.HIGH ? "bad" : severity == Severity.MEDIUM ? "waiting" : "";
    }

    private static String tone(State state) {
        return switch (state) {
            case OPEN, ESCALATED -> "bad";
            case ACKNOWLEDGED -> "waiting";
            default -> "good";
        };
    }

    private Answer show(Ask ask, String id, Flaws flaws, String deed, String typed) {
        Optional<Alert> found = alerts.find(id);
        if (found.isEmpty()) {
            return Desk.NOT_FOUND;
        }
        Alert alert = found.get();
        Told told = new Told(desk.words(), ask.language());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("a", row(alert, told));
        model.put("sentence", told.sentence(alert.spec()));
        model.put("facts", told.facts(alert.spec()));
        model.put("rule", alert.rule());
        model.put("opened", Words.minute(alert.opened()));
        model.put("news", alert.what());
        model.put("examples", alert.examples());
        model.put("search", search(alert));
        model.put("silent", alert.spec().sort() == Spec.Sort.SILENT);
        model.put("chart", Bars.of("chart.hour", List.of("chart.records"), alert.hours().entrySet().stream()
                .map(e -> new Bars.Line(Words.minute(Instant.ofEpochMilli(e.getKey() * HOUR)), List.of(e.getValue()))).toList()));
        model.put("may", desk.current().may(Desk.ACKNOWLEDGE));
        List<Choice> deeds = new ArrayList<>();
        List.of(State.ACKNOWLEDGED, State.HANDLED, State.FALSE_ALARM, State.ESCALATED)
                .forEach(s -> deeds.add(new Choice(s.word(), told.text("deed." + s.word()), s.word().equals(deed))));
        deeds.add(new Choice(DONE, told.text("deed.note"), DONE.equals(deed)));
        model.put("deeds", deeds);
        model.put("typed", typed);
        model.put("longest", Alerts.LONGEST_NOTE);
        model.put("notes", alerts.notes(id).stream().map(n -> new Line(Words.moment(n.at()), n.author().equals(Alerts.WATCHER) ? told.text("watcher") : desk.who(n.author()),
                told.text("history." + n.deed()), State.of(n.deed()).map(AlertsPage::tone).orElse(""), n.text())).toList());
        return desk.show(ask, "alerts", "alert", flaws, model);
    }

    /** What finds the records of an alert, for the form of the search; empty when nothing does. */
    private static List<Choice> search(Alert alert) {
        Spec spec = alert.spec();
        Map<String, String> asked = new LinkedHashMap<>();
        boolean whole = !alert.label().equals(Group.OTHERS) && !alert.label().contains("•");
        switch (alert.by()) {
            // Who could not sign in stands in the details only.
            case ACTOR -> asked.put(spec.kind() == null && !alert.label().equals(NOBODY) ? "text" : "actor", alert.label());
            case SUBJECT -> asked.put("person", alert.label());
            case SOURCE -> asked.put("source", alert.label());
            default -> whole = false;
        }
        if (!whole || alert.label().length() < SHORTEST_NOTE) {
            return List.of();
        }
        asked.put("from", Words.minute(alert.first()));
        asked.put("to", Words.minute(alert.last()));
        if (spec.acts().size() == 1) {
            asked.put("action", spec.acts().get(0).name());
        }
        return asked.entrySet().stream().map(e -> new Choice(e.getKey(), e.getValue(), false)).toList();
    }

    private Answer settle(Ask ask, String id) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        String deed = ask.text("deed", 20);
        String note = Codes.brief(ask.text("note", Alerts.LONGEST_NOTE).replace("\r\n", "\n").replace("\0", ""), Alerts.LONGEST_NOTE);
        Optional<State> state = State.of(deed).filter(s -> s != State.OPEN);
        if (state.isEmpty() && !deed.equals(DONE)) {
            flaws.add("deed", "error.needed");
        }
        if (note.length() < SHORTEST_NOTE) {
            flaws.add("note", "error.note");
        } else if (Codes.isIn(note)) {
            flaws.add("note", "error.code");
        }
        if (!flaws.none()) {
            return show(ask, id, flaws, deed, note);
        }
        return alerts.settle(id, state, note) ? new Redirect(Desk.ALERTS + "/" + id + "?said=" + (state.isEmpty() ? "noted" : "settled")) : Desk.NOT_FOUND;
    }

    private Answer export(Ask ask) {
        Wanted wanted = wanted(ask);
        Told told = new Told(desk.words(), ask.language());
        List<Alert> all = alerts.list(wanted, 0, MOST_IN_FILE);
        StringBuilder csv = new StringBuilder("\ufeff").append(Csv.line(List.of("alert", "rule", "severity", "state", "of", "who", "records", "first", "last", "opened")));
        all.forEach(a -> csv.append(Csv.line(List.of(a.id(), a.rule(), a.severity().word(), a.state().word(), a.by().name().toLowerCase(Locale.ROOT), who(a, told), String.valueOf(a.hits()),
                a.first().toString(), a.last().toString(), a.opened().toString()))));
        audit.record(Event.ok("audit-alert.export", "audit", "oversight").with(Map.of("alerts", String.valueOf(all.size()))));
        return new Content(200, "text/csv; charset=UTF-8", Optional.of("auditacijas-bridinajumi.csv"), new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
