package lv.pkip.kernel.api.identity;

/** The actor lacks a permission or does not own the thing asked for; shown as HTTP 403 (or 401 before sign-in). */
public final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String permission;

    public Forbidden(String permission) {
        super("missing permission " + permission);
        this.permission = permission;
    }

    public String permission() {
        return permission;
    }
}
