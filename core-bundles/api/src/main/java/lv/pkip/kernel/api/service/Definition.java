package lv.pkip.kernel.api.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;

/**
 * One version of an e-service as declared by its bundle, the municipality's overlay already laid over it.
 * Immutable and complete in itself: it stays usable when the bundle is upgraded or gone. The reference of
 * {@code service.json} is docs/reference/service-json.md.
 *
 * @param id          for example {@code tree-felling}
 * @param version     version of the bundle, for example {@code 1.0.0}
 * @param fingerprint SHA-256 (hex) of everything below; a case is pinned to it
 * @param category    group in the portal, for example {@code environment}
 * @param unit        organisational unit whose queue new cases enter
 * @param assurance   how surely an applicant must be identified
 * @param numberPrefix beginning of case numbers: {@code KC} gives {@code KC-2026-118}
 * @param gapless     numbers leave no gap within service and year
 * @param deadline    the legal term
 * @param form        id of the application form
 * @param handler     true when the bundle brings a {@link CaseHandler}
 * @param steps       the first is where a new case starts
 * @param calculations rule tables to evaluate by themselves
 * @param notifications letters to send by themselves
 * @param forms       form id → JSON Schema text
 * @param rules       rule set id → JSON text
 * @param texts       language → key → text
 * @param templates   {@code outputs/*.peb} name → text
 * @param settings    free key/value pairs that the overlay may change
 */
public record Definition(String id, String version, String fingerprint, String category, String unit,
        Assurance assurance, String numberPrefix, boolean gapless, Deadline deadline, String form, boolean handler,
        List<Step> steps, List<Calculation> calculations, List<Notification> notifications,
        Map<String, String> forms, Map<String, String> rules, Map<String, Map<String, String>> texts,
        Map<String, String> templates, Map<String, String> settings) {

    public Definition {
        steps = List.copyOf(steps);
        calculations = List.copyOf(calculations);
        notifications = List.copyOf(notifications);
        forms = Map.copyOf(forms);
        rules = Map.copyOf(rules);
        texts = Map.copyOf(texts);
        templates = Map.copyOf(templates);
        settings = Map.copyOf(settings);
    }

    /**
     * The legal term for deciding.
     *
     * @param workingDays planned term in working days
     * @param calendarMonths planned term in months; used when {@code workingDays} is 0
     * @param basis       the law that sets it
     * @param maxExtensionMonths total term in months after the longest lawful extension (0: none)
     * @param movedDaysCount whether moved working days (Cabinet orders) shift the deadline
     */
    public record Deadline(int workingDays, int calendarMonths, String basis, int maxExtensionMonths,
            boolean movedDaysCount) { }

    /**
     * A step of the procedure.
     *
     * @param type     {@code task}, {@code end}, or the id of a {@link StepType} such as {@code payment}
     * @param paused   the deadline clock stands still while the case is here
     * @param settings for the step type, for example {@code amount} = {@code compensation.total}
     */
    public record Step(String id, Phase phase, String type, boolean paused, Map<String, String> settings,
            List<Action> actions) {
        public Step {
            settings = Map.copyOf(settings);
            actions = List.copyOf(actions);
        }
    }

    /** Who may take an action. */
    public enum By { APPLICANT, STAFF, SYSTEM }

    /**
     * Something that can be done at a step.
     *
     * @param permission second half of the permission staff need: {@code process} means {@code tree-felling:process}
     * @param form       form to fill in for it
     * @param to         step that follows unless the handler says otherwise; empty: stay
     * @param reason     a reason must be given; it is shown to the applicant
     * @param confirm    asks once more before it is done
     * @param outputs    documents made when it is done
     * @param replacesApplication the form's answers replace the application's (a correction)
     */
    public record Action(String id, By by, String permission, Optional<String> form, Optional<String> to,
            boolean reason, boolean confirm, List<Output> outputs, boolean replacesApplication) {
        public Action {
            outputs = List.copyOf(outputs);
        }
    }

    /** A document made when an action is done. {@code kind} is its role in the case, for example {@code permit}. */
    public record Output(String kind, String template) { }

    /**
     * A rule set evaluated by itself.
     *
     * @param rules  id of the rule set
     * @param on     moment: {@code submit}, or {@code action:<id>}
     * @param date   which date picks the version: {@code submitted}, {@code today}, or a form field's path
     * @param facts  fact name → path: {@code application.…}, {@code input.…} or {@code <action>.…} (an earlier staff form)
     * @param store  name under which the result is kept with the case
     */
    public record Calculation(String rules, String on, String date, Map<String, String> facts, String store) {
        public Calculation {
            facts = Map.copyOf(facts);
        }
    }

    /** A letter: {@code on} is {@code submit}, {@code step:<id>} or {@code action:<id>}; {@code template} under outputs/. */
    public record Notification(String on, String channel, String template) { }

    public Optional<Step> step(String stepId) {
        return steps.stream().filter(s -> s.id().equals(stepId)).findFirst();
    }

    public Optional<Action> action(String stepId, String actionId) {
        return step(stepId).flatMap(s -> s.actions().stream().filter(a -> a.id().equals(actionId)).findFirst());
    }

    /** A text in a language, else in Latvian, else the key itself. */
    public String text(String language, String key) {
        String found = texts.getOrDefault(language, Map.of()).get(key);
        return found != null ? found : texts.getOrDefault("lv", Map.of()).getOrDefault(key, key);
    }

    public boolean hasText(String language, String key) {
        return texts.getOrDefault(language, Map.of()).containsKey(key)
                || texts.getOrDefault("lv", Map.of()).containsKey(key);
    }
}
