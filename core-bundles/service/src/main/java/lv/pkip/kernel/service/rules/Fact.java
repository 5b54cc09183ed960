package lv.pkip.kernel.service.rules;

import java.util.List;
import java.util.Optional;

/**
 * A declared fact: its kind and its domain. The domain lets a table be checked completely before it is ever used.
 *
 * @param values    all values a text can have; empty when any
 * @param otherwise value taken when the fact is absent; without it an absent fact is an error
 */
record Fact(String name, Kind kind, List<Object> values, Optional<Object> minimum, Optional<Object> maximum,
        Optional<Object> otherwise) {

    static Fact free(String name, Kind kind) {
        return new Fact(name, kind, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean allows(Object value) {
        return (values.isEmpty() || values.stream().anyMatch(v -> Kind.same(v, value)))
                && minimum.map(m -> Kind.compare(value, m) >= 0).orElse(true)
                && maximum.map(m -> Kind.compare(value, m) <= 0).orElse(true);
    }
}
