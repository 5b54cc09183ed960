package lv.pkip.kernel.identity;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Short names kept in one column, separated by blanks. */
final class Words {
    private Words() {
    }

    static Set<String> of(String column) {
        // Derby and PostgreSQL keep "" as it is, but an Oracle-like store would hand back null
        return column == null || column.isBlank() ? Set.of() : new TreeSet<>(Set.of(column.trim().split(" +")));
    }

    static String text(Collection<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    /** Some without others. */
    static Set<String> without(Collection<String> some, Collection<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    static Set<String> joined(Collection<String> some, Collection<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }
}
