package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A filter of RFC 7644 section 3.4.2.2, with its attributes already found in the schema. */
sealed interface Filter {

    boolean matches(JsonNode resource);

    /** How many comparisons it has. */
    int size();

    /** The text that an attribute must have in everything that matches, as far as the filter says so plainly. */
    default Optional<String> demanded(String path) {
        return Optional.empty();
    }

    /** Both sides. */
    record Both(Filter left, Filter right) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return left.matches(resource) && right.matches(resource);
        }

        @Override
        public int size() {
            return left.size() + right.size();
        }

        @Override
        public Optional<String> demanded(String path) {
            return left.demanded(path).or(() -> right.demanded(path));
        }
    }

    /** One side at least. */
    record Either(Filter left, Filter right) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return left.matches(resource) || right.matches(resource);
        }

        @Override
        public int size() {
            return left.size() + right.size();
        }
    }

    /** Everything else. */
    record Not(Filter inner) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return !inner.matches(resource);
        }

        @Override
        public int size() {
            return inner.size();
        }
    }

    /** An attribute that another sort of resources has: here it is never there. */
    record Absent(boolean matching) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return matching;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** {@code pr}: has a value that is not empty. */
    record Present(Target target) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return target.values(resource).stream().anyMatch(value -> !value.isNull() && !(value.isContainerNode() && value.isEmpty())
                    && !(value.isTextual() && value.textValue().isEmpty()));
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** One value at least of a multi-valued attribute is as the inner filter says. */
    record Within(Target target, Filter inner) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            return target.values(resource).stream().anyMatch(inner::matches);
        }

        @Override
        public int size() {
            return inner.size();
        }
    }

    /** Operators that compare with a value. */
    enum Operator { EQ, NE, CO, SW, EW, GT, GE, LT, LE }

    /** @param value what is compared with, as {@link Attribute#comparable} makes it; empty: null, which is what is not there */
    record Comparison(Target target, Operator operator, Optional<Comparable<?>> value) implements Filter {
        @Override
        public boolean matches(JsonNode resource) {
            List<Comparable<?>> there = target.values(resource).stream().map(target.attribute()::comparable).flatMap(Optional::stream).<Comparable<?>>map(c -> c).toList();
            if (value.isEmpty()) {
                return there.isEmpty() == (operator == Operator.EQ);
            }
            // Not equal is the contrary of equal, so that both together are always everything.
            return operator == Operator.NE ? there.stream().noneMatch(value.get()::equals) : there.stream().anyMatch(this::holds);
        }

        private boolean holds(Comparable<?> there) {
            String wanted = value.orElseThrow().toString();
            return switch (operator) {
                case CO -> there.toString().contains(wanted);
                case SW -> there.toString().startsWith(wanted);
                case EW -> there.toString().endsWith(wanted);
                case GT -> order(there) > 0;
                case GE -> order(there) >= 0;
                case LT -> order(there) < 0;
                case LE -> order(there) <= 0;
                case EQ, NE -> order(there) == 0;
            };
        }

        @SuppressWarnings("unchecked")
        private int order(Comparable<?> there) {
            return ((Comparable<Object>) there).compareTo(value.orElseThrow());
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Optional<String> demanded(String path) {
            return operator == Operator.EQ && target.toString().equals(path) ? value.map(Object::toString) : Optional.empty();
        }
    }
}
