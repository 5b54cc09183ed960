package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 7644 section 4, and RFC 7643 sections 5 to 7. */
class DiscoveryTest {
    private static final Set<String> CHARACTERISTICS = Set.of("name", "type", "multiValued", "description", "required", "caseExact", "mutability", "returned", "uniqueness");
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void section4_what_the_provider_can_do_is_told() {
        JsonNode config = town.get("/ServiceProviderConfig").body();
        for (String feature : Set.of("patch", "bulk", "filter", "sort", "etag")) {
            assertTrue(config.path(feature).path("supported").asBoolean(), feature);
        }
        assertFalse(config.path("changePassword").path("supported").asBoolean(true));
        assertEquals("1000 1000000 200", config.at("/bulk/maxOperations").asText() + " " + config.at("/bulk/maxPayloadSize").asText() + " " + config.at("/filter/maxResults").asText());
        assertEquals("oauthbearertoken httpbasic", config.at("/authenticationSchemes/0/type").asText() + " " + config.at("/authenticationSchemes/1/type").asText());
        assertEquals(Urn.CONFIG, config.at("/schemas/0").asText());
    }

    @Test
    void section4_sorts_of_resources_are_told_with_their_schemas() {
        Town.Answer types = town.get("/ResourceTypes");
        assertEquals(2, types.body().path("totalResults").asInt());
        for (JsonNode type : types.body().path("Resources")) {
            assertEquals(type, town.get("/ResourceTypes/" + type.path("id").asText()).body());
            assertEquals(200, town.get(type.path("endpoint").asText()).status());
            assertEquals(200, town.get("/Schemas/" + type.path("schema").asText()).status());
            type.path("schemaExtensions").forEach(e -> assertEquals(200, town.get("/Schemas/" + e.path("schema").asText()).status()));
        }
    }

    @Test
    void section4_schemas_tell_every_characteristic_of_every_attribute() {
        JsonNode schemas = town.get("/Schemas").body();
        Set<String> ids = new TreeSet<>();
        for (JsonNode schema : schemas.path("Resources")) {
            ids.add(schema.path("id").asText());
            assertEquals(schema, town.get("/Schemas/" + schema.path("id").asText()).body());
            assertEquals(Urn.SCHEMA, schema.at("/schemas/0").asText());
            complete(schema.path("attributes"));
        }
        assertEquals(Set.of(Urn.USER, Urn.GROUP, Urn.ENTERPRISE, Urn.PKIP_USER, Urn.PKIP_GROUP), ids);
    }

    private static void complete(JsonNode attributes) {
        assertTrue(attributes.size() > 0);
        for (JsonNode attribute : attributes) {
            CHARACTERISTICS.forEach(c -> assertTrue(attribute.hasNonNull(c), attribute + " lacks " + c));
            assertFalse(attribute.path("description").asText().isBlank(), attribute::toString);
            if (attribute.path("type").asText().equals("complex")) {
                complete(attribute.path("subAttributes"));
            }
        }
    }

    @Test
    void section4_everything_that_is_shown_of_a_resource_is_in_a_schema() {
        String anna = "/Users/" + town.id("anna");
        town.call("PATCH", anna, Town.patch("{\"op\": \"add\", \"path\": \"roles\", \"value\": [\"administrator\"]}"));
        for (String path : Set.of(anna, "/Groups/" + town.groupId("inspectors"))) {
            ResourceType type = path.startsWith("/Users") ? ResourceType.USER : ResourceType.GROUP;
            town.get(path).body().fields().forEachRemaining(field -> {
                boolean extension = field.getKey().startsWith("urn:");
                assertTrue(type.find(field.getKey()).isPresent(), field.getKey());
                JsonNode one = field.getValue().isArray() ? field.getValue().get(0) : field.getValue();
                one.fieldNames().forEachRemaining(sub -> assertTrue(type.find(field.getKey() + (extension ? ":" : ".") + sub).isPresent(), field.getKey() + " " + sub));
            });
        }
    }

    @Test
    void section4_what_is_told_is_not_filtered() {
        town.get("/Schemas?filter=id%20pr").refused(403, "");
        town.get("/ResourceTypes?filter=id%20pr").refused(403, "");
        town.get("/ServiceProviderConfig?filter=id%20pr").refused(403, "");
    }
}
