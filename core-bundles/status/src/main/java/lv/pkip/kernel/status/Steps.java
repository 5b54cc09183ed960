package lv.pkip.kernel.status;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.status.CaseProblem;

/** Tells bundles that bring step types when a case enters or leaves such a step, in the running transaction. */
final class Steps {
    private static final Set<String> KERNELS_OWN = Set.of("task", "end");
    /** What a payer's bank passes on. */
    private static final int PURPOSE = 140;

    private final Dispatcher dispatcher;

    Steps(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    static boolean isEnd(Definition.Step step) {
        return step.type().equals("end") || step.phase().closed();
    }

    private static boolean foreign(Definition.Step step) {
        return !KERNELS_OWN.contains(step.type());
    }

    void enter(Definition definition, Definition.Step step, CaseRow row, Map<String, Rules.Result> results) {
        if (foreign(step)) {
            StepType.Entered entered = new StepType.Entered(row.id, row.number, definition.id(), step.id(), step.settings(),
                    amount(step, results), purpose(definition, row), row.applicantKey, row.applicantName);
            try (Dispatcher.Lease<StepType> lease = lease(step)) {
                lease.service().entered(entered);
            }
        }
    }

    /** What never was there is missing in the house, not in the address that was asked for. */
    private Dispatcher.Lease<StepType> lease(Definition.Step step) {
        try {
            return dispatcher.enter(StepType.class, step.type());
        } catch (Unavailable e) {
            if (e.known()) {
                throw e;
            }
            throw new CaseProblem(CaseProblem.Code.NOT_SET_UP, "nothing is installed for steps of the type " + step.type(),
                    List.of(Finding.error("", "error.step-type").with(Map.of("type", step.type()))));
        }
    }

    /** The step's own type took the case on by a system's action and knows it; any other way it is told. */
    void leave(Definition.Step step, Definition.Action action, CaseRow row) {
        if (foreign(step) && action.by() != Definition.By.SYSTEM) {
            try (Dispatcher.Lease<StepType> lease = dispatcher.enter(StepType.class, step.type())) {
                lease.service().left(row.id, step.id());
            }
        }
    }

    static Optional<BigDecimal> amount(Definition.Step step, Map<String, Rules.Result> results) {
        String named = step.settings().get("amount");
        if (named == null) {
            return Optional.empty();
        }
        int dot = named.indexOf('.');
        String result = dot < 0 ? named : named.substring(0, dot);
        String value = dot < 0 ? "total" : named.substring(dot + 1);
        return Optional.of(Optional.ofNullable(results.get(result)).flatMap(r -> r.amount(value)).orElseThrow(
                () -> new Rules.RuleProblem("step " + step.id() + " needs the result " + named + ", which is not there")));
    }

    private static String purpose(Definition definition, CaseRow row) {
        String purpose = row.number + " " + definition.text("lv", "title");
        return purpose.length() <= PURPOSE ? purpose : purpose.substring(0, PURPOSE);
    }
}
