package lv.pkip.kernel.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.MultivaluedMap;
import javax.ws.rs.ext.MessageBodyReader;
import javax.ws.rs.ext.MessageBodyWriter;
import lv.pkip.kernel.api.service.Answers;

/** Reads JSON bodies, bounded in size and depth, and writes maps and lists as JSON. */
final class Json implements MessageBodyReader<JsonNode>, MessageBodyWriter<Object> {

    static final int MAX_BYTES = 1 << 20;

    /** One mapper with a type cache of its own: the shared cache would hold class loaders of bundles that went. */
    static final ObjectMapper MAPPER = mapper();

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(64).maxStringLength(200_000).maxNumberLength(100).build()).build();
        ObjectMapper mapper = new ObjectMapper(factory);
        mapper.setTypeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<Object, com.fasterxml.jackson.databind.JavaType>(16, 200)));
        mapper.setNodeFactory(JsonNodeFactory.withExactBigDecimals(true)); // 0.10 stays 0.10
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        return mapper;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return JsonNode.class.isAssignableFrom(type);
    }

    @Override
    public JsonNode readFrom(Class<JsonNode> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, String> headers, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Refusal(413, "too-large");
        }
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node == null || node instanceof MissingNode || !node.isObject()) {
                throw new Refusal(400, "not-an-object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "malformed-json");
        }
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return (Map.class.isAssignableFrom(type) || List.class.isAssignableFrom(type) || JsonNode.class.isAssignableFrom(type))
                && media.getSubtype().endsWith("json");
    }

    @Override
    public void writeTo(Object value, Class<?> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, Object> headers, OutputStream out) throws IOException {
        out.write(MAPPER.writeValueAsBytes(value));
    }

    /** The object under a member as answers; empty when absent. */
    static Answers answers(JsonNode body, String member) {
        JsonNode node = body.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Answers.empty();
        }
        if (!node.isObject()) {
            throw new Refusal(400, "not-an-object");
        }
        return Answers.of(object(node));
    }

    private static Map<String, Object> object(JsonNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        node.fields().forEachRemaining(e -> map.put(e.getKey(), value(e.getValue())));
        return map;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return object(node);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(e -> {
                if (e.isNull()) {
                    throw new Refusal(400, "malformed-json");
                }
                list.add(value(e));
            });
            return list;
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            if (number.precision() > 40 || Math.abs((long) number.scale()) > 40) {
                throw new Refusal(400, "number-too-long");
            }
            return number;
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.textValue();
    }

    static Optional<String> text(JsonNode body, String member) {
        JsonNode node = body.path(member);
        return node.isTextual() && !node.textValue().isBlank() ? Optional.of(node.textValue()) : Optional.empty();
    }

    static String required(JsonNode body, String member) {
        return text(body, member).orElseThrow(() -> new Refusal(422, "invalid",
                List.of(lv.pkip.kernel.api.service.Finding.error(member, "error.required"))));
    }
}
