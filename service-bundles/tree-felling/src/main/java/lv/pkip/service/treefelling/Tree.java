package lv.pkip.service.treefelling;

import java.math.BigDecimal;
import lv.pkip.kernel.api.service.Answers;

/** One line of the applicant's list: one or more trees of the same species, size and reason. */
record Tree(int index, String species, BigDecimal diameter, BigDecimal girth, String reason) {

    static final String FRUIT = "fruit";

    /** π and a fifth for a leaning or forked trunk. */
    private static final BigDecimal MOST_GIRTH_PER_DIAMETER = new BigDecimal("3.8");

    static Tree of(int index, Answers answers) {
        return new Tree(index, answers.text("species").orElse(""), answers.number("diameter").orElse(BigDecimal.ZERO),
                answers.number("girth").orElse(BigDecimal.ZERO), answers.text("reason").orElse(""));
    }

    /** Path of a field of this line in the form. */
    String field(String name) {
        return "trees." + index + "." + name;
    }

    boolean complete() {
        return !species.isEmpty() && diameter.signum() > 0 && girth.signum() > 0 && !reason.isEmpty();
    }

    /** True when the girth cannot belong to the stump: a trunk is not much thicker at 1.3 m than at the ground. */
    boolean impossible() {
        return girth.compareTo(diameter.multiply(MOST_GIRTH_PER_DIAMETER)) > 0;
    }
}
