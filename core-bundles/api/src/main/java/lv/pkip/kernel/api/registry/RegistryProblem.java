package lv.pkip.kernel.api.registry;

import java.util.Objects;

/** Something asked of the registry cannot be; {@link #code()} says why and {@link #field()} where. */
public final class RegistryProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why; {@code SECOND_PERSON}: it has been asked for, and waits in {@link Approvals}. */
    public enum Code { INVALID, TAKEN, UNKNOWN, STALE, IN_USE, LAST_ADMINISTRATOR, LOOP, SAME_PERSON, NOT_NOW, SECOND_PERSON }

    private final Code code;
    private final String field;

    /** @param field name of the component that is wrong, for example {@code login} or {@code email} */
    public RegistryProblem(Code code, String field) {
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
