package lv.pkip.kernel.rest;

import java.util.List;
import lv.pkip.kernel.api.service.Finding;

/** A request refused at the border, with the code of its problem type. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final transient List<Finding> findings;
    private final transient Words words;

    Refusal(int status, String code) {
        this(status, code, List.of());
    }

    Refusal(int status, String code, List<Finding> findings) {
        this(status, code, findings, null);
    }

    /** @param words what the findings are said in; null for the API's own */
    Refusal(int status, String code, List<Finding> findings, Words words) {
        super(code);
        this.words = words;
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

    Words wordsOr(Words usual) {
        return words == null ? usual : words;
    }
}
