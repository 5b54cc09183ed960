package lv.pkip.kernel.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.service.reading.Fields;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;

/** Makes a form ask for the same or less freedom: hides optional fields, requires, shortens choices, tightens limits, reorders. */
final class NarrowedForm {
    private static final Set<String> LOWER = Set.of("minimum", "minLength", "minItems");
    private static final Set<String> UPPER = Set.of("maximum", "maxLength", "maxItems");
    private final ObjectNode root;
    private final Fields changes;

    private NarrowedForm(ObjectNode root, Fields changes) {
        this.root = root;
        this.changes = changes;
    }

    static String over(String form, String base, JsonNode changes, Problems problems) {
        try {
            ObjectNode root = Json.mapper().readTree(base).deepCopy();
            Fields fields = new Fields(changes, "overlay forms." + form, problems);
            if (changes.isObject()) {
                new NarrowedForm(root, fields).apply();
                fields.end();
            }
            return Json.mapper().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void apply() {
        changes.each("require", (name, place) -> parent(name.asText()).ifPresent(parent -> require(parent, last(name.asText()))));
        changes.members("enum", (path, values) -> field(path).ifPresent(field -> choice(path, field, values)));
        changes.members("limits", (path, limits) -> field(path).ifPresent(field ->
                limits.fields().forEachRemaining(limit -> limit(path, field, limit.getKey(), limit.getValue()))));
        changes.members("order", (path, names) -> (path.isEmpty() ? Optional.of(root) : field(path).map(this::element))
                .ifPresent(object -> object.set("x-pkip-order", names)));
        changes.each("hide", (name, place) -> parent(name.asText()).ifPresent(parent -> hide(name.asText(), parent)));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** A field's own schema, free of references so that changing it changes nothing else. */
    private Optional<ObjectNode> field(String path) {
        return parent(path).map(parent -> own((ObjectNode) parent.get("properties"), last(path)));
    }

    private Optional<ObjectNode> parent(String path) {
        ObjectNode here = root;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length; i++) {
            if (!here.path("properties").has(names[i])) {
                changes.problem("", "there is no field „" + path + "”");
                return Optional.empty();
            }
            if (i < names.length - 1) {
                here = element(own((ObjectNode) here.get("properties"), names[i]));
            }
        }
        return Optional.of(here);
    }

    private ObjectNode element(ObjectNode node) {
        return node.has("items") ? own(node, "items") : node;
    }

    private ObjectNode own(ObjectNode holder, String name) {
        ObjectNode node = (ObjectNode) holder.get(name);
        while (node.has("$ref")) {
            ObjectNode merged = root.path("$defs").path(node.path("$ref").asText().replaceFirst("^#/\\$defs/", "")).deepCopy();
            node.remove("$ref");
            merged.setAll(node);
            node = merged;
            holder.set(name, node);
        }
        return node;
    }

    private void require(ObjectNode parent, String name) {
        ArrayNode required = parent.has("required") ? (ArrayNode) parent.get("required") : parent.putArray("required");
        if (holds(required, name)) {
            return;
        }
        if (parent.path("properties").path(name).has("x-pkip-visible")) {
            changes.problem("require", "„" + name + "” is shown only under a condition; it cannot be required always");
            return;
        }
        required.add(name);
    }

    private void hide(String path, ObjectNode parent) {
        String name = last(path);
        if (asked(path)) {
            changes.problem("hide", "„" + path + "” is required; only optional fields can be hidden");
            return;
        }
        ((ObjectNode) parent.get("properties")).remove(name);
        strike(parent.path("x-pkip-order"), name);
        if (parent == root) {
            List<JsonNode> pages = new ArrayList<>();
            root.path("x-pkip-pages").forEach(page -> {
                strike(page.path("fields"), name);
                if (!page.path("fields").isEmpty()) {
                    pages.add(page);
                }
            });
            if (root.has("x-pkip-pages")) {
                root.putArray("x-pkip-pages").addAll(pages);
            }
        }
    }

    /** Required always, or by a condition of any object above. */
    private boolean asked(String path) {
        String[] names = path.split("\\.");
        ObjectNode above = root;
        for (int level = 0; level < names.length; level++) {
            List<String> rest = List.of(names).subList(level, names.length);
            if (asks(above, rest) || conditions(above).stream().anyMatch(branch -> asks(branch, rest))) {
                return true;
            }
            for (JsonNode list : above.path("dependentRequired")) {
                if (rest.size() == 1 && holds(list, rest.get(0))) {
                    return true;
                }
            }
            if (level < names.length - 1) {
                above = element(own((ObjectNode) above.get("properties"), names[level]));
            }
        }
        return false;
    }

    private static List<JsonNode> conditions(JsonNode object) {
        List<JsonNode> branches = new ArrayList<>(List.of(object.path("then"), object.path("else")));
        object.path("allOf").forEach(rule -> branches.addAll(List.of(rule.path("then"), rule.path("else"))));
        return branches;
    }

    private static boolean asks(JsonNode schema, List<String> path) {
        if (path.size() == 1) {
            return holds(schema.path("required"), path.get(0));
        }
        JsonNode child = schema.path("properties").path(path.get(0));
        return !child.isMissingNode() && asks(child.has("items") ? child.path("items") : child, path.subList(1, path.size()));
    }

    private static boolean holds(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static void strike(JsonNode list, String name) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).asText().equals(name)) {
                ((ArrayNode) list).remove(i);
            }
        }
    }

    private void choice(String path, ObjectNode field, JsonNode values) {
        ObjectNode holder = element(field);
        List<String> had = new ArrayList<>();
        holder.path("enum").forEach(v -> had.add(v.asText()));
        if (!values.isArray() || values.isEmpty() || had.isEmpty()) {
            changes.problem("enum", "„" + path + "” needs a shorter list of its own values");
            return;
        }
        values.forEach(v -> {
            if (!had.contains(v.asText())) {
                changes.problem("enum", "„" + v.asText() + "” is not one of the values of „" + path + "”");
            }
        });
        holder.set("enum", values);
    }

    private void limit(String path, ObjectNode field, String keyword, JsonNode value) {
        if (!LOWER.contains(keyword) && !UPPER.contains(keyword) || !value.isNumber()) {
            changes.problem("limits", "„" + path + "”: " + keyword + " is not a limit with a number");
            return;
        }
        BigDecimal now = value.decimalValue();
        BigDecimal before = field.path(keyword).isNumber() ? field.path(keyword).decimalValue() : now;
        int order = now.compareTo(before);
        if (LOWER.contains(keyword) && order < 0 || UPPER.contains(keyword) && order > 0) {
            changes.problem("limits", "„" + path + "”: " + keyword + " " + now.toPlainString() + " allows more than the service's "
                    + before.toPlainString());
            return;
        }
        field.set(keyword, value);
    }
}
