package lv.pkip.kernel.rest;

import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Finding;

/** A request refused at the border, with the code of its problem type. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final transient List<Finding> findings;
    private final transient Words words;
    private final String tokenError;

    Refusal(int status, String code) {
        this(status, code, List.of());
    }

    Refusal(int status, String code, List<Finding> findings) {
        this(status, code, findings, null);
    }

    /** @param words what the findings are said in; null for the API's own */
    Refusal(int status, String code, List<Finding> findings, Words words) {
        this(status, code, findings, words, "");
    }

    private Refusal(int status, String code, List<Finding> findings, Words words, String tokenError) {
        super(code);
        this.tokenError = tokenError;
        this.words = words;
        this.status = status;
        this.code = code;
        this.findings = List.copyOf(findings);
    }

    /** @param error code of RFC 6750, for the one who came with a bearer token */
    static Refusal ofToken(int status, String code, String error) {
        return new Refusal(status, code, List.of(), null, error);
    }

    Optional<String> tokenError() {
        return tokenError.isEmpty() ? Optional.empty() : Optional.of(tokenError);
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
