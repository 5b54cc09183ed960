package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sorts what was found (RFC 2891): by the smallest value of each key; entries without one come last, and first in reverse. */
final class Order {
    private final List<Key> keys;

    private record Key(Attribute attribute, Rule rule, boolean reverse) { }

    /** One found entry with what it is sorted by, null where it has nothing or nothing that the viewer may see. */
    private record Sorted(int place, String[] by) { }

    /** Why one cannot sort so. */
    record Problem(ResultCode code, String attribute) { }

    private Order(List<Key> keys) {
        this.keys = keys;
    }

    static Optional<Problem> problem(SortKey[] wanted) {
        if (wanted.length > Limits.SORT_KEYS) {
            return Optional.of(new Problem(ResultCode.ADMIN_LIMIT_EXCEEDED, wanted[0].getAttributeName()));
        }
        for (SortKey key : wanted) {
            Optional<Attribute> attribute = Attribute.one(key.getAttributeName()).filter(one -> one != Attribute.PERSONAL_CODE);
            if (attribute.isEmpty()) {
                return Optional.of(new Problem(ResultCode.NO_SUCH_ATTRIBUTE, key.getAttributeName()));
            }
            Rule own = attribute.get().rule();
            Optional<Rule> rule = key.getMatchingRuleID() == null ? Optional.of(own) : Rule.named(key.getMatchingRuleID());
            if (rule.isEmpty() || !rule.get().isOrdered()) {
                return Optional.of(new Problem(ResultCode.INAPPROPRIATE_MATCHING, key.getAttributeName()));
            }
        }
        return Optional.empty();
    }

    /** Of keys without a problem. */
    static Order by(SortKey[] wanted) {
        List<Key> keys = new ArrayList<>();
        for (SortKey key : wanted) {
            Attribute attribute = Attribute.one(key.getAttributeName()).orElseThrow();
            keys.add(new Key(attribute, key.getMatchingRuleID() == null ? attribute.rule() : Rule.named(key.getMatchingRuleID()).orElseThrow(),
                    key.reverseOrder()));
        }
        return new Order(keys);
    }

    int[] sorted(int[] places, Catalog catalog, Viewer viewer) {
        return Arrays.stream(places).mapToObj(place -> new Sorted(place, values(new Row.InTree(catalog, place, viewer))))
                .sorted(this::compare).mapToInt(Sorted::place).toArray();
    }

    private String[] values(Row row) {
        return keys.stream().map(key -> row.values(key.attribute()).orElse(List.of()).stream().map(key.rule()::key)
                .filter(value -> value != null).min(String::compareTo).orElse(null)).toArray(String[]::new);
    }

    private int compare(Sorted a, Sorted b) {
        for (int i = 0; i < keys.size(); i++) {
            String one = a.by()[i];
            String other = b.by()[i];
            int difference = one == null ? (other == null ? 0 : 1) : other == null ? -1 : one.compareTo(other);
            if (difference != 0) {
                return keys.get(i).reverse() ? -difference : difference;
            }
        }
        return Integer.compare(a.place(), b.place());
    }
}
