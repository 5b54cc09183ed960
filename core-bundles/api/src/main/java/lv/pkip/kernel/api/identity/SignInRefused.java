package lv.pkip.kernel.api.identity;

import java.time.Duration;

/** A sign-in was refused. */
public final class SignInRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, as far as the outside may know. */
    public enum Reason { WRONG_CREDENTIALS, THROTTLED, WEAK_PASSWORD, BUSY }

    private final Reason reason;
    private final Duration retryAfter;

    public SignInRefused(Reason reason, Duration retryAfter) {
        super(reason.name());
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** How long to wait before another try; zero when at once. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
