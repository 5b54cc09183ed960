package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.EnumType;
import javax.persistence.Enumerated;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;
import lv.pkip.integration.payment.PaymentState;

/** One try to pay an obligation through a provider; its id is the idempotency key at the partner. */
@Entity
@Table(name = "paymentdesk_attempt")
class Attempt implements Money {
    private static final long FIRST_LOOK = 15_000;
    private static final long LAST_LOOK = 3_600_000;

    @Id
    String id;
    @Version
    long version;
    @Column(name = "obligation_id")
    String obligationId;
    String provider;
    /** Empty until the partner answered. */
    @Column(name = "provider_reference")
    String reference;
    String redirect;
    @Column(name = "lang")
    String language;
    @Column(name = "base_url")
    String baseUrl;
    @Enumerated(EnumType.STRING)
    PaymentState state;
    BigDecimal amount;
    BigDecimal paid;
    String currency;
    String reason;
    @Enumerated(EnumType.STRING)
    Effect effect;
    String note;
    long created;
    long expires;
    long changed;
    /** When to ask the partner unasked; empty when there is nothing more to learn. */
    @Column(name = "next_look")
    Long nextLook;
    int looks;

    Attempt() {
    }

    /** Asks again later and later: 15 s, 30 s, 1 min … 1 h. */
    void lookLater(long now) {
        nextLook = now + Math.min(LAST_LOOK, FIRST_LOOK << Math.min(looks, 10));
        looks++;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String way() {
        return provider;
    }

    @Override
    public BigDecimal came() {
        return paid;
    }

    @Override
    public String currency() {
        return currency;
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public void effect(Effect next) {
        effect = next;
        if (next != Effect.WAITING) {
            nextLook = null;
        }
    }
}
