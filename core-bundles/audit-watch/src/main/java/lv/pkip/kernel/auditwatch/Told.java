package lv.pkip.kernel.auditwatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rules and stretches of time in words of a language. */
final class Told {
    private final Words words;
    private final String language;

    Told(Words words, String language) {
        this.words = words;
        this.language = language;
    }

    /** A rule's condition in words. */
    public record Fact(String key, String value) { }

    String text(String key) {
        return words.text(language, key);
    }

    String name(String prefix, Enum<?> one) {
        return text(prefix + one.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The rule as one sentence. */
    String sentence(Spec spec) {
        return switch (spec.sort()) {
            case COUNT -> words.text(language, "told.count", Map.of("of", name("told.of.", spec.of()), "more", spec.more(), "time", time(Duration.ofMinutes(spec.minutes())),
                    "by", name("told.by.", spec.by())));
            case PATTERN -> words.text(language, "told.pattern", Map.of("by", name("told.by.", spec.by()), "days", spec.learnDays(),
                    "fields", String.join(", ", spec.fields().stream().map(field -> name("told.field.", field)).toList())));
            case SILENT -> text("told.silent");
        };
    }

    /** Which records it looks at. */
    List<Fact> facts(Spec spec) {
        List<Fact> facts = new ArrayList<>();
        if (spec.kind() != null) {
            facts.add(new Fact("fact.kind", name("kind.", spec.kind())));
        }
        if (!spec.acts().isEmpty()) {
            facts.add(new Fact("fact.acts", String.join(", ", spec.acts().stream().map(act -> name("act.", act)).toList())));
        }
        if (!spec.outcomes().isEmpty()) {
            facts.add(new Fact("fact.outcomes", String.join(", ", spec.outcomes().stream().map(outcome -> text("outcome." + outcome)).toList())));
        }
        add(facts, "fact.source", spec.source());
        add(facts, "fact.application", spec.application());
        add(facts, "fact.code", spec.code());
        add(facts, "fact.except", String.join(", ", spec.except()));
        if (spec.closed()) {
            facts.add(new Fact("fact.closed", words.text(language, "told.closed", Map.of("opens", spec.opens(), "closes", spec.closes()))));
        }
        return facts;
    }

    private static void add(List<Fact> facts, String key, String value) {
        if (!value.isEmpty()) {
            facts.add(new Fact(key, value));
        }
    }

    /** In the largest unit that fits. */
    String time(Duration time) {
        long minutes = time.toMinutes();
        if (minutes < 1) {
            return time.toSeconds() + " " + text("unit.seconds");
        }
        if (minutes % (60 * 24) == 0) {
            return minutes / (60 * 24) + " " + text("unit.days");
        }
        if (minutes % 60 == 0 || minutes > 60 * 10) {
            return minutes / 60 + " " + text("unit.hours");
        }
        return minutes + " " + text("unit.minutes");
    }
}
