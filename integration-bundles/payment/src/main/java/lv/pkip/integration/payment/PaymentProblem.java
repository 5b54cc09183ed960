package lv.pkip.integration.payment;

/** A partner did not do what it was asked; the message holds no personal data. */
public final class PaymentProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What it means for the caller. */
    public enum Code {
        /** No answer, or none that can be believed: the outcome is unknown, ask again with the same key. */
        UNAVAILABLE,
        /** The partner said no; asking again gives the same answer. */
        REFUSED,
        /** The key was used for another order. */
        KEY_REUSED,
        /** The partner does not know the payment. */
        UNKNOWN_REFERENCE,
        /** A callback that did not come from the partner, or came a second time in the same form. */
        NOT_GENUINE
    }

    private final Code code;

    public PaymentProblem(Code code, String message) {
        super(message);
        this.code = code;
    }

    public PaymentProblem(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
