package lv.pkip.kernel.auditwatch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a form: one text for a field, in the language of the one who typed it. */
final class Flaws {
    private final Words words;
    private final String language;
    private final Map<String, String> byField = new LinkedHashMap<>();

    Flaws(Words words, String language) {
        this.words = words;
        this.language = language;
    }

    /** One of them; {@code field} is the id of the field. */
    public record Flaw(String field, String text) { }

    void add(String field, String key) {
        byField.putIfAbsent(field, words.text(language, key));
    }

    boolean none() {
        return byField.isEmpty();
    }

    Map<String, String> byField() {
        return byField;
    }

    List<Flaw> list() {
        return byField.entrySet().stream().map(e -> new Flaw(e.getKey(), e.getValue())).toList();
    }
}
