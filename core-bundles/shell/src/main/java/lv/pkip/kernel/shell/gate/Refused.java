package lv.pkip.kernel.shell.gate;

/** A request the shell itself does not take; {@code key} names the text of the error page. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    public Refused(int status, String key) {
        super(key);
        this.status = status;
    }

    public static Refused notFound() {
        return new Refused(404, "not-found");
    }

    public int status() {
        return status;
    }

    /** Second half of {@code problem.<key>.title} and {@code problem.<key>.text}. */
    public String key() {
        return getMessage();
    }
}
