package lv.pkip.kernel.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Query;

/** What is asked for as conditions of SQL on {@code audit_record r}, in the form the indexes of the database understand. */
final class Conditions {
    /** Above all that can follow a beginning, in the order of bytes. */
    private static final String LAST = "\udbff\udfff";
    /** As {@code audit_words} of the database takes them out. */
    private static final String NO_WORD = "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f]+";

    private final List<String> parts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    private Conditions() { }

    /** Everything that is asked for but person, beginning of an act's code, words, and time, which are found in ways of their own. */
    static Conditions of(Asked asked) {
        Conditions all = new Conditions();
        Query q = asked.query();
        all.equal("actor", q.actor()).equal("source", q.source()).equal("application", q.application()).equal("act", q.action().map(Enum::name))
                .equal("case_number", q.caseNumber()).equal("object_type", q.objectType()).equal("object_id", q.objectId())
                .equal("outcome", q.outcome());
        // Nearly all records are ok; the index on the others is found by this.
        q.outcome().filter(outcome -> !outcome.equals("ok")).ifPresent(outcome -> all.and("r.outcome <> 'ok'"));
        q.sourceAction().filter(name -> !name.endsWith("*")).ifPresent(name -> all.and("r.action = ?", name));
        if (!asked.acts().isEmpty()) {
            all.among("act", asked.acts().stream().map(Enum::name).toList());
        }
        if (!asked.kinds().isEmpty()) {
            all.among("actor_kind", asked.kinds().stream().map(Enum::name).toList());
        }
        asked.withheld().forEach(all::without);
        if (asked.byTheResident() && !asked.subjects().isEmpty()) {
            // What people did themselves with their own data they know.
            List<Object> own = new ArrayList<>(List.of(PartyKind.RESIDENT.name()));
            own.addAll(asked.subjects());
            all.and("not (r.actor_kind = ? and r.actor in (" + marks(asked.subjects().size()) + "))", own.toArray());
        }
        return all;
    }

    Conditions and(String condition, Object... more) {
        parts.add(condition);
        values.addAll(Arrays.asList(more));
        return this;
    }

    private Conditions equal(String column, Optional<String> wanted) {
        wanted.ifPresent(value -> and("r." + column + " = ?", value));
        return this;
    }

    Conditions among(String column, Collection<String> wanted) {
        return and("r." + column + " in (" + marks(wanted.size()) + ")", wanted.toArray());
    }

    /** By time exactly; where that is in the table {@link Spans} knows. */
    Conditions time(Query query) {
        query.from().ifPresent(from -> and("r.at_ms >= ?", from.toEpochMilli()));
        query.to().ifPresent(to -> and("r.at_ms < ?", to.toEpochMilli()));
        return this;
    }

    /** All codes that begin so. */
    Conditions beginning(Query query, boolean postgresql) {
        query.sourceAction().filter(name -> name.endsWith("*")).map(name -> name.substring(0, name.length() - 1)).ifPresent(start -> {
            if (postgresql) {
                and("r.action ~>=~ ? and r.action ~<~ ?", start, last(start));
            } else {
                and("r.action like ? escape '!'", literally(start) + "%");
            }
        });
        return this;
    }

    static String last(String start) {
        return start + LAST;
    }

    /** Words of details, on PostgreSQL by their index. */
    Conditions text(Query query, boolean postgresql) {
        query.text().map(Conditions::words).filter(words -> postgresql && !words.isEmpty())
                .ifPresent(words -> and("audit_words(r.details) @@ to_tsquery('pg_catalog.simple', ?)", words));
        return pattern(query);
    }

    /** The text of details as it was typed. */
    Conditions pattern(Query query) {
        query.text().ifPresent(text -> and("lower(r.details) like ? escape '!'", "%" + literally(text.toLowerCase(Locale.ROOT)) + "%"));
        return this;
    }

    /** All words, each but the last one whole; that they follow each other is for the pattern. */
    static String words(String text) {
        String[] words = text.replaceAll(NO_WORD, " ").strip().split(" ");
        if (words[0].isEmpty()) {
            return "";
        }
        return Arrays.stream(words).map(word -> "'" + word + "'").collect(Collectors.joining(" & ")) + ":*";
    }

    /** What a law keeps from residents, and nothing else. */
    static Conditions only(Trail.Withheld kept) {
        return new Conditions().named("source", kept.source()).named("application", kept.application()).named("action", kept.action());
    }

    private void without(Trail.Withheld kept) {
        Conditions these = only(kept);
        and(these.parts.isEmpty() ? "1 = 0" : "not (" + String.join(" and ", these.parts) + ")", these.values.toArray());
    }

    private Conditions named(String column, String name) {
        return name.equals("*") ? this : and("r." + column + " = ?", name);
    }

    /** Signs that mean something in a pattern stand for themselves. */
    private static String literally(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    static String marks(int number) {
        return String.join(", ", Collections.nCopies(number, "?"));
    }

    String where() {
        return parts.isEmpty() ? "" : " where " + String.join(" and ", parts);
    }

    List<Object> values() {
        return values;
    }
}
