package lv.pkip.kernel.identitydesk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.registry.RegistryProblem;

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

    void add(RegistryProblem problem) {
        String code = problem.code().name().toLowerCase(java.util.Locale.ROOT);
        String exact = "problem." + code + "." + problem.field();
        add(problem.field(), words.has(exact) ? exact : "problem." + code);
    }

    /** A field that must be filled in. */
    void needs(String field, String text) {
        if (text.isEmpty()) {
            add(field, "error.needed");
        }
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
