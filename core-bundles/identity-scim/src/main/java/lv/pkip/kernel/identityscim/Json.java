package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Reads and writes JSON, bounded in depth and size of what is in it. */
final class Json {
    private static final int DEPTH = 40;
    private static final ObjectMapper MAPPER = mapper();

    private Json() { }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxStringLength(10_000).maxNumberLength(40).build()).build();
        ObjectMapper mapper = new ObjectMapper(factory);
        // A cache of its own: the shared one would hold class loaders of bundles that went.
        mapper.setTypeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<Object, JavaType>(16, 200)));
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        return mapper;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body, which has to be an object. */
    static ObjectNode body(byte[] bytes) {
        if (read(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw ScimProblem.syntax("The body is not a JSON object.");
    }

    /** One JSON value inside a filter; what it says is not repeated in the refusal, which may reach a log. */
    static JsonNode literal(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw ScimProblem.filter("A value of the filter is not written as JSON writes it.");
        }
    }

    static JsonNode own(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw ScimProblem.syntax("The body is not JSON, names something twice, or is too deep.");
        }
    }

    /** A member by its name, whichever case it is written in; missing when absent. */
    static JsonNode member(JsonNode object, String name) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        for (var fields = object.fields(); fields.hasNext();) {
            var field = fields.next();
            if (field.getKey().toLowerCase(Locale.ROOT).equals(wanted)) {
                return field.getValue();
            }
        }
        return exact;
    }

    /** Text of a member, empty when absent or null. */
    static String text(JsonNode object, String... names) {
        JsonNode here = object;
        for (String name : names) {
            here = here.path(name);
        }
        return here.isTextual() ? here.textValue() : "";
    }

    /** Puts a text unless it is empty: what is empty is not there. */
    static void put(ObjectNode object, String name, String text) {
        if (!text.isEmpty()) {
            object.put(name, text);
        }
    }

    /** True when a message names a schema among its {@code schemas}. */
    static boolean names(JsonNode message, String urn) {
        for (JsonNode schema : member(message, "schemas")) {
            if (urn.equalsIgnoreCase(schema.asText())) {
                return true;
            }
        }
        return false;
    }
}
