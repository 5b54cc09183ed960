package lv.pkip.integration.signinlatvijasandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the simulator answers: the right thing, or one of the things that a portal must not take. */
public enum Behaviour {
    GOOD, FAST_CLOCK, ENCRYPTED, CANCELLED, EXPIRED, NOT_YET_VALID, WRONG_AUDIENCE, WRONG_ISSUER, UNSIGNED, ALTERED, OTHER_KEY,
    WEAK_ALGORITHM, WRAPPED_BESIDE, WRAPPED_INSIDE, WRAPPED_IN_SIGNATURE, TWO_CODES_OF_TODAY, REPLAYED, WRONG_STATE, LEVEL_TOO_LOW,
    OFFICIAL, ENTITIES, HUGE, GARBAGE;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Behaviour> of(String word) {
        return Arrays.stream(values()).filter(behaviour -> behaviour.word().equals(word)).findFirst();
    }
}
