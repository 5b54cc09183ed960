package lv.pkip.integration.paymentdesk;

import java.util.Locale;
import java.util.Set;

/** What money that came did to an obligation. */
enum Effect {
    /** Nothing yet: not paid, or not looked at. */
    NONE,
    /** It is the right money, and the case could not be moved on yet; tried again by itself. */
    WAITING,
    /** It settled the obligation; at most one for each. */
    SETTLED,
    /** The same money that a provider already told of, seen on the bank's statement. */
    CONFIRMED,
    /** Another amount or currency than owed. */
    MISMATCH,
    /** The obligation was settled before: to be given back. */
    DUPLICATE,
    /** The obligation was cancelled before: to be given back. */
    CANCELLED,
    /** Nobody knows what it is for. */
    UNMATCHED,
    /** What had come for it was taken back again: a person decides what becomes of the case. */
    TAKEN_BACK,
    /** What was given back came here again. */
    SENT_BACK,
    /** A person took care of it. */
    HANDLED,
    /** It was given back. */
    REFUNDED;

    /** Those a person has to look at. */
    static final Set<Effect> ATTENTION = Set.of(WAITING, MISMATCH, DUPLICATE, CANCELLED, UNMATCHED, TAKEN_BACK, SENT_BACK);

    /** Those that may be given back. */
    static final Set<Effect> REFUNDABLE = Set.of(MISMATCH, DUPLICATE, CANCELLED);

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
