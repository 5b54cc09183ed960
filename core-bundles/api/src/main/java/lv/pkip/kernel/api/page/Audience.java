package lv.pkip.kernel.api.page;

/** Who may open a page. */
public enum Audience {
    /** Everybody. Changing requests carry a form token all the same. */
    PUBLIC,
    /** Signed-in residents (and staff acting for them are refused). */
    RESIDENT,
    /** Signed-in staff; {@link PagePermission} narrows it. */
    STAFF,
    /** Other systems calling in, for example a payment gateway's callback: no session, no form token; the page itself
     *  authenticates every request (signature, shared secret, server-to-server question). */
    MACHINE
}
