package lv.pkip.kernel.api.service;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Filled-in form data: an immutable tree of text, exact numbers ({@link BigDecimal}), booleans, lists and objects,
 * the shape of a JSON document without any JSON library's types. Fields are named by dotted paths, {@code land.cadastre},
 * list elements by number, {@code trees.0.species}.
 */
public final class Answers {
    private static final Answers EMPTY = new Answers(Map.of());
    private final Map<String, Object> tree;

    private Answers(Map<String, Object> tree) {
        this.tree = tree;
    }

    public static Answers empty() {
        return EMPTY;
    }

    /** Copies a tree; other numbers than {@link BigDecimal} become exact ones, dates become ISO text, nulls vanish. */
    public static Answers of(Map<String, ?> tree) {
        return new Answers(copyObject(tree));
    }

    private static Map<String, Object> copyObject(Map<?, ?> from) {
        Map<String, Object> to = new LinkedHashMap<>();
        from.forEach((key, value) -> {
            if (value != null) {
                to.put((String) key, copy(value));
            }
        });
        return Collections.unmodifiableMap(to);
    }

    private static Object copy(Object value) {
        if (value instanceof Answers answers) {
            return answers.tree;
        }
        if (value instanceof Map<?, ?> map) {
            return copyObject(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copies = new ArrayList<>(list.size());
            for (Object element : list) {
                copies.add(copy(element));
            }
            return Collections.unmodifiableList(copies);
        }
        if (value instanceof BigDecimal || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        if (value instanceof LocalDate || value instanceof Enum<?>) {
            return value.toString();
        }
        throw new IllegalArgumentException("answers hold text, numbers, booleans, lists and objects, not "
                + value.getClass().getName());
    }

    /** The value at a path, if there is one. */
    public Optional<Object> at(String path) {
        Object here = tree;
        for (String name : path.split("\\.")) {
            if (here instanceof Map<?, ?> map) {
                here = map.get(name);
            } else if (here instanceof List<?> list && name.matches("[0-9]{1,6}") && Integer.parseInt(name) < list.size()) {
                here = list.get(Integer.parseInt(name));
            } else {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(here);
    }

    public Optional<String> text(String path) {
        return at(path).filter(v -> !(v instanceof Map || v instanceof List)).map(Object::toString);
    }

    public Optional<BigDecimal> number(String path) {
        return at(path).filter(BigDecimal.class::isInstance).map(BigDecimal.class::cast);
    }

    /** True when the field holds {@code true}; absent counts as false. */
    public boolean yes(String path) {
        return at(path).filter(Boolean.TRUE::equals).isPresent();
    }

    /** Objects of a repeated group; empty when absent. */
    @SuppressWarnings("unchecked")
    public List<Answers> list(String path) {
        return at(path).filter(List.class::isInstance).map(v -> ((List<Object>) v).stream()
                .filter(Map.class::isInstance).map(m -> new Answers((Map<String, Object>) m)).toList()).orElse(List.of());
    }

    /** The tree, unmodifiable. */
    public Map<String, Object> asMap() {
        return tree;
    }

    public boolean isEmpty() {
        return tree.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Answers a && tree.equals(a.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }

    @Override
    public String toString() {
        return "Answers" + tree.keySet(); // field names only: the values are personal data
    }
}
