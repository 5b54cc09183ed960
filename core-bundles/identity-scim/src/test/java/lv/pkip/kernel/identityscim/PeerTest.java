package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ping Identity's SCIM 2 SDK, which knows no schema, understands filters and patches as we do, where the schema makes no difference.
 */
class PeerTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static List<ObjectNode> people() {
        List<ObjectNode> people = new ArrayList<>();
        town.get("/Users").body().path("Resources").forEach(r -> people.add((ObjectNode) r));
        return people;
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName eq \"anna\"", "userName eq \"ANNA\"", "userName ne \"anna\"", "userName co \"r\"", "userName sw \"b\"", "userName ew \"a\"", "userName gt \"anna\"",
        "userName ge \"anna\"", "userName lt \"berta\"", "userName le \"berta\"", "title pr", "not (title pr)", "active eq true", "active eq false",
        "name.familyName eq \"Bērziņš\"", "emails pr", "emails.value co \"example\"", "emails[type eq \"work\"]", "emails[type eq \"work\" and value co \"anna\"]",
        "emails[type eq \"home\" or value sw \"berta\"]", "emails[not (value sw \"anna\")]", "userName eq \"anna\" or userName eq \"carl\" and active eq true",
        "(userName eq \"anna\" or userName eq \"carl\") and active eq false", "not (userName eq \"anna\" or userName eq \"berta\")", "meta.created ge \"2026-11-28T10:00:00+02:00\"",
        "meta.lastModified gt \"2026-11-28T08:00:00Z\"", "meta.lastModified le \"2026-11-28T08:00:00Z\"", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"vides nodaļa\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName sw \"Berta\"", "roles[value eq \"clerk\"]", "groups.display eq \"Inspektori\""})
    void filters(String filter) throws ScimException {
        com.unboundid.scim2.common.filters.Filter theirs = com.unboundid.scim2.common.filters.Filter.fromString(filter);
        Filter ours = FilterReader.filter(filter, ResourceType.USER);
        for (ObjectNode person : people()) {
            assertEquals(FilterEvaluator.evaluate(theirs, person), ours.matches(person), () -> filter + " on " + person);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"op\": \"add\", \"path\": \"displayName\", \"value\": \"X\"}", "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"X\"}", "{\"op\": \"remove\", \"path\": \"title\"}",
        "{\"op\": \"replace\", \"path\": \"name.familyName\", \"value\": \"X\"}", "{\"op\": \"add\", \"path\": \"name\", \"value\": {\"familyName\": \"X\"}}",
        "{\"op\": \"add\", \"path\": \"phoneNumbers\", \"value\": [{\"value\": \"1\", \"type\": \"other\"}]}", "{\"op\": \"replace\", \"path\": \"emails\", \"value\": [{\"value\": \"x@y\", \"type\": \"work\"}]}",
        "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"work\\\"].value\", \"value\": \"x@y\"}", "{\"op\": \"remove\", \"path\": \"emails[type eq \\\"work\\\"].primary\"}",
        "{\"op\": \"remove\", \"path\": \"emails\"}", "{\"op\": \"add\", \"value\": {\"displayName\": \"X\", \"title\": \"Y\"}}", "{\"op\": \"replace\", \"value\": {\"displayName\": \"X\", \"active\": false}}",
        "{\"op\": \"replace\", \"path\": \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\", \"value\": \"X\"}",
        "{\"op\": \"remove\", \"path\": \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber\"}"})
    void patches(String operation) throws ScimException, IOException {
        ObjectNode anna = people().get(0);
        ObjectNode request = Json.body(Town.patch(operation).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        GenericScimResource theirs = new GenericScimResource(anna.deepCopy());
        JsonUtils.getObjectReader().forType(PatchRequest.class).<PatchRequest>readValue(request.toString()).apply(theirs);
        JsonNode ours = Patch.applied(ResourceType.USER, anna, request);
        assertEquals(Json.own(theirs.getObjectNode().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)), ours);
    }

    @Test
    void filters_that_the_schema_decides_are_read_otherwise() throws ScimException {
        String filter = "externalId eq \"HR-1\"";
        assertEquals(true, FilterEvaluator.evaluate(com.unboundid.scim2.common.filters.Filter.fromString(filter), people().get(0)));
        assertEquals(false, FilterReader.filter(filter, ResourceType.USER).matches(people().get(0)));
    }
}
