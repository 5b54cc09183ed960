package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A filter made ready: what it says of an entry, and which entries are worth asking. */
interface Condition {

    /** RFC 4511, 4.5.1.7: what cannot be told, or may not be told to the one who asks, is undefined. */
    enum Truth {
        TRUE, FALSE, UNDEFINED;

        static Truth of(boolean is) {
            return is ? TRUE : FALSE;
        }
    }

    Truth of(Row row);

    /** Places beyond which it is true nowhere, in the order of the tree; empty: anywhere. */
    default Optional<int[]> candidates(Catalog catalog, Viewer viewer) {
        return Optional.empty();
    }

    /** Something was asked that is more than we answer. */
    final class TooMuch extends Exception {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }
    }

    /** How deep and how large a filter may be. */
    record Limits(int depth, int parts) { }

    static Condition of(Filter filter, Limits limits) throws TooMuch {
        return new Making(limits).made(filter, 1);
    }

    /** A condition while it is being made. */
    final class Making {
        private static final Condition UNDEFINED = row -> Truth.UNDEFINED;
        private final Limits limits;
        private int parts;

        private Making(Limits limits) {
            this.limits = limits;
        }

        private Condition made(Filter filter, int depth) throws TooMuch {
            if (depth > limits.depth()) {
                throw new TooMuch("the filter is nested deeper than " + limits.depth());
            }
            if (++parts > limits.parts()) {
                throw new TooMuch("the filter has more than " + limits.parts() + " parts");
            }
            return switch (filter.getFilterType()) {
                case Filter.FILTER_TYPE_AND -> new All(made(filter.getComponents(), depth));
                case Filter.FILTER_TYPE_OR -> new Any(made(filter.getComponents(), depth));
                case Filter.FILTER_TYPE_NOT -> new Not(made(filter.getNOTComponent(), depth + 1));
                case Filter.FILTER_TYPE_EQUALITY -> each(filter, attribute -> equal(attribute, attribute.rule().key(filter.getAssertionValue())));
                case Filter.FILTER_TYPE_GREATER_OR_EQUAL -> each(filter, attribute -> bound(attribute, filter, true));
                case Filter.FILTER_TYPE_LESS_OR_EQUAL -> each(filter, attribute -> bound(attribute, filter, false));
                case Filter.FILTER_TYPE_APPROXIMATE_MATCH -> each(filter, attribute -> about(attribute, filter.getAssertionValue()));
                case Filter.FILTER_TYPE_SUBSTRING -> each(filter, attribute -> parts(attribute, filter));
                case Filter.FILTER_TYPE_PRESENCE -> each(filter, Present::new);
                case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> extensible(filter);
                default -> UNDEFINED;
            };
        }

        private List<Condition> made(Filter[] filters, int depth) throws TooMuch {
            List<Condition> conditions = new ArrayList<>();
            for (Filter filter : filters) {
                conditions.add(made(filter, depth + 1));
            }
            return conditions;
        }

        private static Condition each(Filter filter, java.util.function.Function<Attribute, Condition> making) {
            List<Condition> conditions = Attribute.named(filter.getAttributeName()).stream().filter(attribute -> attribute != Attribute.PERSONAL_CODE)
                    .map(making).toList();
            return conditions.isEmpty() ? UNDEFINED : conditions.size() == 1 ? conditions.get(0) : new Any(conditions);
        }

        private static Condition equal(Attribute attribute, String key) {
            return key == null ? UNDEFINED : new Compared(attribute, attribute.rule(), key::equals, index -> index.equal(key));
        }

        private static Condition bound(Attribute attribute, Filter filter, boolean least) {
            String key = attribute.rule().isOrdered() || attribute.rule() == Rule.TIME ? attribute.rule().key(filter.getAssertionValue()) : null;
            if (key == null) {
                return UNDEFINED;
            }
            return least ? new Compared(attribute, attribute.rule(), value -> value.compareTo(key) >= 0, index -> index.atLeast(key))
                    : new Compared(attribute, attribute.rule(), value -> value.compareTo(key) <= 0, index -> index.atMost(key));
        }

        private static Condition about(Attribute attribute, String wanted) {
            if (attribute.rule() != Rule.IGNORE_CASE) {
                return equal(attribute, attribute.rule().key(wanted));
            }
            String rough = Rule.rough(wanted);
            Predicate<String> test = value -> {
                String text = Rule.rough(value);
                return text.equals(rough) || Arrays.asList(text.split(" ")).contains(rough);
            };
            return new Compared(attribute, attribute.rule(), test, index -> index.where(test));
        }

        private static Condition parts(Attribute attribute, Filter filter) {
            Rule rule = attribute.rule();
            String first = filter.getSubInitialString() == null ? "" : rule.part(filter.getSubInitialString());
            String last = filter.getSubFinalString() == null ? "" : rule.part(filter.getSubFinalString());
            List<String> between = new ArrayList<>();
            Stream.of(filter.getSubAnyStrings()).map(rule::part).forEach(between::add);
            if (rule.substring().isEmpty() || first == null || last == null || between.contains(null)) {
                return UNDEFINED;
            }
            // A blank at the beginning of a value is none.
            String beginning = first.stripLeading();
            String ending = last.stripTrailing();
            Predicate<String> test = value -> matches(value, beginning, between, ending);
            boolean plain = between.isEmpty() && ending.isEmpty();
            return new Compared(attribute, rule, test, index -> beginning.isEmpty() || !plain && beginning.length() < 2
                    ? index.where(test) : index.startingWith(beginning));
        }

        private static boolean matches(String value, String beginning, List<String> between, String ending) {
            if (!value.startsWith(beginning)) {
                return false;
            }
            int at = beginning.length();
            for (String part : between) {
                int found = value.indexOf(part, at);
                if (found < 0) {
                    return false;
                }
                at = found + part.length();
            }
            return value.length() - at >= ending.length() && value.endsWith(ending);
        }

        private static Condition extensible(Filter filter) {
            String ruleName = filter.getMatchingRuleID();
            Optional<Rule> named = ruleName == null ? Optional.empty() : Rule.named(ruleName);
            if (ruleName != null && named.isEmpty()) {
                return UNDEFINED;
            }
            if (filter.getAttributeName() == null) {
                return named.map(rule -> (Condition) new Any(Stream.of(Attribute.values())
                        .filter(attribute -> attribute.rule() == rule && attribute != Attribute.PERSONAL_CODE)
                        .map(attribute -> inName(equal(attribute, rule.key(filter.getAssertionValue())), attribute, rule, filter)).toList())).orElse(UNDEFINED);
            }
            return each(filter, attribute -> {
                Rule rule = named.orElse(attribute.rule());
                String key = rule.key(filter.getAssertionValue());
                return key == null ? UNDEFINED : inName(new Compared(attribute, rule, key::equals,
                        rule == attribute.rule() ? index -> index.equal(key) : null), attribute, rule, filter);
            });
        }

        /** With {@code :dn} also what stands in the entry's name counts. */
        private static Condition inName(Condition condition, Attribute attribute, Rule rule, Filter filter) {
            String key = rule.key(filter.getAssertionValue());
            return filter.getDNAttributes() && key != null ? new Any(List.of(condition, new InName(attribute, rule, key))) : condition;
        }
    }

    /** All of several. */
    record All(List<Condition> conditions) implements Condition {
        @Override
        public Truth of(Row row) {
            Truth all = Truth.TRUE;
            for (Condition condition : conditions) {
                Truth one = condition.of(row);
                if (one == Truth.FALSE) {
                    return one;
                }
                all = one == Truth.UNDEFINED ? one : all;
            }
            return all;
        }

        @Override
        public Optional<int[]> candidates(Catalog catalog, Viewer viewer) {
            int[] fewest = null;
            for (Condition condition : conditions) {
                int[] some = condition.candidates(catalog, viewer).orElse(null);
                if (some != null && (fewest == null || some.length < fewest.length)) {
                    fewest = some;
                }
                if (fewest != null && fewest.length < 8) {
                    break;
                }
            }
            return Optional.ofNullable(fewest);
        }
    }

    /** Any of several. */
    record Any(List<Condition> conditions) implements Condition {
        @Override
        public Truth of(Row row) {
            Truth any = Truth.FALSE;
            for (Condition condition : conditions) {
                Truth one = condition.of(row);
                if (one == Truth.TRUE) {
                    return one;
                }
                any = one == Truth.UNDEFINED ? one : any;
            }
            return any;
        }

        @Override
        public Optional<int[]> candidates(Catalog catalog, Viewer viewer) {
            int[] together = new int[0];
            for (Condition condition : conditions) {
                int[] some = condition.candidates(catalog, viewer).orElse(null);
                if (some == null) {
                    return Optional.empty();
                }
                int before = together.length;
                together = Arrays.copyOf(together, before + some.length);
                System.arraycopy(some, 0, together, before, some.length);
            }
            return Optional.of(OrderedIndex.ordered(together));
        }
    }

    /** The contrary; of what is undefined, undefined too. */
    record Not(Condition condition) implements Condition {
        @Override
        public Truth of(Row row) {
            Truth truth = condition.of(row);
            return truth == Truth.UNDEFINED ? truth : Truth.of(truth == Truth.FALSE);
        }
    }

    /** There is a value. */
    record Present(Attribute attribute) implements Condition {
        @Override
        public Truth of(Row row) {
            return row.values(attribute).map(values -> Truth.of(!values.isEmpty())).orElse(Truth.UNDEFINED);
        }

        @Override
        public Optional<int[]> candidates(Catalog catalog, Viewer viewer) {
            return !attribute.isIndexed() || !viewer.seesOfOthers(attribute) || catalog.index(attribute).size() * 4 > catalog.size() ? Optional.empty()
                    : Optional.of(catalog.index(attribute).all());
        }
    }

    /** Some value passes a test of its key. */
    record Compared(Attribute attribute, Rule rule, Predicate<String> test, java.util.function.Function<OrderedIndex, int[]> lookup)
            implements Condition {
        @Override
        public Truth of(Row row) {
            Optional<List<String>> values = row.values(attribute);
            if (values.isEmpty()) {
                return Truth.UNDEFINED;
            }
            for (String value : values.get()) {
                String key = rule.key(value);
                if (key != null && test.test(key)) {
                    return Truth.TRUE;
                }
            }
            return Truth.FALSE;
        }

        @Override
        public Optional<int[]> candidates(Catalog catalog, Viewer viewer) {
            // Who may not see the attribute must not learn from how long it takes whether anybody has the value.
            return lookup == null || !attribute.isIndexed() || !viewer.seesOfOthers(attribute) ? Optional.empty()
                    : Optional.of(lookup.apply(catalog.index(attribute)));
        }
    }

    /** A part of the entry's name has the value. */
    record InName(Attribute attribute, Rule rule, String key) implements Condition {
        @Override
        public Truth of(Row row) {
            return Truth.of(row.inName(attribute, rule, key));
        }
    }
}
