package lv.pkip.integration.signinsandbox;

import java.util.Arrays;
import java.util.Optional;

/** What the simulator does when asked to sign somebody in: the right thing, or one of the things that go wrong. */
enum Behaviour {
    GOOD, CANCELLED, EXPIRED, REPLAYED, FORGED, WRONG_STATE, LEVEL_TOO_LOW;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static Optional<Behaviour> of(String word) {
        return Arrays.stream(values()).filter(behaviour -> behaviour.word().equals(word)).findFirst();
    }
}
