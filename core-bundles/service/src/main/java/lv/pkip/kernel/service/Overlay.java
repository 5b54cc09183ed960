package lv.pkip.kernel.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lv.pkip.kernel.service.reading.Fields;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;

/**
 * A municipality's changes to a service (docs/reference/overlay.md), laid over its files before they are read: whatever
 * comes out passes every check a bundle passes, so an overlay cannot make a service that a vendor could not have made.
 */
final class Overlay {
    private static final List<String> ADDED_TEXTS = List.of("help", "hint", "item");
    private final Problems problems;

    private Overlay(Problems problems) {
        this.problems = problems;
    }

    /** The files with the overlay over them; with problems, what could be made of it. */
    static ServiceFiles over(ServiceFiles files, String json, Problems problems) {
        Optional<JsonNode> overlay = Json.parse(json, "overlay", problems);
        if (overlay.isEmpty()) {
            return files;
        }
        Fields fields = new Fields(overlay.get(), "overlay ", problems);
        return overlay.get().isObject() ? new Overlay(problems).apply(files, fields) : files;
    }

    private ServiceFiles apply(ServiceFiles files, Fields overlay) {
        String declaration = declaration(files.declaration(), overlay);
        Map<String, Map<String, String>> texts = new TreeMap<>(files.texts());
        overlay.members("texts", (language, written) -> {
            if (!texts.containsKey(language)) {
                overlay.problem("texts", "„" + language + "” is not one of lv, en, ru");
                return;
            }
            Map<String, String> changed = new TreeMap<>(texts.get(language));
            new Fields(overlay.node("texts").orElseThrow(), overlay.where("texts"), problems).texts(language)
                    .forEach((key, text) -> text(changed, language, key, text));
            texts.put(language, changed);
        });
        Map<String, String> rules = new TreeMap<>(files.rules());
        overlay.members("rules", (set, versions) -> {
            String base = rules.get(set);
            if (base == null) {
                overlay.problem("rules", "there is no rule set „" + set + "”");
            } else {
                rules.put(set, OverlaidRules.over(set, base, versions, problems));
            }
        });
        Map<String, String> forms = new TreeMap<>(files.forms());
        overlay.members("forms", (form, changes) -> {
            String base = forms.get(form);
            if (base == null) {
                overlay.problem("forms", "there is no form „" + form + "”");
            } else {
                forms.put(form, NarrowedForm.over(form, base, changes, problems));
            }
        });
        overlay.optionalText("note");
        overlay.end();
        return new ServiceFiles(declaration, forms, rules, texts, files.templates());
    }

    private void text(Map<String, String> texts, String language, String key, String text) {
        int dot = key.lastIndexOf('.');
        boolean added = dot > 0 && (texts.containsKey(key.substring(0, dot)) && ADDED_TEXTS.contains(key.substring(dot + 1))
                || key.matches(".+\\.error\\..+") && texts.containsKey(key.substring(0, key.lastIndexOf(".error."))));
        if (text.isBlank()) {
            problems.add("overlay texts." + language, "the text of " + key + " is empty");
        } else if (texts.containsKey(key) || added) {
            texts.put(key, text);
        } else {
            problems.add("overlay texts." + language, "the service has no text " + key);
        }
    }

    private String declaration(String text, Fields overlay) {
        ObjectNode declaration;
        try {
            declaration = Json.mapper().readTree(text).deepCopy();
            overlay.optionalText("unit").ifPresent(unit -> declaration.put("unit", unit));
            overlay.object("deadline", term -> {
                ObjectNode changed = declaration.withObject("/deadline");
                for (String name : List.of("workingDays", "calendarMonths", "basis", "maxExtensionMonths", "movedDaysCount")) {
                    term.node(name).ifPresent(value -> changed.set(name, value));
                }
                if (term.node("workingDays").isPresent() && term.node("calendarMonths").isEmpty()) {
                    changed.remove("calendarMonths");
                } else if (term.node("calendarMonths").isPresent() && term.node("workingDays").isEmpty()) {
                    changed.remove("workingDays");
                }
                boolean other = term.node("workingDays").isPresent() || term.node("calendarMonths").isPresent();
                if (other && term.node("basis").isEmpty()) {
                    term.problem("basis", "another term needs the law that sets it");
                }
            });
            overlay.texts("settings").forEach((name, value) -> {
                if (declaration.path("settings").has(name)) {
                    declaration.withObject("/settings").put(name, value);
                } else {
                    overlay.problem("settings", "the service has no setting „" + name + "”");
                }
            });
            return Json.mapper().writeValueAsString(declaration);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
