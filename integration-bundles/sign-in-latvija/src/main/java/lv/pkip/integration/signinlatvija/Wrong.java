package lv.pkip.integration.signinlatvija;

/** An answer that is not taken; says which check it failed and nothing of what it held. */
final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    /** The checks, in their order. */
    enum Check { NOTHING_CAME, TOO_LARGE, XML, SHAPE, CONTEXT, DECRYPTION, NOT_ENCRYPTED, UNSIGNED, ALGORITHM, SIGNATURE, ISSUER, AUDIENCE,
        CONDITION, NOT_YET, EXPIRED, LIFETIME, SUBJECT, ATTRIBUTES, LEVEL, REPLAY }

    private final Check check;

    Wrong(Check check) {
        super(check.name());
        this.check = check;
    }

    Check check() {
        return check;
    }
}
