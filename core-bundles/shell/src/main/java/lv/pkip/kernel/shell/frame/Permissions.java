package lv.pkip.kernel.shell.frame;

/** Permissions of the shell's own staff pages. */
public final class Permissions {
    public static final String SERVICES = "services:read";
    public static final String OUTBOX = "outbox:read";
    public static final String RESEND = "outbox:resend";
    public static final String AUDIT = "audit:read";

    private Permissions() { }
}
