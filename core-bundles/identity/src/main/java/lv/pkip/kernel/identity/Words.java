package lv.pkip.kernel.identity;

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
}
