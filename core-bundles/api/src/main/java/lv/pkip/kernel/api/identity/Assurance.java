package lv.pkip.kernel.api.identity;

import java.util.Locale;

/** How surely a person was identified, after Regulation (EU) No 910/2014 (eIDAS) article 8; {@code NONE} before sign-in. */
public enum Assurance {
    NONE, LOW, SUBSTANTIAL, HIGH;

    /** Reads {@code low}, {@code substantial}, {@code high} as written in declarations. */
    public static Assurance of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public boolean atLeast(Assurance wanted) {
        return compareTo(wanted) >= 0;
    }
}
