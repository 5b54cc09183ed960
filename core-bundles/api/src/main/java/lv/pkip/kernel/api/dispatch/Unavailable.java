package lv.pkip.kernel.api.dispatch;

/** What was asked for is not there now: HTTP 503 with Retry-After when it was there before, 404 when never. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String id;
    private final boolean known;

    public Unavailable(String id, boolean known) {
        super(id);
        this.id = id;
        this.known = known;
    }

    public String id() {
        return id;
    }

    /** True when it was there before, so that trying again makes sense. */
    public boolean known() {
        return known;
    }
}
