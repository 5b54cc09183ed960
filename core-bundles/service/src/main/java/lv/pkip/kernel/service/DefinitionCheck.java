package lv.pkip.kernel.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.service.Definition.Action;
import lv.pkip.kernel.api.service.Definition.By;
import lv.pkip.kernel.api.service.Definition.Calculation;
import lv.pkip.kernel.api.service.Definition.Notification;
import lv.pkip.kernel.api.service.Definition.Step;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.service.form.FormShape;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.RuleBook;

/** Checks that declaration, forms, rule sets, texts and templates hang together. */
final class DefinitionCheck {
    /** Permissions the platform itself names. */
    private static final Set<String> KNOWN_PERMISSIONS = Set.of("read", "process", "configure");
    private static final Pattern TEXT_CALL = Pattern.compile("(?<![A-Za-z0-9_.])t\\(\\s*(['\"])([^'\"]+)\\1\\s*[,)]");
    private static final Set<String> MOMENTS_OF_DATE = Set.of("submitted", "today");

    private final Declaration declared;
    private final ServiceFiles files;
    private final Map<String, FormShape> forms;
    private final RuleBook rules;
    private final Problems problems;
    private final Map<String, List<Action>> actions = new LinkedHashMap<>();

    DefinitionCheck(Declaration declared, ServiceFiles files, Map<String, FormShape> forms, RuleBook rules, Problems problems) {
        this.declared = declared;
        this.files = files;
        this.forms = forms;
        this.rules = rules;
        this.problems = problems;
        declared.steps().forEach(s -> s.actions().forEach(a -> actions.computeIfAbsent(a.id(), i -> new ArrayList<>()).add(a)));
    }

    void check() {
        form("form", declared.form());
        declared.steps().forEach(this::step);
        ends();
        declared.calculations().forEach(this::calculation);
        declared.notifications().forEach(this::notification);
        unused();
        texts();
    }

    private void form(String where, String form) {
        if (!files.forms().containsKey(form)) {
            problems.add("service.json " + where, "there is no form/" + form + ".json");
        }
    }

    private void step(Step step) {
        String where = "step " + step.id();
        boolean end = step.type().equals("end");
        if (end && !step.actions().isEmpty()) {
            problems.add("service.json " + where, "is an end, so it has no actions");
        }
        if (end != step.phase().closed()) {
            problems.add("service.json " + where, end ? "is an end, so its phase has to be completed, refused or withdrawn"
                    : "has the phase " + step.phase().word() + ", which only an end (\"type\": \"end\") can have");
        }
        if (!end && step.actions().isEmpty()) {
            problems.add("service.json " + where, "has no actions, so a case would stay there for ever");
        }
        if (step.phase() == Phase.AWAITING_APPLICANT && step.actions().stream().noneMatch(a -> a.by() == By.APPLICANT)) {
            problems.add("service.json " + where, "waits for the applicant, but the applicant can do nothing in it");
        }
        if (!Set.of("task", "end").contains(step.type()) && step.actions().stream().noneMatch(a -> a.by() == By.SYSTEM)) {
            problems.add("service.json " + where, "is of type " + step.type() + ", so it needs an action by system that the type takes");
        }
        if (step.type().equals("payment")) {
            amount(where, step.settings().getOrDefault("amount", ""));
        }
        step.actions().forEach(action -> action(where + ", action " + action.id(), action));
    }

    private void amount(String where, String amount) {
        String[] parts = amount.split("\\.");
        boolean known = parts.length == 2 && declared.calculations().stream()
                .anyMatch(c -> c.store().equals(parts[0]) && (!rules.has(c.rules()) || rules.gives(c.rules(), parts[1])));
        if (!known && !(declared.handler() && parts.length == 2)) {
            problems.add("service.json " + where + ", settings.amount",
                    "„" + amount + "” is not a calculation's store and one of its outputs, like „fee.total”");
        }
    }

    private void action(String where, Action action) {
        action.form().ifPresent(form -> form(where, form));
        action.to().ifPresent(to -> {
            if (declared.steps().stream().noneMatch(s -> s.id().equals(to))) {
                problems.add("service.json " + where, "leads to „" + to + "”, which is no step");
            }
        });
        if (action.replacesApplication() && !action.form().equals(java.util.Optional.of(declared.form()))) {
            problems.add("service.json " + where, "replaces the application, so its form has to be „" + declared.form() + "”");
        }
        if (action.by() == By.SYSTEM && (action.form().isPresent() || action.confirm())) {
            problems.add("service.json " + where, "is taken by the system, which fills in no form and confirms nothing");
        }
        action.outputs().forEach(output -> template(where + ", output " + output.kind(), output.template(), ""));
    }

    private void template(String where, String name, String suffix) {
        if (!files.templates().containsKey(name + suffix)) {
            problems.add("service.json " + where, "there is no outputs/" + name + suffix + ".peb");
        }
    }

