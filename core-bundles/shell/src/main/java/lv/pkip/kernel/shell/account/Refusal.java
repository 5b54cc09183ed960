package lv.pkip.kernel.shell.account;

import java.util.Locale;
import java.util.Map;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.frame.Texts;
import lv.pkip.kernel.shell.gate.Exchange;

/**
 * What is said when something one signs in with is refused.
 *
 * @param text   for the person
 * @param status of the answer
 */
public record Refusal(String text, int status) {
    private static final int SECONDS_A_MINUTE = 60;

    /** @param wrong key of the text for what is not right */
    public static Refusal of(SignInRefused refused, Exchange exchange, Texts texts, String wrong) {
        long seconds = refused.retryAfter().toSeconds();
        if (!refused.retryAfter().isZero()) {
            exchange.response().setHeader("Retry-After", String.valueOf(Math.max(1, seconds)));
        }
        String key = refused.reason() == SignInRefused.Reason.WRONG_CREDENTIALS ? wrong
                : "sign-in.refused." + refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        long minutes = Math.max(1, (seconds + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE);
        return new Refusal(texts.get(exchange.language(), key, Map.of("n", minutes)), switch (refused.reason()) {
            case THROTTLED -> 429;
            case BUSY -> 503;
            case WEAK_PASSWORD -> 422;
            case WRONG_CREDENTIALS -> 403;
        });
    }
}
