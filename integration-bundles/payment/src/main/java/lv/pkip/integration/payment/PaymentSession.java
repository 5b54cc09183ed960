package lv.pkip.integration.payment;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * A payment opened at the partner.
 *
 * @param reference the partner's reference, unique at that partner
 * @param redirect  where to send the payer's browser
 * @param expires   when the partner gives it up
 */
public record PaymentSession(String reference, URI redirect, Instant expires) {
    public PaymentSession {
        Objects.requireNonNull(reference);
        Objects.requireNonNull(redirect);
        Objects.requireNonNull(expires);
    }
}
