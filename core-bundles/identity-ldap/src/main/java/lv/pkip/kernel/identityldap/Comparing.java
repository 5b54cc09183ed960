package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;
import java.util.Optional;

/** One comparison: whether an entry has a value. */
final class Comparing {
    private final Desk desk;
    private final Viewer viewer;

    Comparing(Desk desk, Viewer viewer) {
        this.desk = desk;
        this.viewer = viewer;
    }

    Result run(Request.Compare compare) {
        String key = Rule.dn(compare.dn());
        if (key == null) {
            return Result.of(ResultCode.INVALID_DN_SYNTAX);
        }
        Optional<FixedEntry> outside = desk.tree().outside(key);
        if (outside.isPresent()) {
            return compared(new Row.Outside(outside.get()), Optional.empty(), compare);
        }
        if (!viewer.isBound()) {
            return Result.of(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "bind first");
        }
        Catalog catalog = desk.tree().catalog();
        int place = catalog.named(key);
        return place < 0 || !viewer.sees(catalog.entry(place)) ? new Result(ResultCode.NO_SUCH_OBJECT, desk.tree().nearest(key, viewer), "", List.of())
                : compared(new Row.InTree(catalog, place, viewer), Optional.of(catalog.entry(place)), compare);
    }

    private Result compared(Row row, Optional<Entry> entry, Request.Compare compare) {
        Optional<Attribute> attribute = Attribute.one(compare.attribute());
        if (attribute.isEmpty()) {
            return Result.of(ResultCode.UNDEFINED_ATTRIBUTE_TYPE);
        }
        Rule rule = attribute.get().rule();
        String key = rule.key(compare.assertion());
        List<String> values = attribute.get() == Attribute.PERSONAL_CODE ? code(entry) : row.values(attribute.get()).orElse(List.of());
        if (values.isEmpty()) {
            // Also for what may not be seen: that it is there may not be seen either.
            return Result.of(ResultCode.NO_SUCH_ATTRIBUTE);
        }
        if (key == null) {
            return Result.of(rule == Rule.NONE ? ResultCode.INAPPROPRIATE_MATCHING : ResultCode.INVALID_ATTRIBUTE_SYNTAX);
        }
        return Result.of(values.stream().map(rule::key).anyMatch(key::equals) ? ResultCode.COMPARE_TRUE : ResultCode.COMPARE_FALSE);
    }

    private List<String> code(Optional<Entry> entry) {
        return entry.filter(AccountEntry.class::isInstance).map(AccountEntry.class::cast)
                .flatMap(account -> desk.house().personalCode(viewer, account.account())).map(List::of).orElse(List.of());
    }
}
