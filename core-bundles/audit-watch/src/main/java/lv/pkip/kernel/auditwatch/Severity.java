package lv.pkip.kernel.auditwatch;

import java.util.Locale;

/** How grave it is what a rule finds. */
enum Severity {
    LOW, MEDIUM, HIGH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
