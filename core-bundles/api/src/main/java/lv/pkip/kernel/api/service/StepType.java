package lv.pkip.kernel.api.service;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of step that a bundle brings, for example {@code payment}; named by {@link StepTypeId}.
 * When its condition is met, the bundle takes the step's {@code SYSTEM} action through {@code Cases.act}.
 */
@ConsumerType
public interface StepType {

    /**
     * A case enters such a step. Runs inside the transaction of the status change: what is written commits with it,
     * and throwing refuses the change; {@code CaseProblem} with {@code NOT_SET_UP} when a setting of the municipality is missing.
     */
    void entered(Entered entered);

    /** A case leaves such a step by another way than this type's own action (for example withdrawn). Same transaction. */
    void left(String caseId, String step);

    /** What the case page shows for the step: a sentence and a link, in a language. */
    Optional<Shown> shown(String caseId, String step, String language);

    /**
     * @param settings the step's declared settings
     * @param amount   value of the result named by the setting {@code amount}, if that setting is there
     * @param purpose  payer's reference text, with the case number
     */
    record Entered(String caseId, String number, String service, String step, Map<String, String> settings,
            Optional<BigDecimal> amount, String purpose, String applicantKey, String applicantName) { }

    /** @param href path on this site the person goes to next; empty when there is nothing to do */
    record Shown(String text, Optional<String> href, Optional<String> label) { }
}
