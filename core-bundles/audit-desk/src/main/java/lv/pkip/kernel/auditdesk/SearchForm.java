package lv.pkip.kernel.auditdesk;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Source;

/** The form of a search: what was typed becomes a query, and a query can be typed again. A personal code becomes a key. */
final class SearchForm {
    static final List<String> OUTCOMES = List.of("ok", "refused", "failed");
    private static final int LONGEST = 128;
    private static final int SHORTEST_TEXT = 3;
    private final Desk desk;

    SearchForm(Desk desk) {
        this.desk = desk;
    }

    /** What is asked for; what is wrong goes to the flaws, and then the query is not to be used. */
    Query read(Ask ask, Flaws flaws) {
        Optional<Instant> from = moment(ask, "from", false, flaws);
        Optional<Instant> to = moment(ask, "to", true, flaws);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            flaws.add("to", "error.before");
        }
        Optional<String> text = plain(ask, "text", flaws);
        if (text.isPresent() && text.get().length() < SHORTEST_TEXT) {
            flaws.add("text", "error.short");
        }
        return new Query(from, to, person(ask, "person", flaws), person(ask, "actor", flaws), plain(ask, "source", flaws),
                plain(ask, "application", flaws), act(ask), plain(ask, "sourceAction", flaws), plain(ask, "caseNumber", flaws),
                plain(ask, "objectType", flaws), plain(ask, "objectId", flaws),
                Optional.of(ask.text("outcome", 16)).filter(OUTCOMES::contains), text);
    }

    private static Optional<Act> act(Ask ask) {
        String name = ask.text("action", 32);
        return Arrays.stream(Act.values()).filter(act -> act.name().equals(name)).findFirst();
    }

    static Optional<Instant> moment(Ask ask, String name, boolean end, Flaws flaws) {
        String text = ask.text(name, 32);
        Optional<Instant> moment = Ask.moment(text, end);
        if (moment.isEmpty() && !text.isEmpty()) {
            flaws.add(name, "error.moment");
        }
        return moment;
    }

    /** A field that no personal code belongs into. */
    private static Optional<String> plain(Ask ask, String name, Flaws flaws) {
        String text = ask.text(name, LONGEST);
        if (Codes.isIn(text)) {
            flaws.add(name, "error.code");
        }
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    /** Somebody by key, login or registration number as it is; by personal code as the key it belongs to. */
    Optional<String> person(Ask ask, String name, Flaws flaws) {
        String text = ask.text(name, LONGEST);
        Optional<String> code = Codes.personal(text);
        if (code.isPresent()) {
            // other systems know people who are unknown here; then the code itself is all there is to look by
            return desk.persons().keyOf(code.get()).or(() -> code);
        }
        return plain(ask, name, flaws);
    }

    /** What was typed, for showing the form again. */
    static Map<String, String> typed(Ask ask) {
        Map<String, String> typed = new LinkedHashMap<>();
        Stream.of("person", "actor", "source", "application", "action", "sourceAction", "caseNumber", "objectType", "objectId", "outcome", "from", "to", "text")
                .forEach(name -> typed.put(name, ask.text(name, LONGEST)));
        return typed;
    }

    /** A query as one would type it. */
    static Map<String, String> typed(Query query) {
        Map<String, String> typed = new LinkedHashMap<>();
        typed.put("person", query.dataSubject().orElse(""));
        typed.put("actor", query.actor().orElse(""));
        typed.put("source", query.source().orElse(""));
        typed.put("application", query.application().orElse(""));
        typed.put("action", query.action().map(Act::name).orElse(""));
        typed.put("sourceAction", query.sourceAction().orElse(""));
        typed.put("caseNumber", query.caseNumber().orElse(""));
        typed.put("objectType", query.objectType().orElse(""));
        typed.put("objectId", query.objectId().orElse(""));
        typed.put("outcome", query.outcome().orElse(""));
        typed.put("from", query.from().map(Words::minute).orElse(""));
        typed.put("to", query.to().map(to -> Words.minute(to.minus(1, ChronoUnit.MINUTES))).orElse(""));
        typed.put("text", query.text().orElse(""));
        return typed;
    }

    /** The model of the form. */
    Map<String, Object> model(Map<String, String> typed, String language, List<Source> sources) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", typed);
        model.put("acts", Arrays.stream(Act.values()).map(act -> new Choice(act.name(), desk.words().text(language, Facts.actKey(act)),
                act.name().equals(typed.get("action")))).toList());
        model.put("outcomes", OUTCOMES.stream().map(one -> new Choice(one, desk.words().text(language, "outcome." + one), one.equals(typed.get("outcome")))).toList());
        model.put("sources", sources.stream().map(one -> new Choice(one.name(), one.name(), one.name().equals(typed.get("source")))).toList());
        model.put("more", Stream.of("application", "sourceAction", "objectType", "objectId", "outcome", "text", "source").anyMatch(name -> !typed.getOrDefault(name, "").isEmpty()));
        return model;
    }

    /** The records a report is made of, as a query. */
    static Query period(Reports.Wanted wanted) {
        Query all = Query.all();
        return new Query(Optional.of(wanted.from()), Optional.of(wanted.to()), wanted.subject(), all.actor(), all.source(), all.application(), all.action(),
                all.sourceAction(), all.caseNumber(), wanted.kind().objectType(), all.objectId(), all.outcome(), all.text());
    }

    /** One thing that was asked for, in words. */
    public record Condition(String key, String value) { }

    /** What was asked for, in words. */
    List<Condition> conditions(Query query, String language, People people) {
        Map<String, String> typed = typed(query);
        query.dataSubject().ifPresent(key -> typed.put("person", people.subject(key)));
        query.actor().ifPresent(key -> typed.put("actor", Codes.covered(people.anybody(key))));
        query.action().ifPresent(act -> typed.put("action", desk.words().text(language, Facts.actKey(act))));
        query.outcome().ifPresent(outcome -> typed.put("outcome", desk.words().text(language, "outcome." + outcome)));
        return typed.entrySet().stream().filter(e -> !e.getValue().isEmpty()).map(e -> new Condition("field." + e.getKey(), e.getValue())).toList();
    }

    /** The same in one line. */
    String line(Query query, String language, People people) {
        List<Condition> all = conditions(query, language, people);
        return all.isEmpty() ? desk.words().text(language, "found.everything")
                : String.join("; ", all.stream().map(c -> desk.words().text(language, c.key()) + ": " + c.value()).toList());
    }
}
