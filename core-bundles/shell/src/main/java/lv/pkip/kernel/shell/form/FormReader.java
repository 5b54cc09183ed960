package lv.pkip.kernel.shell.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a form from JSON Schema in the dialect of docs/reference/forms.md. */
public final class FormReader {
    private static final int DEEPEST = 12;
    private static final long FILE_BYTES = 10L * 1024 * 1024;
    private final ObjectMapper json = new ObjectMapper();

    /** @throws IllegalArgumentException when the text is no form; the service checks forms at deploy, so this means a bug */
    public Form read(String id, String schema) {
        JsonNode root;
        try {
            root = json.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("form " + id + " is not JSON", e);
        }
        List<Field> fields = new Nodes(root).fields(root, "", 0);
        return new Form(id, fields, pages(root, fields));
    }

    private static List<Form.Page> pages(JsonNode root, List<Field> fields) {
        List<Form.Page> pages = new ArrayList<>();
        Set<String> placed = new LinkedHashSet<>();
        for (JsonNode page : root.path("x-pkip-pages")) {
            List<String> names = new ArrayList<>();
            page.path("fields").forEach(f -> names.add(f.asText()));
            placed.addAll(names);
            pages.add(new Form.Page(page.path("id").asText(), names));
        }
        List<String> rest = fields.stream().map(Field::name).filter(n -> !placed.contains(n)).toList();
        if (pages.isEmpty()) {
            return List.of(new Form.Page("main", rest));
        }
        if (!rest.isEmpty()) { // nothing an applicant must fill in may be out of reach
            Form.Page last = pages.remove(pages.size() - 1);
            List<String> all = new ArrayList<>(last.fields());
            all.addAll(rest);
            pages.add(new Form.Page(last.id(), all));
        }
        return pages;
    }

    /** Walks one schema document. */
    private record Nodes(JsonNode root) {

