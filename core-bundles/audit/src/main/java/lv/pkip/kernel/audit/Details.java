package lv.pkip.kernel.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** The details of a record as a text of JSON: names sorted, so that the same details always give the same text. */
final class Details {
    static final int MAX_LENGTH = 16_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Details() { }

    static String write(Map<String, String> details) {
        if (details.isEmpty()) {
            return null;
        }
        String text = json(details);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("details of an audit record are at most " + MAX_LENGTH + " characters");
        }
        return text;
    }

    static String json(Map<String, ?> object) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(object));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be written as JSON", e);
        }
    }

    /** What was written, each value as a text; values that are no text are told as JSON. */
    static Map<String, String> read(String text) {
        Map<String, String> details = new TreeMap<>();
        if (text != null) {
            try {
                JSON.readValue(text, new TypeReference<Map<String, JsonNode>>() { })
                        .forEach((name, value) -> details.put(name, value.isTextual() ? value.textValue() : value.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("details of a record are no object of JSON", e);
            }
        }
        return details;
    }

    /** Whether it is one object of JSON and nothing else. */
    static boolean isObject(String text) {
        try (var parser = JSON.createParser(text)) {
            JsonNode node = JSON.readTree(parser);
            return node != null && node.isObject() && parser.nextToken() == null;
        } catch (java.io.IOException notJson) {
            return false;
        }
    }
}
