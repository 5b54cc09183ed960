package lv.pkip.integration.paymentsandbox;

import java.util.Locale;
import java.util.Optional;

/** What a payer can do on the gateway's page, the unlucky ways included. */
enum Choice {
    /** Pays; the callback comes once, at once. */
    PAY(1),
    /** Gives up. */
    REFUSE(1),
    /** The bank takes its time; callback and money come later. */
    LATE(1),
    /** Pays; the callback comes twice. */
    DOUBLE(2),
    /** Pays and closes the browser, and the callback is lost. */
    LOST(0),
    /** Another amount than ordered arrives. */
    CHANGED(1);

    private final int callbacks;

    Choice(int callbacks) {
        this.callbacks = callbacks;
    }

    int callbacks() {
        return callbacks;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Choice> of(String word) {
        for (Choice choice : values()) {
            if (choice.word().equals(word)) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
