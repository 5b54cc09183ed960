package lv.pkip.kernel.api.service;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The rules of one e-service, registered with {@link EService}. Pure functions of what they are given: no side effects,
 * no state, nothing kept. The kernel writes status, audit and outbox in one transaction around them.
 * Services whose declaration says everything need no handler.
 */
@ConsumerType
public interface CaseHandler {

    /** Looks at an application beyond what its form's schema says. */
    default List<Finding> check(Submission submission) {
        return List.of();
    }

    /** Says what follows from an action, before the kernel carries it out. */
    default Decision decide(StepRequest request) {
        return Decision.asDeclared();
    }

    /** An application as filled in. {@code today} is the local date in Riga. */
    record Submission(Definition definition, Answers answers, LocalDate today, Rules rules) { }

    /**
     * An action about to be taken.
     *
     * @param step        where the case stands
     * @param action      what is being done
     * @param application answers of the application
     * @param input       answers of the action's own form
     * @param data        answers of earlier actions, by action id
     * @param results     results of rule sets kept so far, by name (those of this action's own calculations included)
     */
    record StepRequest(Definition definition, String number, String step, String action, Answers application,
            Answers input, Map<String, Answers> data, Map<String, Rules.Result> results, LocalDate submitted,
            LocalDate today, Rules rules) { }
}
