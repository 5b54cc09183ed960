package lv.pkip.integration.signinoidc;

/** What came is of no use; says why without anything of what it held. */
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
        super(why);
    }
}
