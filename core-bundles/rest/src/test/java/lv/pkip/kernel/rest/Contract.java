package lv.pkip.kernel.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds real answers against the API's own description: operation, status, headers, media type, every member of the body. */
final class Contract {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaValidatorsConfig STRICT = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private final JsonNode api;
    private final Set<String> seen = new TreeSet<>();

    Contract(String description) throws IOException {
        api = MAPPER.readTree(description);
        close(api);
    }

    /** What the description does not name is a finding here: callers may meet new members, this test may not. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("type").asText().equals("object") && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("unevaluatedProperties", false);
        }
        node.forEach(Contract::close);
        if (node.path("ServiceDetails").isObject()) { // the part must not close what the whole opens
            ((ObjectNode) node.path("Service")).remove("unevaluatedProperties");
        }
    }

    /** The published schema of OpenAPI 3.1, its dialect for schemas included. */
    static List<String> mistakes(String description) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012,
                b -> b.schemaMappers(m -> m.mapPrefix("https://spec.openapis.org/", "classpath:spec.openapis.org/")))
                .getSchema(SchemaLocation.of("https://spec.openapis.org/oas/3.1/schema-base/2022-10-07"), STRICT)
                .validate(MAPPER.readTree(description)).stream().map(ValidationMessage::toString).sorted().toList();
    }

    void holds(String verb, String path, HttpResponse<String> answer) throws IOException {
        Map.Entry<String, JsonNode> operation = operation(verb, path.replaceAll("\\?.*", ""));
        if (operation == null) {
            assertTrue(answer.statusCode() == 404 || answer.statusCode() == 405, "not described, and answered: " + verb + " " + path);
            return;
        }
        String where = verb + " " + operation.getKey() + " " + answer.statusCode();
        JsonNode responses = operation.getValue().path("responses");
        String status = Integer.toString(answer.statusCode());
        assertTrue(responses.has(status) || answer.statusCode() >= 400, where + " is not described");
        seen.add(verb + " " + operation.getKey() + " " + (responses.has(status) ? status : "default"));
        JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
        response.path("headers").fieldNames().forEachRemaining(
                name -> assertTrue(answer.headers().firstValue(name).isPresent() || name.equals("Link"), where + " lacks " + name));
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertEquals("", answer.body(), where);
        } else if (!content.has("*/*")) {
            String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
            assertTrue(content.has(type), where + " came as " + type);
            String pointer = "/content/" + type.replace("/", "~1") + "/schema";
            assertEquals(Set.of(), broken(response.at(pointer), MAPPER.readTree(answer.body())), where + " " + answer.body());
        }
    }

    private Set<ValidationMessage> broken(JsonNode schema, JsonNode value) {
        ObjectNode whole = MAPPER.createObjectNode();
        whole.set("components", api.path("components"));
        whole.set("allOf", MAPPER.createArrayNode().add(schema));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole, STRICT).validate(value);
    }

    /** Every example stands for its schema; gives how many there are. */
    int examples() {
        int[] found = {0};
        api.at("/components/schemas").fields().forEachRemaining(schema -> schema.getValue().path("examples").forEach(example -> {
            assertEquals(Set.of(), broken(schema.getValue(), example), schema.getKey());
            found[0]++;
        }));
        api.at("/components/responses").fields().forEachRemaining(response -> {
            JsonNode content = response.getValue().path("content").path(Problems.TYPE);
            content.path("examples").forEach(example -> {
                assertEquals(Set.of(), broken(content.path("schema"), example.path("value")), response.getKey());
                found[0]++;
            });
        });
        return found[0];
    }

    /** Described answers of success that nothing has shown yet. */
    Set<String> unseen() {
        Set<String> missing = new TreeSet<>();
        api.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                operation.getValue().path("responses").fieldNames().forEachRemaining(status -> {
                    String name = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey() + " " + status;
                    if (status.compareTo("400") < 0 && !seen.contains(name)) {
                        missing.add(name);
                    }
                })));
        return missing;
    }

    private Map.Entry<String, JsonNode> operation(String verb, String path) {
        return api.path("paths").properties().stream().filter(e -> e.getValue().has(verb.toLowerCase(java.util.Locale.ROOT)))
                .filter(e -> path.matches(e.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .min(Comparator.comparing(e -> e.getKey().contains("{"))).map(e -> Map.entry(e.getKey(),
                        e.getValue().path(verb.toLowerCase(java.util.Locale.ROOT)))).orElse(null);
    }

    private JsonNode resolved(JsonNode node) {
        if (!node.has("$ref")) {
            return node;
        }
        JsonNode found = api.at(node.path("$ref").asText().substring(1));
        assertFalse(found.isMissingNode(), node.toString());
        return found;
    }
}
