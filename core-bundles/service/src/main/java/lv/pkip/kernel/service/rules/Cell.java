package lv.pkip.kernel.service.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One condition of a rule on one input. No expression language: these four forms are all there is. */
sealed interface Cell {

    boolean matches(Object value);

    /** Values the condition speaks of: where its answer can change. */
    Stream<Object> landmarks();

    /** {@code null}: anything. */
    record Any() implements Cell {
        @Override
        public boolean matches(Object value) {
            return true;
        }

        @Override
        public Stream<Object> landmarks() {
            return Stream.empty();
        }
    }

    /** A value or a list of values. */
    record OneOf(List<Object> values) implements Cell {
        @Override
        public boolean matches(Object value) {
            return values.stream().anyMatch(v -> Kind.same(v, value));
        }

        @Override
        public Stream<Object> landmarks() {
            return values.stream();
        }
    }

    /** {@code {"not": …}}. */
    record NoneOf(List<Object> values) implements Cell {
        @Override
        public boolean matches(Object value) {
            return values.stream().noneMatch(v -> Kind.same(v, value));
        }

        @Override
        public Stream<Object> landmarks() {
            return values.stream();
        }
    }

    /** {@code {"ge": …, "lt": …}}: from (or after) one value up to (or before) another. */
    record Range(Optional<Object> low, boolean lowIncluded, Optional<Object> high, boolean highIncluded) implements Cell {
        @Override
        public boolean matches(Object value) {
            return low.map(l -> Kind.compare(value, l) > (lowIncluded ? -1 : 0)).orElse(true)
                    && high.map(h -> Kind.compare(value, h) < (highIncluded ? 1 : 0)).orElse(true);
        }

        @Override
        public Stream<Object> landmarks() {
            return Stream.concat(low.stream(), high.stream());
        }
    }

    /** A cell as written; the complaint is called when it is not one. */
    static Cell read(JsonNode node, Kind kind, Consumer<String> complain) {
        if (node.isNull()) {
            return new Any();
        }
        if (!node.isObject()) {
            return new OneOf(values(node, kind, complain));
        }
        if (node.has("not") && node.size() == 1) {
            return new NoneOf(values(node.get("not"), kind, complain));
        }
        return range(node, kind, complain);
    }

    private static Cell range(JsonNode node, Kind kind, Consumer<String> complain) {
        Optional<Object> low = Optional.empty();
        Optional<Object> high = Optional.empty();
        boolean lowIncluded = false;
        boolean highIncluded = false;
        if (!kind.ordered()) {
            complain.accept("a range needs numbers or dates");
        }
        for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext();) {
            Map.Entry<String, JsonNode> bound = it.next();
            Optional<Object> value = kind.written(bound.getValue());
            if (value.isEmpty()) {
                complain.accept("„" + bound.getValue().asText() + "” is not " + kind.says);
                continue;
            }
            switch (bound.getKey()) {
                case "ge", "gt" -> {
                    if (low.isPresent()) {
                        complain.accept("a range has one lower bound, ge or gt");
                    }
                    low = value;
                    lowIncluded = bound.getKey().equals("ge");
                }
                case "le", "lt" -> {
                    if (high.isPresent()) {
                        complain.accept("a range has one upper bound, le or lt");
                    }
                    high = value;
                    highIncluded = bound.getKey().equals("le");
                }
                default -> complain.accept("„" + bound.getKey() + "” is not one of not, ge, gt, le, lt");
            }
        }
        if (node.isEmpty()) {
            complain.accept("an empty object says nothing; write null for anything");
        }
        if (low.isPresent() && high.isPresent()) {
            int order = Kind.compare(low.get(), high.get());
            if (order > 0 || order == 0 && !(lowIncluded && highIncluded)) {
                complain.accept("the range is empty");
            }
        }
        return new Range(low, lowIncluded, high, highIncluded);
    }

    private static List<Object> values(JsonNode node, Kind kind, Consumer<String> complain) {
        List<Object> values = new ArrayList<>();
        Iterable<JsonNode> written = node.isArray() ? node : List.of(node);
        for (JsonNode one : written) {
            Optional<Object> value = kind.written(one);
            value.ifPresentOrElse(values::add, () -> complain.accept("„" + one.asText() + "” is not " + kind.says));
        }
        if (node.isArray() && node.isEmpty()) {
            complain.accept("an empty list matches nothing");
        }
        return values;
    }
}
