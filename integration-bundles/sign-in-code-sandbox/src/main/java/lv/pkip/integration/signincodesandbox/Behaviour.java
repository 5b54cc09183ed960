package lv.pkip.integration.signincodesandbox;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the simulator does: the right thing, or one of the things that a portal must not take. */
public enum Behaviour {
    GOOD, CANCELLED, WRONG_STATE, LEVEL_TOO_LOW, EXPIRED_CODE, SLOW, BROKEN, HUGE, GARBAGE, NO_NAME,
    /** Of eParaksts alone. */
    BARE_CODE, HYPHENLESS, FOREIGNER, OFFICIAL, WRONG_TOKEN_TYPE, WRONG_SCOPE,
    /** Of OpenID Connect alone. */
    FAST_CLOCK, EXPIRED, NOT_YET_VALID, WRONG_AUDIENCE, WRONG_ISSUER, UNSIGNED, ALTERED, OTHER_KEY, CONFUSED_ALGORITHM, WRONG_NONCE, NO_NONCE, MIXED_UP,
    SEVERAL_AUDIENCES, NO_CODE_OF_A_PERSON;

    private static final Set<Behaviour> BOTH = EnumSet.range(GOOD, NO_NAME);
    private static final Set<Behaviour> EPARAKSTS = EnumSet.range(BARE_CODE, WRONG_SCOPE);
    private static final Set<Behaviour> OIDC = EnumSet.range(FAST_CLOCK, NO_CODE_OF_A_PERSON);

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static List<String> ofEparaksts() {
        return words(EPARAKSTS);
    }

    public static List<String> ofOidc() {
        return words(OIDC);
    }

    private static List<String> words(Set<Behaviour> own) {
        return Arrays.stream(values()).filter(b -> BOTH.contains(b) || own.contains(b)).map(Behaviour::word).toList();
    }

    static Optional<Behaviour> of(String word) {
        return Arrays.stream(values()).filter(behaviour -> behaviour.word().equals(word)).findFirst();
    }
}
