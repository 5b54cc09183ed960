package lv.pkip.kernel.api.status;

import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Finding;

/** Something asked of a case cannot be done; mapped once, at the border, to problem+json or an error page. */
public final class CaseProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * What is wrong, and the HTTP status it becomes. {@code NOT_SET_UP}: the municipality has to set something up first;
     * the findings say what, for staff.
     */
    public enum Code {
        NOT_FOUND(404), INVALID(422), STALE(412), NOT_POSSIBLE(409), KEY_REUSED(422), TOO_LARGE(413), WRONG_TYPE(415),
        ASSURANCE_TOO_LOW(403), NOT_SET_UP(409);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private final Code code;
    private final Assurance needed;
    private final transient List<Finding> findings;

    public CaseProblem(Code code, String message) {
        this(code, message, List.of());
    }

    public CaseProblem(Code code, String message, List<Finding> findings) {
        this(code, message, findings, null);
    }

    private CaseProblem(Code code, String message, List<Finding> findings, Assurance needed) {
        super(message);
        this.code = code;
        this.findings = List.copyOf(findings);
        this.needed = needed;
    }

    /** The sign-in was not sure enough; one of this level is. */
    public static CaseProblem needs(Assurance needed) {
        return new CaseProblem(Code.ASSURANCE_TOO_LOW, "a sign-in of level " + needed + " is needed", List.of(), needed);
    }

    public Code code() {
        return code;
    }

    /** The level needed, for {@code ASSURANCE_TOO_LOW}. */
    public Optional<Assurance> needed() {
        return Optional.ofNullable(needed);
    }

    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
