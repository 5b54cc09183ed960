package lv.pkip.kernel.rest;

import java.util.List;
import lv.pkip.kernel.api.service.Finding;

/** A request refused at the border, with the code of its problem type. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final transient List<Finding> findings;

    Refusal(int status, String code) {
        this(status, code, List.of());
    }

    Refusal(int status, String code, List<Finding> findings) {
        super(code);
        this.status = status;
        this.code = code;
        this.findings = List.copyOf(findings);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
