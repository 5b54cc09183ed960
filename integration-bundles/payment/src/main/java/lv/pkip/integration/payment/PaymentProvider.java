package lv.pkip.integration.payment;

import java.math.BigDecimal;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A gateway that takes money for the municipality: a bank link, a card gateway, the state's payment module, or the
 * sandbox. Registered as a service and named by {@link PaymentProviderId}. Every method may be called from several
 * threads, talks to the partner within a time limit of its own, and holds no database transaction meanwhile.
 * A provider stays registered while its partner is down and then throws {@link PaymentProblem}.
 */
@ConsumerType
public interface PaymentProvider {

    Capabilities capabilities();

    /**
     * Opens a payment at the partner. Asking twice with the same key gives the same answer, also when the first answer
     * was lost on its way and also after a restart.
     *
     * @throws PaymentProblem {@code KEY_REUSED} when the key came with another order; {@code REFUSED}; {@code UNAVAILABLE}
     */
    PaymentSession create(PaymentOrder order);

    /**
     * Asks the partner, server to server, where a payment stands. The only source of truth.
     *
     * @param reference the partner's reference from {@link PaymentSession}
     * @throws PaymentProblem {@code UNKNOWN_REFERENCE}, {@code UNAVAILABLE}
     */
    PaymentStatus query(String reference);

    /**
     * Reads which payment a callback speaks of. What the callback says about money is not believed: the caller asks
     * {@link #query} next. Callbacks come late, twice, never, or from somebody else.
     *
     * @throws PaymentProblem {@code NOT_GENUINE} when signature, time or form is wrong, or the call is a replay
     */
    String reference(Callback callback);

    /**
     * Gives money back. Asking twice with the same key gives the same answer.
     *
     * @throws PaymentProblem {@code REFUSED} when not paid, more than paid, or not supported; {@code UNAVAILABLE}
     */
    PaymentStatus refund(String reference, BigDecimal amount, String key);
}
