package lv.pkip.service.treefelling;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.service.Answers;

/** Where the trees grow: the categories of MK 309 that the applicant ticked. */
record Place(Set<String> categories) {

    static final String NONE = "none";

    static Place of(Answers application) {
        Set<String> found = new TreeSet<>();
        application.at("land.places").ifPresent(value -> {
            if (value instanceof List<?> list) {
                list.forEach(element -> found.add(element.toString()));
            }
        });
        return new Place(Set.copyOf(found));
    }

    /** True when the place by itself asks for a permit. */
    boolean restricted() {
        return categories.stream().anyMatch(category -> !category.equals(NONE));
    }

    boolean contradictory() {
        return categories.contains(NONE) && categories.size() > 1;
    }

    boolean is(String category) {
        return categories.contains(category);
    }
}
