package lv.pkip.integration.paymentsandbox;

import java.math.BigDecimal;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.EnumType;
import javax.persistence.Enumerated;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;
import lv.pkip.integration.payment.PaymentState;

/** A payment as the simulated gateway keeps it. */
@Entity
@Table(name = "paymentsandbox_payment")
class Payment {
    @Id
    String reference;
    @Column(name = "order_key")
    String key;
    @Column(name = "order_hash")
    String hash;
    @Version
    long version;
    @Enumerated(EnumType.STRING)
    PaymentState state;
    BigDecimal amount;
    BigDecimal paid;
    BigDecimal refunded;
    String beneficiary;
    String iban;
    String purpose;
    @Column(name = "creditor_reference")
    String creditorReference;
    String payer;
    String language;
    @Column(name = "return_url")
    String returnUrl;
    @Column(name = "callback_url")
    String callbackUrl;
    long due;
    /** Set while the bank takes its time: the money comes then. */
    @Column(name = "pays_at")
    Long paysAt;
    long changed;
    String reason;

    Payment() {
    }

    boolean waiting() {
        return state == PaymentState.CREATED || state == PaymentState.PENDING;
    }

    void become(PaymentState next, long at) {
        state = next;
        changed = at;
        paysAt = null;
    }
}
