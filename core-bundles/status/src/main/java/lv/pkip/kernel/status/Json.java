package lv.pkip.kernel.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lv.pkip.kernel.api.service.Answers;

/** Answers as JSON text and back, numbers exact to the last digit. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .typeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<>(16, 200)))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    static {
        MAPPER.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(2_000_000).maxNestingDepth(100).build());
    }

    private Json() {
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    static String write(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String json) {
        try {
            return MAPPER.readValue(json, Map.class);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /** Never the text itself: it holds personal data. */
    private static IllegalStateException unreadable(JsonProcessingException e) {
        e.clearLocation();
        return new IllegalStateException("not the JSON that was expected: " + e.getClass().getSimpleName());
    }

    static String answers(Answers answers) {
        return write(answers.asMap());
    }

    static Answers answers(String json) {
        return json == null ? Answers.empty() : Answers.of(object(json));
    }

    static String data(Map<String, Answers> data) {
        Map<String, Object> tree = new LinkedHashMap<>();
        data.forEach((action, answers) -> tree.put(action, answers.asMap()));
        return write(tree);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Answers> data(String json) {
        Map<String, Answers> data = new LinkedHashMap<>();
        if (json != null) {
            object(json).forEach((action, answers) -> data.put(action, Answers.of((Map<String, Object>) answers)));
        }
        return data;
    }

    /** One text for equal answers, whatever the order of fields and the zeros after the comma. */
    static String canonical(Answers answers) {
        return write(sorted(answers.asMap()));
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> to = new TreeMap<>();
            map.forEach((key, inner) -> to.put(key, sorted(inner)));
            return to;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::sorted).toList();
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }

    /** Numbers as Jackson gives them made exact, as in {@link Answers}. */
    static Object exact(Object value) {
        return value instanceof Number number && !(value instanceof BigDecimal) ? new BigDecimal(number.toString()) : value;
    }
}
