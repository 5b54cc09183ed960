package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form, found by walking its schema once: by dotted path, list elements without their number. */
public final class FormShape {
    static final int DEEPEST = 12;

    /**
     * A field.
     *
     * @param path     {@code trees.species}
     * @param node     its schema, references followed
     * @param required asked for always, at its own level
     */
    record Field(String path, JsonNode node, boolean required) {
        String type() {
            return node.path("type").asText("");
        }
    }

    private final JsonNode root;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    FormShape(JsonNode root) {
        this.root = root;
        walk(root, "", 0);
    }

    private void walk(JsonNode object, String prefix, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        object.path("properties").fields().forEachRemaining(p -> {
            String path = prefix + p.getKey();
            JsonNode node = resolve(p.getValue());
            boolean required = false;
            for (JsonNode name : object.path("required")) {
                required |= name.asText().equals(p.getKey());
            }
            fields.put(path, new Field(path, node, required));
            walk(node.has("items") ? resolve(node.path("items")) : node, path + ".", depth + 1);
        });
    }

    /** A schema with its reference followed; hints beside the reference stay visible. */
    JsonNode resolve(JsonNode node) {
        return resolve(root, node);
    }

    static JsonNode resolve(JsonNode root, JsonNode node) {
        JsonNode here = node;
        for (int i = 0; here.has("$ref") && i < DEEPEST; i++) {
            String ref = here.path("$ref").asText();
            JsonNode target = ref.startsWith("#/$defs/") ? root.path("$defs").path(ref.substring(8)) : MissingNode.getInstance();
            if (!target.isObject()) {
                return MissingNode.getInstance();
            }
            com.fasterxml.jackson.databind.node.ObjectNode merged = target.deepCopy();
            here.fields().forEachRemaining(f -> {
                if (!f.getKey().equals("$ref")) {
                    merged.set(f.getKey(), f.getValue());
                }
            });
            here = merged;
        }
        return here;
    }

    JsonNode root() {
        return root;
    }

    Map<String, Field> fields() {
        return fields;
    }

    /** True for the path of a field, a group or a list. */
    public boolean has(String path) {
        return fields.containsKey(path);
    }

    /** A field's default, for facts the applicant left out. */
    public Optional<JsonNode> preset(String path) {
        return Optional.ofNullable(fields.get(path)).map(f -> f.node().get("default"));
    }

    /** Values of a choice, of a field or of its list's elements. */
    List<String> options(Field field) {
        JsonNode node = field.node().has("items") ? resolve(field.node().path("items")) : field.node();
        List<String> options = new ArrayList<>();
        node.path("enum").forEach(o -> options.add(o.asText()));
        return options;
    }

    /** Keys of the texts that showing the form needs. */
    public List<String> textKeys(String form) {
        List<String> keys = new ArrayList<>();
        keys.add(form + ".title");
        root.path("x-pkip-pages").forEach(page -> keys.add(form + ".page." + page.path("id").asText()));
        for (Field field : fields.values()) {
            String parent = field.path().contains(".") ? field.path().substring(0, field.path().lastIndexOf('.')) : "";
            boolean fileId = field.path().endsWith(".id") && fields.get(parent) != null
                    && fields.get(parent).node().path("x-pkip-widget").asText().equals("files");
            if (!fileId) {
                keys.add(form + "." + field.path());
                options(field).forEach(option -> keys.add(form + "." + field.path() + ".enum." + option));
            }
        }
        return keys;
    }
}
