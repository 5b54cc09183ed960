package lv.pkip.kernel.status;

import java.util.List;

/**
 * Services whose cases an actor may look at.
 *
 * @param everything all there are: the list need not name them
 */
record Reach(boolean everything, List<String> services) {
    static final Reach EVERYTHING = new Reach(true, List.of());
}
