package lv.pkip.kernel.auditwatch;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page.Answer;
import lv.pkip.kernel.api.page.Page.Redirect;

/** Pages of the rules: what each looks for, on or off, its numbers; a change is shown before it is made, and can be tried on what was. */
final class RuleForms {
    private static final int LONGEST = 128;
    private static final int LONGEST_EXCEPT = 1000;
    private static final int MOST_DAYS = 90;
    private final Desk desk;
    private final Rules rules;
    private final Trial trial;

    RuleForms(Desk desk, Rules rules, Trial trial) {
        this.desk = desk;
        this.rules = rules;
        this.trial = trial;
    }

    /** A rule in the list. */
    public record Row(String id, String title, String sentence, boolean on, String severity, String tone) { }

    /** A rule before and after. */
    public record Change(String key, String before, String after) { }

    Answer answer(Ask ask, List<String> path) {
        if (path.isEmpty()) {
            return ask.post() ? Desk.NOT_FOUND : list(ask);
        }
        Optional<Rule> rule = path.size() == 1 ? rules.find(path.get(0)) : Optional.empty();
        if (rule.isEmpty()) {
            return Desk.NOT_FOUND;
        }
        return ask.post() ? changed(ask, rule.get()) : form(ask, rule.get(), new Flaws(desk.words(), ask.language()), typed(rule.get()), Optional.empty());
    }

    private Answer list(Ask ask) {
        Told told = new Told(desk.words(), ask.language());
        List<Row> rows = rules.all().stream().map(rule -> new Row(rule.id(), told.text("rule." + rule.id()), told.sentence(rule.spec()), rule.on(),
                told.text("severity." + rule.severity().word()), rule.severity() == Severity.HIGH ? "bad" : rule.severity() == Severity.MEDIUM ? "waiting" : "")).toList();
        return desk.show(ask, "rules", "rules", new Flaws(desk.words(), ask.language()), Map.of("rows", rows));
    }

    private static Map<String, String> typed(Rule rule) {
        Spec spec = rule.spec();
        Map<String, String> typed = new LinkedHashMap<>();
        typed.put("on", rule.on() ? "1" : "");
        typed.put("severity", rule.severity().word());
        typed.put("more", String.valueOf(spec.more()));
        typed.put("minutes", String.valueOf(spec.minutes()));
        typed.put("learnDays", String.valueOf(spec.learnDays()));
        typed.put("opens", spec.opens());
        typed.put("closes", spec.closes());
        typed.put("source", spec.source());
        typed.put("application", spec.application());
        typed.put("code", spec.code());
        typed.put("except", String.join(", ", spec.except()));
        return typed;
    }

    private static Map<String, String> typed(Ask ask) {
        Map<String, String> typed = new LinkedHashMap<>();
        List.of("on", "severity", "more", "minutes", "learnDays", "opens", "closes", "source", "application", "code").forEach(name -> typed.put(name, ask.text(name, LONGEST)));
        typed.put("except", ask.text("except", LONGEST_EXCEPT));
        return typed;
    }

    private Answer form(Ask ask, Rule rule, Flaws flaws, Map<String, String> typed, Optional<Trial.Outcome> tried) {
        Told told = new Told(desk.words(), ask.language());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", rule.id());
        model.put("title", told.text("rule." + rule.id()));
        model.put("sentence", told.sentence(rule.spec()));
        model.put("facts", told.facts(rule.spec()));
        model.put("on", rule.on());
        model.put("severities", Arrays.stream(Severity.values()).map(s -> new Choice(s.word(), told.text("severity." + s.word()), s.word().equals(typed.get("severity")))).toList());
        model.put("f", typed);
        model.put("sort", rule.spec().sort().name());
        model.put("hours", rule.spec().closed());
        model.put("may", desk.current().may(Desk.CONFIGURE));
        model.put("changed", rule.changedBy().isPresent() ? desk.words().text(ask.language(), "rules.changed", Map.of("who", desk.who(rule.changedBy().get()),
                "when", Words.moment(rule.changed()))) : "");
        model.put("tried", tried.map(o -> desk.words().text(ask.language(), "rules.tried", Map.of("alerts", o.alerts(), "hits", o.hits(), "records", o.records()))
                + (o.whole() ? "" : " " + told.text("rules.tried.cut"))).orElse(""));
        return desk.show(ask, "rules", "rule", flaws, model);
    }

