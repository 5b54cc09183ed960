package lv.pkip.kernel.auditwatch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people made of an alert. */
enum State {
    /** Nobody looked yet. */
    OPEN,
    /** Somebody more senior has to look. */
    ESCALATED,
    /** Somebody saw it and looks into it. */
    ACKNOWLEDGED,
    /** It was what it seemed, and what had to be done is done. */
    HANDLED,
    /** It was nothing. */
    FALSE_ALARM;

    /** Those that grow with what comes; what comes to others opens them anew. */
    static final List<State> WAITING = List.of(OPEN, ESCALATED);

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<State> of(String word) {
        return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
}
