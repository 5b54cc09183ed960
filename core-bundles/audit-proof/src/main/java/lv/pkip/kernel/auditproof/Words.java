package lv.pkip.kernel.auditproof;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What the verifier says, in the language of whoever asks. */
final class Words {
    static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private final Properties texts;

    private Words(Properties texts) {
        this.texts = texts;
    }

    /** Latvian for a language that there is not. */
    static Words of(String language) {
        String known = LANGUAGES.contains(language) ? language : LANGUAGES.get(0);
        Properties texts = new Properties();
        try (InputStream in = Words.class.getResourceAsStream("/i18n/verifier_" + known + ".properties")) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Words(texts);
    }

    String say(String key, Object... gaps) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("there is no text for " + key);
        }
        for (int i = 0; i < gaps.length; i++) {
            text = text.replace("{" + i + "}", printable(String.valueOf(gaps[i])));
        }
        return text;
    }

    /** Names come from files of unknown makers; what steers a terminal or turns the direction of writing is not printed. */
    private static String printable(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(500).forEach(c -> plain.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE ? '?' : c));
        return plain.toString();
    }

    String summary(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(say(report.isGood() ? "good" : report.isUnreadable() ? "unreadable" : "bad"));
        if (!report.origin().isEmpty()) {
            lines.add(say("log", report.origin()));
        }
        report.exports().forEach(one -> lines.add(one.from() == one.to() ? say("export.empty", one.file(), one.size())
                : say("export", one.file(), one.from(), one.to() - 1, one.size())));
        report.selections().forEach(one -> lines.add(say("selection", one.file(), one.records(), one.size(), one.waiting())));
        lines.add(say("records", report.records(), report.erased(), report.removed()));
        report.deleted().forEach(one -> lines.add(one.first() == one.last() ? say("deleted-one", one.first()) : say("deleted", one.first(), one.last())));
        lines.add(say("checkpoints", report.proven()));
        report.witnessed().forEach(one -> lines.add(say("witnessed", one.name(), one.size(), one.at())));
        if (!report.isGood()) {
            lines.add(say("first"));
            for (int i = 0; i < report.problems().size(); i++) {
                Problem one = report.problems().get(i);
                lines.add((i == 0 ? "  ! " : "  - ") + where(one) + problem(one));
            }
            if (report.bad() > 0) {
                lines.add(say("count", report.bad()));
            }
        }
        lines.add(say("speed", rate(report), report.time().truncatedTo(ChronoUnit.MILLIS).toMillis()));
        return String.join(System.lineSeparator(), lines);
    }

    private String where(Problem one) {
        return one.file().isEmpty() ? "" : one.line() == 0 ? say("where.file", one.file()) + " " : say("where.line", one.file(), one.line()) + " ";
    }

    private String problem(Problem one) {
        String key = "problem." + one.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (one.kind() == Problem.Kind.MISSING && one.index() == one.other()) {
            key += "-one";
        }
        String more = one.kind() == Problem.Kind.UNREADABLE ? say("malformed." + one.fields().get(0)) : String.join(", ", one.fields());
        return say(key, one.index(), one.other(), more);
    }

    private static long rate(Report report) {
        return report.time().isZero() ? 0 : Math.round(report.records() * 1e9 / report.time().toNanos());
    }

    /** The same for programs, in no language. */
    static String json(Report report) {
        Map<String, Object> all = new TreeMap<>();
        all.put("result", report.isGood() ? "good" : report.isUnreadable() ? "unreadable" : "bad");
        all.put("origin", report.origin());
        all.put("exports", report.exports().stream().map(one ->
                Map.of("file", one.file(), "from", one.from(), "to", one.to(), "size", one.size())).toList());
        all.put("selections", report.selections().stream().map(one ->
                Map.of("file", one.file(), "records", one.records(), "waiting", one.waiting(), "size", one.size())).toList());
        all.put("records", report.records());
        all.put("removed", report.removed());
        all.put("deleted", report.deleted().stream().map(one -> Map.of("first", one.first(), "last", one.last())).toList());
        all.put("erased", report.erased());
        all.put("bad", report.bad());
        all.put("checkpoints", report.proven());
        all.put("witnessed", report.witnessed().stream().map(one ->
                Map.of("name", one.name(), "size", one.size(), "at", one.at().toString())).toList());
        all.put("problems", report.problems().stream().map(Words::json).toList());
        all.put("milliseconds", report.time().toMillis());
        all.put("recordsPerSecond", rate(report));
        return CanonicalJson.write(all);
    }

    private static Map<String, Object> json(Problem one) {
        Map<String, Object> all = new TreeMap<>();
        all.put("kind", one.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (one.index() >= 0) {
            all.put("index", one.index());
        }
        if (one.other() >= 0) {
            all.put("other", one.other());
        }
        if (!one.fields().isEmpty()) {
            all.put(one.kind() == Problem.Kind.FIELDS_CHANGED ? "fields" : "reason", one.fields());
        }
        if (!one.file().isEmpty()) {
            all.put("file", one.file());
        }
        if (one.line() > 0) {
            all.put("line", one.line());
        }
        return all;
    }
}