    private Answer changed(Ask ask, Rule before) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Optional<Rule> wanted = read(ask, before, flaws);
        String what = ask.one("do", List.of("try", "ask", "save"));
        if (!what.equals("try")) {
            desk.current().require(Desk.CONFIGURE);
        }
        if (wanted.isEmpty()) {
            return form(ask, before, flaws, typed(ask), Optional.empty());
        }
        Rule after = wanted.get();
        return switch (what) {
            case "try" -> form(ask, before, flaws, typed(ask), before.spec().sort() == Spec.Sort.SILENT ? Optional.empty() : Optional.of(trial.of(after)));
            case "ask" -> sure(ask, before, after);
            default -> {
                rules.keep(after);
                yield new Redirect(Desk.ALERTS + "/rules/" + before.id() + "?said=rule-changed");
            }
        };
    }

    private Answer sure(Ask ask, Rule before, Rule after) {
        Told told = new Told(desk.words(), ask.language());
        Map<String, String> was = shown(before, told);
        List<Change> changes = shown(after, told).entrySet().stream().filter(e -> !e.getValue().equals(was.get(e.getKey())))
                .map(e -> new Change("field." + e.getKey(), was.get(e.getKey()), e.getValue())).toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", before.id());
        model.put("title", told.text("rule." + before.id()));
        model.put("changes", changes);
        model.put("off", before.on() && !after.on());
        model.put("f", typed(ask));
        return desk.show(ask, "rules", "sure", new Flaws(desk.words(), ask.language()), model);
    }

    private static Map<String, String> shown(Rule rule, Told told) {
        Map<String, String> shown = typed(rule);
        shown.put("on", told.text(rule.on() ? "rules.on" : "rules.off"));
        shown.put("severity", told.text("severity." + rule.severity().word()));
        return shown;
    }

    private Optional<Rule> read(Ask ask, Rule before, Flaws flaws) {
        Spec spec = before.spec();
        boolean counts = spec.sort() == Spec.Sort.COUNT;
        int more = counts ? number(ask, "more", Spec.MOST, flaws) : spec.more();
        int minutes = counts ? number(ask, "minutes", Spec.LONGEST, flaws) : spec.minutes();
        int learnDays = spec.sort() == Spec.Sort.PATTERN ? number(ask, "learnDays", MOST_DAYS, flaws) : spec.learnDays();
        String opens = spec.closed() ? ask.text("opens", 5) : "";
        String closes = spec.closed() ? ask.text("closes", 5) : "";
        if (spec.closed() && Hours.time(opens).isEmpty()) {
            flaws.add("opens", "error.time");
        }
        if (spec.closed() && (Hours.time(closes).isEmpty() || flaws.none() && !Hours.time(opens).get().isBefore(Hours.time(closes).get()))) {
            flaws.add("closes", "error.time");
        }
        List<String> except = Arrays.stream(ask.text("except", LONGEST_EXCEPT).split("[,\\s]+")).filter(one -> !one.isEmpty()).distinct().toList();
        for (String name : List.of("source", "application", "code", "except")) {
            if (!Codes.covered(ask.text(name, LONGEST_EXCEPT)).equals(ask.text(name, LONGEST_EXCEPT)) || except.stream().anyMatch(one -> !Codes.covered(one).equals(one))) {
                flaws.add(name, "error.code");
            }
        }
        Severity severity = Arrays.stream(Severity.values()).filter(s -> s.word().equals(ask.text("severity", 10))).findFirst().orElse(before.severity());
        if (!flaws.none()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(before.id(), ask.text("on", 1).equals("1"), severity, new Spec(spec.sort(), spec.kind(), spec.acts(), spec.outcomes(), ask.text("source", LONGEST),
                ask.text("application", LONGEST), ask.text("code", LONGEST), except, spec.closed(), opens, closes, spec.by(), spec.of(), more, minutes, spec.fields(), learnDays),
                Instant.EPOCH, Optional.empty()));
    }

    private static int number(Ask ask, String name, int most, Flaws flaws) {
        int number = ask.number(name);
        if (number < 1 || number > most) {
            flaws.add(name, "error.number." + name.toLowerCase(java.util.Locale.ROOT));
        }
        return number;
    }
}
