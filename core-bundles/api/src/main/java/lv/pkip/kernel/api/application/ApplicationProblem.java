package lv.pkip.kernel.api.application;

import java.util.Objects;

/** An application cannot be registered so; {@link #code()} says why and {@link #field()} where. */
public final class ApplicationProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code { INVALID, TAKEN, UNKNOWN, STALE }

    private final Code code;
    private final String field;

    /** @param field name of the component that is wrong, for example {@code redirects} */
    public ApplicationProblem(Code code, String field) {
        super(code + " " + field);
        this.code = Objects.requireNonNull(code);
        this.field = Objects.requireNonNull(field);
    }

    public Code code() {
        return code;
    }

    public String field() {
        return field;
    }
}
