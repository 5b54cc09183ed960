package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule set: declared facts and the versions valid one after the other.
 *
 * @param lists list facts: name → facts of one element
 */
record RuleSet(String id, Map<String, Fact> facts, Map<String, Map<String, Fact>> lists, List<Version> versions) {

    /** The version valid on a date. */
    Optional<Version> on(LocalDate date) {
        return versions.stream().filter(v -> !date.isBefore(v.from()) && v.to().map(to -> !date.isAfter(to)).orElse(true)).findFirst();
    }

    /**
     * What was law for a time.
     *
     * @param to       last day; empty when open
     * @param elements tables and lines, each after everything it needs
     */
    record Version(LocalDate from, Optional<LocalDate> to, String basis, String unit, Map<String, List<Dated>> constants,
            List<Element> elements) {

        Optional<Dated> constant(String name, LocalDate on) {
            List<Dated> values = constants.getOrDefault(name, List.of());
            return values.stream().filter(d -> !on.isBefore(d.from())).reduce((earlier, later) -> later);
        }
    }

    /** A constant's value from a day on. */
    record Dated(LocalDate from, BigDecimal value, Optional<String> basis) { }
}