    /** From every step some end can be reached; without a handler every step can be reached too. */
    private void ends() {
        Set<String> ending = new LinkedHashSet<>();
        declared.steps().stream().filter(s -> s.type().equals("end")).forEach(s -> ending.add(s.id()));
        if (ending.isEmpty()) {
            problems.add("service.json steps", "no step is an end");
            return;
        }
        for (int before = -1; before != ending.size();) {
            before = ending.size();
            declared.steps().stream().filter(s -> s.actions().stream().anyMatch(a -> a.to().filter(ending::contains).isPresent()))
                    .forEach(s -> ending.add(s.id()));
        }
        declared.steps().stream().filter(s -> !ending.contains(s.id()))
                .forEach(s -> problems.add("service.json step " + s.id(), "no end can be reached from here"));
        if (declared.handler()) {
            return; // a handler may send a case to any step
        }
        Set<String> reached = new LinkedHashSet<>(Set.of(declared.steps().get(0).id()));
        for (int before = -1; before != reached.size();) {
            before = reached.size();
            declared.steps().stream().filter(s -> reached.contains(s.id())).toList()
                    .forEach(s -> s.actions().forEach(a -> a.to().ifPresent(reached::add)));
        }
        declared.steps().stream().filter(s -> !reached.contains(s.id()))
                .forEach(s -> problems.add("service.json step " + s.id(), "can never be reached"));
    }

    private void moment(String where, String on, boolean stepsToo) {
        String[] parts = on.split(":");
        boolean known = on.equals("submit") || parts.length == 2 && (parts[0].equals("action") && actions.containsKey(parts[1])
                || stepsToo && parts[0].equals("step") && declared.steps().stream().anyMatch(s -> s.id().equals(parts[1])));
        if (!known) {
            problems.add("service.json " + where, "„" + on + "” names no action" + (stepsToo ? " or step" : "") + " of this service");
        }
    }

    private void calculation(Calculation calculation) {
        String where = "calculation " + calculation.store();
        moment(where + ".on", calculation.on(), false);
        if (!MOMENTS_OF_DATE.contains(calculation.date())) {
            path(where + ".date", calculation, calculation.date());
        }
        if (!files.rules().containsKey(calculation.rules())) {
            problems.add("service.json " + where, "there is no rules/" + calculation.rules() + ".json");
            return;
        }
        if (!rules.has(calculation.rules())) {
            return; // the rule set has problems of its own, told already
        }
        Set<String> known = rules.facts(calculation.rules());
        calculation.facts().forEach((fact, path) -> {
            if (!known.contains(fact)) {
                problems.add("service.json " + where, "„" + fact + "” is no fact of the rule set " + calculation.rules());
            }
            path(where + ", fact " + fact, calculation, path);
        });
        rules.neededFacts(calculation.rules()).stream().filter(fact -> !calculation.facts().containsKey(fact))
                .forEach(fact -> problems.add("service.json " + where, "does not give the fact „" + fact + "” that the rule set needs"));
    }

    private void path(String where, Calculation calculation, String path) {
        int dot = path.indexOf('.');
        String source = dot < 0 ? path : path.substring(0, dot);
        String field = dot < 0 ? "" : path.substring(dot + 1);
        Set<String> sources = new TreeSet<>();
        switch (source) {
            case "settings" -> {
                if (!declared.settings().containsKey(field)) {
                    problems.add("service.json " + where, "there is no setting „" + field + "”");
                }
                return;
            }
            case "application" -> sources.add(declared.form());
            case "input" -> {
                if (calculation.on().startsWith("action:")) {
                    actions.getOrDefault(calculation.on().substring(7), List.of()).forEach(a -> a.form().ifPresent(sources::add));
                }
            }
            default -> actions.getOrDefault(source, List.of()).forEach(a -> a.form().ifPresent(sources::add));
        }
        if (sources.isEmpty()) {
            problems.add("service.json " + where, "„" + path + "” begins with neither application, input, settings nor an action that has a form");
        }
        sources.stream().filter(forms::containsKey).filter(form -> !forms.get(form).has(field))
                .forEach(form -> problems.add("service.json " + where, "the form " + form + " has no field „" + field + "”"));
    }

    private void notification(Notification notification) {
        moment("notification " + notification.template(), notification.on(), true);
        template("notification " + notification.template(), notification.template(), ".txt");
    }

    private void unused() {
        Set<String> used = new LinkedHashSet<>(Set.of(declared.form()));
        declared.steps().forEach(s -> s.actions().forEach(a -> a.form().ifPresent(used::add)));
        files.forms().keySet().stream().filter(f -> !used.contains(f))
                .forEach(f -> problems.add("form/" + f + ".json", "is used nowhere"));
    }

    private void texts() {
        Set<String> all = new TreeSet<>();
        files.texts().values().forEach(texts -> all.addAll(texts.keySet()));
        files.texts().forEach((language, texts) -> all.stream().filter(key -> !texts.containsKey(key))
                .forEach(key -> problems.add("i18n/messages_" + language + ".properties", "the key " + key + " is missing")));
        neededTexts().stream().filter(key -> !all.contains(key))
                .forEach(key -> problems.add("i18n", "the key " + key + " is missing in all languages"));
    }

    private Set<String> neededTexts() {
        Set<String> needed = new LinkedHashSet<>(List.of("title", "summary", "description"));
        declared.steps().forEach(step -> {
            needed.add("step." + step.id());
            step.actions().forEach(action -> {
                needed.add("action." + action.id());
                if (action.confirm()) {
                    needed.add("action." + action.id() + ".confirm");
                }
                if (action.by() == By.STAFF && !KNOWN_PERMISSIONS.contains(action.permission())) {
                    needed.add("permission." + action.permission());
                }
                action.outputs().forEach(output -> needed.add("output." + output.kind()));
            });
        });
        forms.forEach((form, shape) -> needed.addAll(shape.textKeys(form)));
        needed.addAll(rules.textKeys());
        files.templates().values().forEach(template -> {
            for (Matcher call = TEXT_CALL.matcher(template); call.find();) {
                needed.add(call.group(2));
            }
        });
        return needed;
    }
}
