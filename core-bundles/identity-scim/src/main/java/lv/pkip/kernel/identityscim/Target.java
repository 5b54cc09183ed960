package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a path of a filter, of a patch or of a list of attributes leads.
 *
 * @param steps     names of members on the way, from the resource or from one value of a multi-valued attribute
 * @param attribute what is there
 * @param parent    the complex attribute it is a part of
 */
record Target(List<String> steps, Attribute attribute, Optional<Attribute> parent) {

    /** What a path can lead to. */
    @FunctionalInterface
    interface Scope {
        Optional<Target> find(String path);
    }

    /** Inside one value of an attribute: its sub-attributes, or for plain values {@code value}, which is the value itself. */
    static Scope inside(Attribute attribute) {
        return path -> attribute.isComplex() ? attribute.sub(path).map(sub -> new Target(List.of(sub.name()), sub, Optional.of(attribute)))
                : path.equalsIgnoreCase("value") ? Optional.of(new Target(List.of(), attribute, Optional.empty())) : Optional.empty();
    }

    boolean isReadOnly() {
        return attribute.isReadOnly() || parent.map(Attribute::isReadOnly).orElse(false);
    }

    /** A complex attribute is compared by its {@code value}. */
    Target compared() {
        return attribute.isComplex() ? attribute.sub("value").map(value -> new Target(with("value"), value, Optional.of(attribute))).orElse(this) : this;
    }

    private List<String> with(String step) {
        return Stream.concat(steps.stream(), Stream.of(step)).toList();
    }

    /** All values there. */
    List<JsonNode> values(JsonNode from) {
        List<JsonNode> here = flat(List.of(from), !steps.isEmpty());
        for (String step : steps) {
            List<JsonNode> next = new ArrayList<>();
            here.forEach(node -> Optional.ofNullable(node.get(step)).ifPresent(next::add));
            here = flat(next, true);
        }
        return here;
    }

    private static List<JsonNode> flat(List<JsonNode> nodes, boolean wanted) {
        if (!wanted || nodes.stream().noneMatch(JsonNode::isArray)) {
            return nodes;
        }
        List<JsonNode> flat = new ArrayList<>();
        nodes.forEach(node -> {
            if (node.isArray()) {
                node.forEach(flat::add);
            } else {
                flat.add(node);
            }
        });
        return flat;
    }

    @Override
    public String toString() {
        return String.join(".", steps);
    }
}
