package lv.pkip.kernel.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Decision;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;

/** Works out what follows from an action at a case's step; changes nothing. */
final class Procedure {
    private final Kernel kernel;
    private final FormCheck check;
    private final Riga riga;

    Procedure(Kernel kernel, FormCheck check, Riga riga) {
        this.kernel = kernel;
        this.check = check;
        this.riga = riga;
    }

    /**
     * What would be done.
     *
     * @param to       step that follows; the present one when the case stays
     * @param findings why it cannot be done, or notices
     * @param fresh    results this action made
     * @param results  all results, those included
     * @param data     answers of all actions, this one's included
     */
    record Outcome(Definition definition, Definition.Step from, Definition.Action action, Definition.Step to,
            List<Finding> findings, Map<String, Rules.Result> fresh, Map<String, Rules.Result> results,
            Answers application, Answers input, Map<String, Answers> data) {

        boolean refused() {
            return FormCheck.stops(findings);
        }
    }

    Outcome outcome(Stored stored, Definition.Action action, Answers input, Optional<String> reason) {
        CaseRow row = stored.row();
        Definition definition = stored.definition();
        Answers application = Json.answers(row.application);
        Map<String, Answers> data = Json.data(row.data);
        Map<String, Rules.Result> results = ResultText.read(row.results);
        List<Finding> findings = new ArrayList<>(asked(stored, action, input, reason));
        if (FormCheck.stops(findings)) {
            return new Outcome(definition, stored.step(), action, stored.step(), findings, Map.of(), results, application,
                    input, data);
        }
        Map<String, Rules.Result> fresh = new LinkedHashMap<>(
                new Calculations(definition, kernel.services().rules(definition)).at("action:" + action.id(),
                        new Calculations.Sources(application, input, data, Riga.day(row.submitted), riga.today())));
        results.putAll(fresh);
        Decision decision = decide(stored, action, application, input, data, results);
        findings.addAll(decision.findings());
        fresh.putAll(decision.results());
        results.putAll(decision.results());
        if (!input.isEmpty()) {
            data.put(action.id(), input);
        }
        return new Outcome(definition, stored.step(), action, target(stored, action, decision), findings, fresh, results,
                action.replacesApplication() ? input : application, input, data);
    }

    /** What was to be given with the action: a reason, a filled-in form. */
    private List<Finding> asked(Stored stored, Definition.Action action, Answers input, Optional<String> reason) {
        List<Finding> findings = new ArrayList<>();
        if (action.reason() && reason.filter(r -> !r.isBlank()).isEmpty()) {
            findings.add(Finding.error("reason", "error.required"));
        }
        if (reason.filter(r -> r.length() > Handling.REASON).isPresent()) {
            findings.add(Finding.error("reason", "error.maxLength").with(Map.of("maxLength", "" + Handling.REASON)));
        }
        String caseId = stored.row().id;
        if (action.form().isPresent() && action.replacesApplication()) {
            findings.addAll(check.application(stored.definition(), input, caseId));
        } else if (action.form().isPresent()) {
            findings.addAll(check.form(stored.definition(), action.form().get(), input, caseId));
        } else if (!input.isEmpty() && kernel.actor().get().kind() != Actor.Kind.SYSTEM) {
            findings.add(Finding.error("", "error.unexpected")); // nobody checked it: it must not be kept
        }
        return findings;
    }

    private Decision decide(Stored stored, Definition.Action action, Answers application, Answers input,
            Map<String, Answers> data, Map<String, Rules.Result> results) {
        Definition definition = stored.definition();
        if (!definition.handler()) {
            return Decision.asDeclared();
        }
        CaseRow row = stored.row();
        try (Dispatcher.Lease<CaseHandler> lease = kernel.dispatcher().enter(CaseHandler.class, definition.id())) {
            return lease.service().decide(new CaseHandler.StepRequest(definition, row.number, row.step, action.id(),
                    application, input, Map.copyOf(data), Map.copyOf(results), Riga.day(row.submitted), riga.today(),
                    kernel.services().rules(definition)));
        }
    }

    private static Definition.Step target(Stored stored, Definition.Action action, Decision decision) {
        Optional<String> to = decision.to().isPresent() ? decision.to() : action.to();
        return to.map(id -> stored.definition().step(id).orElseThrow(() -> new IllegalStateException(
                "action " + action.id() + " leads to the step " + id + ", which " + stored.definition().id() + " does not have")))
                .orElseGet(stored::step);
    }
}
