package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Rules;

/** Evaluates the rule sets a definition says are evaluated by themselves. */
final class Calculations {
    private final Definition definition;
    private final Rules rules;

    Calculations(Definition definition, Rules rules) {
        this.definition = definition;
        this.rules = rules;
    }

    /**
     * What facts can come from.
     *
     * @param data answers of earlier actions
     */
    record Sources(Answers application, Answers input, Map<String, Answers> data, LocalDate submitted, LocalDate today) { }

    /** Results by name, for a moment: {@code submit} or {@code action:<id>}. */
    Map<String, Rules.Result> at(String moment, Sources sources) {
        Map<String, Rules.Result> results = new LinkedHashMap<>();
        for (Definition.Calculation calculation : definition.calculations()) {
            if (calculation.on().equals(moment)) {
                results.put(calculation.store(),
                        rules.evaluate(calculation.rules(), date(calculation, sources), facts(calculation, sources)));
            }
        }
        return results;
    }

    private LocalDate date(Definition.Calculation calculation, Sources sources) {
        return switch (calculation.date()) {
            case "submitted" -> sources.submitted();
            case "today" -> sources.today();
            default -> named(calculation, sources);
        };
    }

    private LocalDate named(Definition.Calculation calculation, Sources sources) {
        String text = value(calculation.date(), sources).map(Object::toString).orElseThrow(() -> new Rules.RuleProblem(
                calculation.rules() + ": the date " + calculation.date() + " is missing"));
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new Rules.RuleProblem(calculation.rules() + ": " + calculation.date() + " is not a date");
        }
    }

    private Map<String, Object> facts(Definition.Calculation calculation, Sources sources) {
        Map<String, Object> facts = new LinkedHashMap<>();
        calculation.facts().forEach((name, path) -> value(path, sources).ifPresent(value -> facts.put(name, value)));
        return facts;
    }

    private Optional<Object> value(String path, Sources sources) {
        int dot = path.indexOf('.');
        String root = dot < 0 ? path : path.substring(0, dot);
        String rest = dot < 0 ? "" : path.substring(dot + 1);
        return switch (root) {
            case "settings" -> Optional.ofNullable(definition.settings().get(rest));
            case "application" -> within(sources.application(), rest);
            case "input" -> within(sources.input(), rest);
            default -> within(sources.data().getOrDefault(root, Answers.empty()), rest);
        };
    }

    private static Optional<Object> within(Answers answers, String path) {
        return path.isEmpty() ? Optional.of(answers.asMap()) : answers.at(path);
    }
}
