package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a bank's statement says came in.
 *
 * @param id      the bank's id of the statement
 * @param iban    the account
 * @param credits money that came and is booked, and money that went back
 * @param others  entries that are not: outgoing, pending
 */
record BankStatement(String id, String iban, List<Credit> credits, int others) {

    /** What an amount is to us. */
    enum Kind {
        /** Somebody paid. */
        INCOME,
        /** What we had sent came back, for example a refund to an account that is closed. */
        SENT_BACK,
        /** What had come was taken back: the bank reversed it, or the payer's bank got it returned. */
        TAKEN_BACK
    }

    /**
     * One amount.
     *
     * @param key        the same for the same money in any statement
     * @param reference  structured creditor reference as given
     * @param remittance free text
     * @param endToEnd   the payer's side's id
     */
    record Credit(String key, Kind kind, String booked, BigDecimal amount, String currency, Optional<String> reference,
            String remittance, Optional<String> endToEnd, String debtor) {
        @Override
        public String toString() {
            return "Credit[" + key + "]"; // the rest is personal data
        }
    }
}
