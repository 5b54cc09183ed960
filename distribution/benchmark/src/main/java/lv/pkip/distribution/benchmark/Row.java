package lv.pkip.distribution.benchmark;

import java.util.List;

/** One line of the table: what was measured, beside what, and whether the ratio of the two is what we want. */
record Row(String what, String peer, String unit, Spread ours, Spread theirs, Spread ratio, Goal goal) {

    /** What the ratio shall be at most, or at least; and what would be better still. */
    record Goal(boolean least, double goal, double aim) {
        static final Goal NONE = new Goal(false, Double.NaN, Double.NaN);

        static Goal atMost(double goal, double aim) {
            return new Goal(false, goal, aim);
        }

        static Goal atLeast(double goal, double aim) {
            return new Goal(true, goal, aim);
        }

        boolean known() {
            return !Double.isNaN(goal);
        }

        String verdict(double ratio) {
            if (!known()) {
                return "";
            }
            return met(ratio, aim) ? "aim met" : met(ratio, goal) ? "goal met" : "NOT met";
        }

        private boolean met(double ratio, double limit) {
            return least ? ratio >= limit : ratio <= limit;
        }
    }

    static Row pairs(String what, String peer, String unit, List<Double> ours, List<Double> theirs, Goal goal) {
        return new Row(what, peer, unit, Spread.of(ours), Spread.of(theirs), Spread.ratio(ours, theirs), goal);
    }

    String verdict() {
        return goal.verdict(ratio.median());
    }
}
