package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which attributes are answered (RFC 7644 section 3.9). Names that the schema does not know ask for nothing. */
final class Projection {
    static final Projection WHOLE = new Projection(List.of(), List.of());
    private static final Set<String> ALWAYS = Set.of("id", "schemas");
    private final List<String> wanted;
    private final List<String> unwanted;

    private Projection(List<String> wanted, List<String> unwanted) {
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    static Projection of(List<String> attributes, List<String> excluded) {
        if (!attributes.isEmpty() && !excluded.isEmpty()) {
            throw ScimProblem.value("attributes and excludedAttributes exclude each other.");
        }
        return new Projection(attributes, excluded);
    }

    ObjectNode of(ResourceType type, ObjectNode whole) {
        if (wanted.isEmpty() && unwanted.isEmpty()) {
            return whole;
        }
        return wanted.isEmpty() ? without(type, whole) : only(type, whole);
    }

    private ObjectNode only(ResourceType type, ObjectNode whole) {
        List<List<String>> kept = steps(type, wanted);
        ObjectNode part = Json.object();
        whole.fields().forEachRemaining(field -> {
            if (ALWAYS.contains(field.getKey())) {
                part.set(field.getKey(), field.getValue());
            } else {
                kept(field.getValue(), below(kept, field.getKey())).ifPresent(value -> part.set(field.getKey(), value));
            }
        });
        return part;
    }

    /** Rests of the paths that begin with a step; an empty rest means all of it. */
    private static List<List<String>> below(List<List<String>> paths, String step) {
        return paths.stream().filter(path -> !path.isEmpty() && path.get(0).equals(step)).map(path -> path.subList(1, path.size())).toList();
    }

    private static Optional<JsonNode> kept(JsonNode value, List<List<String>> paths) {
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        if (paths.stream().anyMatch(List::isEmpty)) {
            return Optional.of(value);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode parts = Json.array();
            array.forEach(one -> kept(one, paths).ifPresent(parts::add));
            return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
        }
        ObjectNode part = Json.object();
        value.fields().forEachRemaining(field -> kept(field.getValue(), below(paths, field.getKey())).ifPresent(v -> part.set(field.getKey(), v)));
        return part.isEmpty() ? Optional.empty() : Optional.of(part);
    }

    private ObjectNode without(ResourceType type, ObjectNode whole) {
        ObjectNode rest = whole.deepCopy();
        steps(type, unwanted).stream().filter(path -> !ALWAYS.contains(path.get(0))).forEach(path -> drop(rest, path));
        return rest;
    }

    private static void drop(JsonNode from, List<String> path) {
        if (from instanceof ArrayNode array) {
            array.forEach(one -> drop(one, path));
        } else if (from instanceof ObjectNode object && path.size() == 1) {
            object.remove(path.get(0));
        } else {
            drop(from.path(path.get(0)), path.subList(1, path.size()));
        }
    }

    private static List<List<String>> steps(ResourceType type, List<String> names) {
        List<List<String>> steps = new ArrayList<>();
        names.forEach(name -> type.find(name.strip()).ifPresent(target -> steps.add(target.steps())));
        return steps;
    }
}
