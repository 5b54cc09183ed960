package lv.pkip.integration.payment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the partner answers when asked.
 *
 * @param reference the partner's reference
 * @param amount    what was really paid when paid, else what was asked
 * @param currency  ISO 4217
 * @param refunded  given back so far
 * @param at        when it came to this state
 * @param key       the key of the order it was opened with
 * @param reason    the partner's code for a refusal, without personal data
 */
public record PaymentStatus(String reference, PaymentState state, BigDecimal amount, String currency,
        BigDecimal refunded, Instant at, String key, Optional<String> reason) {
    public PaymentStatus {
        Objects.requireNonNull(reference);
        Objects.requireNonNull(state);
        Objects.requireNonNull(amount);
        Objects.requireNonNull(currency);
        Objects.requireNonNull(refunded);
        Objects.requireNonNull(at);
        Objects.requireNonNull(key);
        Objects.requireNonNull(reason);
    }
}
