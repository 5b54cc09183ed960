package lv.pkip.integration.payment;

/** Where a payment stands at the partner. */
public enum PaymentState {
    /** Known, the payer has not come. */
    CREATED,
    /** The payer is at it, or the bank is. */
    PENDING,
    /** The money is promised, not yet ours. */
    AUTHORISED,
    /** The money is ours. */
    PAID,
    /** Refused by payer or bank. */
    FAILED,
    /** Nobody paid in time. */
    EXPIRED,
    /** Paid and given back, wholly. */
    REFUNDED;

    /** True when the partner will not change it by itself any more. */
    public boolean last() {
        return this == PAID || this == FAILED || this == EXPIRED || this == REFUNDED;
    }
}
