package lv.pkip.kernel.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Definition.Action;
import lv.pkip.kernel.api.service.Definition.By;
import lv.pkip.kernel.api.service.Definition.Calculation;
import lv.pkip.kernel.api.service.Definition.Deadline;
import lv.pkip.kernel.api.service.Definition.Notification;
import lv.pkip.kernel.api.service.Definition.Output;
import lv.pkip.kernel.api.service.Definition.Step;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.service.reading.Fields;
import lv.pkip.kernel.service.reading.Problems;

/** What {@code service.json} says, read strictly; whether it hangs together is checked by {@link DefinitionCheck}. */
record Declaration(String id, String category, String unit, Assurance assurance, String prefix, boolean gapless,
        Deadline deadline, String form, boolean handler, Map<String, String> settings, List<Step> steps,
        List<Calculation> calculations, List<Notification> notifications) {

    static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    static final String WORDS_SAY = "has to be lower case words joined by hyphens";
    private static final Pattern PREFIX = Pattern.compile("[A-ZĀČĒĢĪĶĻŅŠŪŽ]{1,6}");
    private static final Pattern FACT = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Pattern PATH = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z0-9][A-Za-z0-9-]*)*");
    private static final Pattern STORE = Pattern.compile("[a-z][A-Za-z0-9-]*");
    private static final Pattern MOMENT = Pattern.compile("submit|(action|step):[a-z][a-z0-9-]*");

    static Declaration read(JsonNode node, Problems problems) {
        Fields fields = new Fields(node, "service.json ", problems);
        String[] prefix = {""};
        boolean[] gapless = {false};
        fields.object("number", number -> {
            prefix[0] = number.text("prefix", PREFIX, "has to be one to six capital letters");
            gapless[0] = number.flag("gapless", false);
        });
        if (fields.node("number").isEmpty()) {
            fields.problem("number", "is missing; { \"prefix\": \"KC\" } is enough");
        }
        Declaration read = new Declaration(fields.text("id", WORDS, WORDS_SAY),
                fields.optionalText("category").orElse("other"), fields.text("unit", WORDS, WORDS_SAY),
                assurance(fields),
                prefix[0], gapless[0], deadline(fields), fields.text("form", WORDS, WORDS_SAY), fields.flag("handler", false),
                fields.texts("settings"), steps(fields), calculations(fields), notifications(fields));
        fields.optionalText("$schema");
        fields.end();
        return read;
    }

    private static Assurance assurance(Fields fields) {
        Assurance read = fields.word("assurance", Assurance.class).orElse(Assurance.SUBSTANTIAL);
        if (read == Assurance.NONE) {
            fields.problem("assurance", "a service is not offered to anybody unknown: low, substantial or high");
        }
        return read;
    }

    private static Deadline deadline(Fields fields) {
        List<Deadline> read = new ArrayList<>();
        fields.object("deadline", term -> {
            int days = term.number("workingDays", 0, 1, 1000);
            int months = term.number("calendarMonths", 0, 1, 60);
            if ((days == 0) == (months == 0)) {
                term.problem("workingDays", "either workingDays or calendarMonths has to be given");
            }
            read.add(new Deadline(days, months, term.text("basis"), term.number("maxExtensionMonths", 0, 0, 60),
                    term.flag("movedDaysCount", false)));
        });
        if (fields.node("deadline").isEmpty()) {
            fields.problem("deadline", "is missing");
        }
        return read.isEmpty() ? new Deadline(0, 1, "", 0, false) : read.get(0);
    }

    private static List<Step> steps(Fields fields) {
        List<Step> steps = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        fields.eachObject("steps", step -> {
            String id = step.text("id", WORDS, WORDS_SAY);
            if (!ids.add(id)) {
                step.problem("id", "„" + id + "” is used twice");
            }
            Optional<Phase> phase = step.word("phase", Phase.class);
            if (step.node("phase").isEmpty()) {
                step.problem("phase", "is missing");
            }
            steps.add(new Step(id, phase.orElse(Phase.IN_REVIEW), step.optionalText("type").orElse("task"),
                    step.flag("paused", false), step.texts("settings"), actions(step)));
        });
        if (steps.isEmpty()) {
            fields.problem("steps", "a service needs steps");
        }
        return steps;
    }

    private static List<Action> actions(Fields step) {
        List<Action> actions = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        step.eachObject("actions", action -> {
            String id = action.text("id", WORDS, WORDS_SAY);
            if (!ids.add(id)) {
                action.problem("id", "„" + id + "” is used twice in this step");
            }
            Optional<By> by = action.word("by", By.class);
            if (action.node("by").isEmpty()) {
                action.problem("by", "is missing: applicant, staff or system");
            }
            if (action.node("permission").isPresent() && by.orElse(By.STAFF) != By.STAFF) {
                action.problem("permission", "only staff have permissions");
            }
            List<Output> outputs = new ArrayList<>();
            action.eachObject("outputs", output -> outputs.add(new Output(
                    output.text("kind", WORDS, WORDS_SAY), output.text("template", WORDS, WORDS_SAY))));
            actions.add(new Action(id, by.orElse(By.STAFF),
                    action.node("permission").isPresent() ? action.text("permission", WORDS, WORDS_SAY) : "process",
                    action.optionalText("form"), action.optionalText("to"), action.flag("reason", false),
                    action.flag("confirm", false), outputs, action.flag("replacesApplication", false)));
        });
        return actions;
    }

    private static List<Calculation> calculations(Fields fields) {
        List<Calculation> calculations = new ArrayList<>();
        fields.eachObject("calculations", calculation -> {
            Map<String, String> facts = new LinkedHashMap<>(calculation.texts("facts"));
            facts.forEach((name, path) -> {
                if (!FACT.matcher(name).matches() || !PATH.matcher(path).matches()) {
                    calculation.problem("facts", "„" + name + "”: „" + path + "” is not a fact's name and a path like application.land.place");
                }
            });
            String rules = calculation.text("rules", WORDS, WORDS_SAY);
            calculations.add(new Calculation(rules, calculation.text("on", MOMENT, "has to be submit or action:<id>"),
                    calculation.text("date", PATH, "has to be submitted, today, or a path"), facts,
                    calculation.node("store").isEmpty() ? rules : calculation.text("store", STORE, "has to be a simple name")));
        });
        return calculations;
    }

    private static List<Notification> notifications(Fields fields) {
        List<Notification> notifications = new ArrayList<>();
        fields.eachObject("notifications", letter -> notifications.add(new Notification(
                letter.text("on", MOMENT, "has to be submit, step:<id> or action:<id>"),
                letter.text("channel", WORDS, WORDS_SAY), letter.text("template", WORDS, WORDS_SAY))));
        return notifications;
    }
}
