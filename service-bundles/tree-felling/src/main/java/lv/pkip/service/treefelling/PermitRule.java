package lv.pkip.service.treefelling;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import lv.pkip.kernel.api.service.Rules;

/** Decides for each tree whether MK 309 asks for a permit; thresholds come from the versioned rule set {@code thresholds}. */
final class PermitRule {

    private static final String CLEARANCE = "clearance";

    private final Rules rules;
    private final LocalDate on;
    private final Place place;

    PermitRule(Rules rules, LocalDate on, Place place) {
        this.rules = rules;
        this.on = on;
        this.place = place;
    }

    Need need(Tree tree) {
        if (tree.species().equals(Tree.FRUIT)) {
            return Need.FRUIT_TREE;
        }
        if (tree.diameter().compareTo(leastDiameter(tree)) < 0) {
            return Need.THIN;
        }
        if (tree.reason().equals(CLEARANCE)) {
            return Need.CLEARANCE;
        }
        return place.restricted() || great(tree) ? Need.PERMIT : Need.FREE_PLACE;
    }

    /** True when the trunk reaches the girth of Annex 1, so that the tree is protected wherever it grows. */
    boolean great(Tree tree) {
        BigDecimal least = threshold(tree, "girth");
        return least.signum() > 0 && tree.girth().compareTo(least) >= 0;
    }

    BigDecimal leastDiameter(Tree tree) {
        return threshold(tree, "diameter");
    }

    private BigDecimal threshold(Tree tree, String name) {
        return rules.evaluate("thresholds", on, Map.of("species", tree.species())).amount(name)
                .orElseThrow(() -> new Rules.RuleProblem("thresholds gives no " + name + " on " + on));
    }
}
