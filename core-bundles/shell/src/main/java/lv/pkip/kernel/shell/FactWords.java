package lv.pkip.kernel.shell;

import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.shell.form.Wording;

/**
 * The words for a fact's value in a working. A fact comes from a field of a form, and the field's choices have texts
 * already: {@code state-city} is read as the person who chose it read it.
 */
final class FactWords {
    private final Wording words;

    FactWords(Wording words) {
        this.words = words;
    }

    Optional<String> of(String ruleSet, String fact, String value) {
        Definition definition = words.definition();
        return definition.calculations().stream().filter(c -> c.rules().equals(ruleSet))
                .flatMap(c -> c.facts().entrySet().stream().map(f -> text(definition, c, f, fact, value)))
                .flatMap(Optional::stream).findFirst();
    }

    private Optional<String> text(Definition definition, Definition.Calculation calculation, Map.Entry<String, String> source,
            String fact, String value) {
        String path = source.getValue();
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String field = path.substring(dot + 1) + (source.getKey().equals(fact) ? "" : "." + fact);
        return form(definition, calculation, path.substring(0, dot)).flatMap(form -> words.maybe(form + "." + field + ".enum." + value));
    }

    private static Optional<String> form(Definition definition, Definition.Calculation calculation, String root) {
        String action = root.equals("input") && calculation.on().startsWith("action:") ? calculation.on().substring(7) : root;
        return root.equals("application") || root.equals("input") && calculation.on().equals("submit") ? Optional.of(definition.form())
                : definition.steps().stream().flatMap(s -> s.actions().stream()).filter(a -> a.id().equals(action))
                        .flatMap(a -> a.form().stream()).findFirst();
    }
}
