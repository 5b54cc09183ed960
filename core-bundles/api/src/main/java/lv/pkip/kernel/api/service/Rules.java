package lv.pkip.kernel.api.service;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The decision tables of one definition, versions picked by date. */
@ProviderType
public interface Rules {

    /**
     * Evaluates a rule set.
     *
     * @param on    date that the law names; picks the version
     * @param facts text, exact numbers, booleans, ISO dates, lists of maps for {@code each}
     * @throws RuleProblem when no version is valid then, a fact is missing or no rule (or more than one) applies
     */
    Result evaluate(String ruleSet, LocalDate on, Map<String, Object> facts);

    /**
     * What came out, with the working.
     *
     * @param version first day of the version used
     * @param basis   legal basis of the version
     * @param values  outputs by name; the amounts of calculation lines by line id
     * @param lines   the working, line by line, in order
     */
    record Result(String ruleSet, LocalDate version, String basis, String unit, Map<String, Object> values,
            List<Line> lines) {
        public Result {
            values = Map.copyOf(values);
            lines = List.copyOf(lines);
        }

        /** An amount among the values. */
        public Optional<BigDecimal> amount(String name) {
            return Optional.ofNullable(values.get(name)).map(v -> v instanceof BigDecimal d ? d : new BigDecimal(v.toString()));
        }
    }

    /**
     * One line of the working.
     *
     * @param id       line or table id; texts have the label under {@code rule.<ruleSet>.<id>}
     * @param item     number of the list element it belongs to, from 1; 0 for the whole
     * @param op       {@code table}, {@code sum}, {@code product}, {@code subtract}, {@code divide}, {@code min}, {@code max}, {@code percent}, {@code round}
     * @param operands what went in
     * @param result   what came out: a {@link BigDecimal} or text
     * @param rule     id of the table rule that fired, if any
     * @param basis    its legal basis
     * @param rounding for example {@code 2 HALF_UP}, if rounded here
     */
    record Line(String id, int item, String op, List<Operand> operands, Object result, Optional<String> rule,
            Optional<String> basis, Optional<String> rounding) {
        public Line {
            operands = List.copyOf(operands);
        }
    }

    /** A named value that went into a line. */
    record Operand(String name, Object value) { }

    /** A rule set could not give a result; the message names rule set, fact and date. */
    final class RuleProblem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RuleProblem(String message) {
            super(message);
        }
    }
}
