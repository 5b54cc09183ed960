package lv.pkip.kernel.api.service;

import java.util.Locale;

/** The town's words for where a case stands; every service's steps map to one. Written in declarations as {@code in-review}. */
public enum Phase {
    RECEIVED, IN_REVIEW, AWAITING_APPLICANT, AWAITING_PAYMENT, COMPLETED, REFUSED, WITHDRAWN;

    public boolean closed() {
        return this == COMPLETED || this == REFUSED || this == WITHDRAWN;
    }

    /** The written form, {@code awaiting-applicant}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Phase of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
