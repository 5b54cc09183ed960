package lv.pkip.kernel.identityldap;

import java.io.IOException;

/** What came in is no LDAP message, or more than one may send; the connection ends. */
final class Hostile extends IOException {
    private static final long serialVersionUID = 1L;

    Hostile(String message) {
        super(message);
    }
}
