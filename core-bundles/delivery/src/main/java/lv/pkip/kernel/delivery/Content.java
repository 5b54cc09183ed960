package lv.pkip.kernel.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fields of an item as JSON text. */
final class Content {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Content() { }

    static String write(Map<String, String> content) {
        try {
            var object = MAPPER.createObjectNode();
            new TreeMap<>(content).forEach(object::put);
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("content of an item is text", e);
        }
    }

    static Map<String, String> read(String text) {
        try {
            JsonNode object = MAPPER.readTree(text);
            Map<String, String> content = new HashMap<>();
            object.fields().forEachRemaining(f -> content.put(f.getKey(), f.getValue().asText()));
            return content;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored content of an item is JSON", e);
        }
    }
}
