package lv.pkip.kernel.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.service.Answers;

/** Finds the uploaded files that filled-in answers name, by the fields a form declares as files. */
final class FileFields {
    private static final int DEEPEST = 12;
    private final JsonNode schema;
    private final boolean any;

    /**
     * A file named in answers.
     *
     * @param field    dotted path of the list element
     * @param accepted media types the field takes; empty: what the platform takes
     * @param maxBytes limit of the field
     */
    record Named(String field, String id, Set<String> accepted, long maxBytes) { }

    FileFields(String schema) {
        this.any = schema.contains("x-pkip-files") || schema.contains("\"files\"");
        this.schema = any ? Json.tree(schema) : null;
    }

    List<Named> in(Answers answers) {
        List<Named> found = new ArrayList<>();
        if (any) {
            collect(schema, answers.asMap(), "", found, 0);
        }
        return found;
    }

    private void collect(JsonNode node, Object value, String path, List<Named> found, int depth) {
        JsonNode field = resolve(node);
        if (value == null || depth > DEEPEST) {
            return;
        }
        if (field.path("x-pkip-widget").asText().equals("files") || field.has("x-pkip-files")) {
            files(field, value, path, found);
        } else if (value instanceof Map<?, ?> map) {
            field.path("properties").fields().forEachRemaining(
                    p -> collect(p.getValue(), map.get(p.getKey()), join(path, p.getKey()), found, depth + 1));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(field.path("items"), list.get(i), join(path, Integer.toString(i)), found, depth + 1);
            }
        }
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode here = node;
        for (int i = 0; i < DEEPEST && here.path("$ref").asText().startsWith("#/"); i++) {
            here = schema.at(here.path("$ref").asText().substring(1));
        }
        return here;
    }

    private static void files(JsonNode field, Object value, String path, List<Named> found) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                file(field, list.get(i), join(path, Integer.toString(i)), found);
            }
        } else {
            file(field, value, path, found);
        }
    }

    private static void file(JsonNode field, Object value, String path, List<Named> found) {
        Object id = value instanceof Map<?, ?> map ? map.get("id") : value;
        Set<String> accepted = new LinkedHashSet<>();
        field.path("x-pkip-files").path("accept").forEach(type -> accepted.add(type.asText()));
        long limit = field.path("x-pkip-files").path("maxBytes").asLong(Long.MAX_VALUE);
        found.add(new Named(path, String.valueOf(id), accepted, limit));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
