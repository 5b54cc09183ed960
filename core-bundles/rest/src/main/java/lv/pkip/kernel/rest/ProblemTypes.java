package lv.pkip.kernel.rest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stable problem types of the API by their HTTP status, for the description. */
final class ProblemTypes {

    static final Map<Integer, List<String>> BY_STATUS = new TreeMap<>(Map.ofEntries(
            Map.entry(400, List.of("bad-request", "idempotency-key-malformed", "idempotency-key-missing", "limit", "malformed-json",
                    "name-and-type-missing", "not-an-object", "number-too-long", "unknown-choice")),
            Map.entry(401, List.of("unauthorized", "wrong-credentials")),
            Map.entry(403, List.of("assurance-too-low", "csrf", "forbidden", "mandate-ended", "no-rule", "password-change-required")),
            Map.entry(404, List.of("not-found")), Map.entry(405, List.of("method")), Map.entry(406, List.of("not-acceptable")),
            Map.entry(409, List.of("not-possible", "not-set-up", "rules")), Map.entry(412, List.of("stale")),
            Map.entry(413, List.of("too-large")), Map.entry(415, List.of("wrong-type")),
            Map.entry(422, List.of("invalid", "key-reused", "weak-password")), Map.entry(428, List.of("if-match-missing")),
            Map.entry(429, List.of("busy", "throttled")), Map.entry(500, List.of("internal")),
            Map.entry(503, List.of("gate-missing", "unavailable"))));

    private ProblemTypes() { }
}
