package lv.pkip.integration.payment;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be paid, to whom and for what.
 *
 * @param key              idempotency key, 8 to 35 letters and digits; given to the partner as end-to-end id where its
 *                         protocol carries one, so that the money can be recognised on the bank's statement
 * @param amount           euro and cents, more than zero
 * @param beneficiary      name of the municipality
 * @param iban             account that receives the money
 * @param registration     registration number of the beneficiary
 * @param purpose          payer's reference text, with the case number
 * @param creditorReference structured reference (ISO 11649), so that a plain transfer can be matched
 * @param classification   budget classification code, if the municipality uses one
 * @param payerName        name of the payer
 * @param due              after this moment the partner takes no money for it
 * @param language         language of the partner's page
 * @param returnUrl        where the partner sends the browser back to
 * @param callbackUrl      where the partner's server reports to
 */
public record PaymentOrder(String key, BigDecimal amount, String beneficiary, String iban, String registration,
        String purpose, String creditorReference, Optional<String> classification, String payerName, Instant due,
        String language, URI returnUrl, URI callbackUrl) {

    /** The only currency municipalities take. */
    public static final String CURRENCY = "EUR";

    public PaymentOrder {
        if (!key.matches("[A-Za-z0-9]{8,35}")) {
            throw new IllegalArgumentException("an idempotency key has 8 to 35 letters and digits");
        }
        if (amount.signum() <= 0 || amount.stripTrailingZeros().scale() > 2) {
            throw new IllegalArgumentException("an amount is more than zero, in whole cents");
        }
        amount = amount.setScale(2);
        Objects.requireNonNull(beneficiary);
        Objects.requireNonNull(iban);
        Objects.requireNonNull(registration);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(creditorReference);
        Objects.requireNonNull(classification);
        Objects.requireNonNull(payerName);
        Objects.requireNonNull(due);
        Objects.requireNonNull(language);
        Objects.requireNonNull(returnUrl);
        Objects.requireNonNull(callbackUrl);
    }

    @Override
    public String toString() {
        return "PaymentOrder[" + key + "]"; // the rest is personal data
    }
}