        List<Field> fields(JsonNode object, String prefix, int depth) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("a form is at most " + DEEPEST + " levels deep");
            }
            Set<String> required = names(object.path("required"));
            Set<String> conditional = new LinkedHashSet<>();
            conditional(object, conditional);
            Map<String, JsonNode> properties = new LinkedHashMap<>();
            object.path("x-pkip-order").forEach(n -> properties.put(n.asText(), object.path("properties").path(n.asText())));
            object.path("properties").fields().forEachRemaining(p -> properties.putIfAbsent(p.getKey(), p.getValue()));
            List<Field> fields = new ArrayList<>();
            properties.forEach((name, node) -> {
                if (!node.isMissingNode()) {
                    fields.add(field(name, prefix.isEmpty() ? name : prefix + "." + name, resolve(node),
                            required.contains(name), conditional.contains(name), depth));
                }
            });
            return fields;
        }

        private Field field(String name, String path, JsonNode node, boolean required, boolean whenShown, int depth) {
            JsonNode items = resolve(node.path("items"));
            Field.Kind kind = kind(node, items);
            List<Field> children = switch (kind) {
                case GROUP, POINT -> fields(node, path, depth + 1);
                case REPEAT -> fields(items, path, depth + 1);
                case FILES -> fields(items, path, depth + 1).stream().filter(f -> !f.name().equals("id")).toList();
                default -> List.of();
            };
            boolean row = (kind == Field.Kind.REPEAT ? items : node).path("x-pkip-layout").asText(node.path("x-pkip-layout").asText()).equals("row");
            String format = kind == Field.Kind.FILES ? (items.has("properties") ? "object" : "id") : node.path("format").asText("");
            Field.Hints hints = new Field.Hints(text(node, "x-pkip-unit"), text(node, "x-pkip-autocomplete"),
                    text(node, "x-pkip-prefill"), text(node, "x-pkip-item-title"), format, row);
            List<String> accept = new ArrayList<>();
            node.path("x-pkip-files").path("accept").forEach(a -> accept.add(a.asText()));
            Field.Limits limits = new Field.Limits(node.path("maxLength").asInt(kind == Field.Kind.AREA ? 4000 : 300),
                    node.path("minItems").asInt(0), node.path("maxItems").asInt(kind == Field.Kind.FILES ? 20 : 100),
                    node.path("x-pkip-files").path("maxBytes").asLong(FILE_BYTES), accept);
            return new Field(name, path, kind, required, whenShown, node.path("type").asText().equals("integer"),
                    options(kind == Field.Kind.CHECKS ? items : node), conditions(node.path("x-pkip-visible")), hints, limits,
                    preset(node), children);
        }

        /** The target of a reference with the hints of the place that refers laid over it. */
        private JsonNode resolve(JsonNode node) {
            JsonNode here = node;
            for (int i = 0; here.has("$ref"); i++) {
                String ref = here.path("$ref").asText();
                JsonNode target = ref.startsWith("#/") ? root.at(ref.substring(1)) : MissingNode.getInstance();
                if (i > DEEPEST || !target.isObject()) {
                    throw new IllegalArgumentException("reference " + ref + " leads nowhere");
                }
                ObjectNode merged = ((ObjectNode) target).deepCopy();
                here.fields().forEachRemaining(f -> {
                    if (!f.getKey().equals("$ref")) {
                        merged.set(f.getKey(), f.getValue());
                    }
                });
                here = merged;
            }
            return here;
        }

        private static Field.Kind kind(JsonNode node, JsonNode items) {
            String widget = node.path("x-pkip-widget").asText();
            switch (widget) {
                case "text": return Field.Kind.TEXT;
                case "textarea": return Field.Kind.AREA;
                case "radio": return Field.Kind.RADIO;
                case "select": return Field.Kind.SELECT;
                case "checkbox": return Field.Kind.CHECK;
                case "checkboxes": return Field.Kind.CHECKS;
                case "date": return Field.Kind.DATE;
                case "map-point": return Field.Kind.POINT;
                case "files": return Field.Kind.FILES;
                case "repeat": return Field.Kind.REPEAT;
                default: return byType(node, items);
            }
        }

        private static Field.Kind byType(JsonNode node, JsonNode items) {
            if (node.path("enum").size() > 0) {
                return node.path("enum").size() <= 5 ? Field.Kind.RADIO : Field.Kind.SELECT;
            }
            return switch (node.path("type").asText()) {
                case "object" -> Field.Kind.GROUP;
                case "array" -> items.path("enum").size() > 0 ? Field.Kind.CHECKS
                        : node.has("x-pkip-files") ? Field.Kind.FILES : Field.Kind.REPEAT;
                case "boolean" -> Field.Kind.CHECK;
                case "number", "integer" -> Field.Kind.NUMBER;
                default -> node.path("const").isBoolean() ? Field.Kind.CHECK
                        : node.has("properties") ? Field.Kind.GROUP
                        : node.path("format").asText().equals("date") ? Field.Kind.DATE
                        : node.path("maxLength").asInt(0) > 300 ? Field.Kind.AREA : Field.Kind.TEXT;
            };
        }

        private static List<String> options(JsonNode node) {
            List<String> options = new ArrayList<>();
            node.path("enum").forEach(o -> options.add(o.asText()));
            return options;
        }

        private static Optional<Object> preset(JsonNode node) {
            JsonNode value = node.path("default");
            return value.isTextual() ? Optional.of(value.asText()) : value.isBoolean() ? Optional.of(value.asBoolean())
                    : value.isNumber() ? Optional.of(new BigDecimal(value.asText())) : Optional.empty();
        }

        private static List<Field.Condition> conditions(JsonNode visible) {
            if (visible.isMissingNode()) {
                return List.of();
            }
            List<Field.Condition> all = new ArrayList<>();
            if (visible.has("all")) {
                visible.path("all").forEach(v -> all.addAll(conditions(v)));
                return all;
            }
            List<String> in = new ArrayList<>();
            if (visible.has("eq")) {
                in.add(visible.path("eq").asText());
            }
            visible.path("in").forEach(v -> in.add(v.asText()));
            all.add(new Field.Condition(visible.path("field").asText(), in,
                    visible.has("filled") ? Optional.of(visible.path("filled").asBoolean()) : Optional.empty()));
            return all;
        }

        /** Names that some if/then/else or dependentRequired of this object asks for. */
        private static void conditional(JsonNode object, Set<String> into) {
            if (!object.isObject()) {
                return;
            }
            for (String branch : List.of("then", "else")) {
                into.addAll(names(object.path(branch).path("required")));
                conditional(object.path(branch), into);
            }
            object.path("allOf").forEach(part -> conditional(part, into));
            object.path("dependentRequired").forEach(list -> into.addAll(names(list)));
        }

        private static Set<String> names(JsonNode list) {
            Set<String> names = new LinkedHashSet<>();
            list.forEach(n -> names.add(n.asText()));
            return names;
        }

        private static Optional<String> text(JsonNode node, String name) {
            return node.has(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
        }
    }
}
