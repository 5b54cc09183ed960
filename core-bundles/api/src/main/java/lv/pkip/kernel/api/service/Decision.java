package lv.pkip.kernel.api.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a handler decided on an action. Made by the static makers. */
public final class Decision {
    private final Optional<String> to;
    private final List<Finding> findings;
    private final Map<String, Rules.Result> results;

    private Decision(Optional<String> to, List<Finding> findings, Map<String, Rules.Result> results) {
        this.to = to;
        this.findings = List.copyOf(findings);
        this.results = Map.copyOf(results);
    }

    /** Go where the declaration says. */
    public static Decision asDeclared() {
        return new Decision(Optional.empty(), List.of(), Map.of());
    }

    /** Go to another step than the declared one. */
    public static Decision to(String step) {
        return new Decision(Optional.of(step), List.of(), Map.of());
    }

    /** Do nothing; the findings say what is to be mended first. */
    public static Decision refuse(List<Finding> findings) {
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("a refusal needs a finding that says why");
        }
        return new Decision(Optional.empty(), findings, Map.of());
    }

    /** Keeps a rule result with the case under a name. */
    public Decision keeping(String name, Rules.Result result) {
        Map<String, Rules.Result> more = new java.util.LinkedHashMap<>(results);
        more.put(name, result);
        return new Decision(to, findings, more);
    }

    public Optional<String> to() {
        return to;
    }

    /** Not empty: the action is refused. */
    public List<Finding> findings() {
        return findings;
    }

    public Map<String, Rules.Result> results() {
        return results;
    }
}
