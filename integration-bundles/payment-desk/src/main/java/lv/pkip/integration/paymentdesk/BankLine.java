package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.EnumType;
import javax.persistence.Enumerated;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;

/** Money that came by a plain transfer, as a bank's statement tells it; each entry is kept once. */
@Entity
@Table(name = "paymentdesk_line")
class BankLine implements Money {
    @Id
    String id;
    @Version
    long version;
    @Column(name = "entry_key")
    String entryKey;
    @Column(name = "statement_id")
    String statement;
    String iban;
    /** ISO date. */
    String booked;
    BigDecimal amount;
    String currency;
    @Column(name = "creditor_reference")
    String reference;
    String remittance;
    @Column(name = "end_to_end")
    String endToEnd;
    String debtor;
    @Enumerated(EnumType.STRING)
    Effect effect;
    @Column(name = "obligation_id")
    String obligationId;
    String note;
    long created;

    BankLine() {
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String way() {
        return "bank";
    }

    @Override
    public BigDecimal came() {
        return amount;
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
    }
}
