package lv.pkip.kernel.auditintake;

import java.util.List;
import java.util.Map;

/** A request that is not done as a whole: status, the problem's word, headers, and what is wrong with a single record. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final transient List<Wrong> wrongs;

    private Refusal(int status, String code, Map<String, String> headers, List<Wrong> wrongs) {
        super(status + " " + code);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.wrongs = List.copyOf(wrongs);
    }

    static Refusal of(int status, String code) {
        return new Refusal(status, code, Map.of(), List.of());
    }

    static Refusal with(int status, String code, String header, String value) {
        return new Refusal(status, code, Map.of(header, value), List.of());
    }

    static Refusal later(int status, String code, int seconds) {
        return with(status, code, "Retry-After", String.valueOf(Math.max(1, seconds)));
    }

    static Refusal of(int status, Wrong wrong) {
        return status == 422 ? new Refusal(status, "invalid", Map.of(), List.of(wrong)) : Refusal.of(status, wrong.code());
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<Wrong> wrongs() {
        return wrongs;
    }
}
