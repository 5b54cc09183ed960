package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.EnumType;
import javax.persistence.Enumerated;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;

/** What somebody owes in one step of one case. */
@Entity
@Table(name = "paymentdesk_obligation")
class Obligation {

    /** Where it stands. */
    enum State { OPEN, SETTLED, CANCELLED }

    @Id
    String id;
    @Version
    long version;
    @Column(name = "case_id")
    String caseId;
    @Column(name = "case_number")
    String caseNumber;
    /** Which one of its case, from 1. */
    int nth;
    String service;
    String step;
    /** The step's action that is taken when it is settled. */
    @Column(name = "done_action")
    String action;
    BigDecimal amount;
    String purpose;
    @Column(name = "creditor_reference")
    String reference;
    String beneficiary;
    String registration;
    String iban;
    String classification;
    @Column(name = "applicant_key")
    String applicantKey;
    @Column(name = "applicant_name")
    String applicantName;
    @Enumerated(EnumType.STRING)
    State state;
    /** 1 when a person has to look at money that came for it; a number, because Derby compares no booleans bound by EclipseLink. */
    @Column(name = "attention")
    int flag;
    /** A provider's id, {@code bank}, or {@code nothing} when the amount was zero. */
    @Column(name = "paid_by")
    String paidBy;
    @Column(name = "paid_with")
    String paidWith;
    long created;
    long due;
    Long ended;

    Obligation() {
    }

    boolean attention() {
        return flag == 1;
    }

    void attention(boolean wanted) {
        flag = wanted ? 1 : 0;
    }

    boolean open() {
        return state == State.OPEN;
    }

    void settle(String way, String with, long at) {
        state = State.SETTLED;
        paidBy = way;
        paidWith = with;
        ended = at;
    }

    void cancel(long at) {
        state = State.CANCELLED;
        ended = at;
    }
}
