package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 section 3.7. */
class BulkTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private Town.Answer bulk(String more, String... operations) {
        return town.call("POST", "/Bulk", "{\"schemas\": [\"" + Urn.BULK + "\"]" + more + ", \"Operations\": [" + String.join(", ", operations) + "]}");
    }

    private static String make(String bulkId, String login) {
        return "{\"method\": \"POST\", \"path\": \"/Users\", \"bulkId\": \"" + bulkId + "\", \"data\": " + Town.user(login, "") + "}";
    }

    private static String group(String bulkId, String title, String... members) {
        String all = java.util.Arrays.stream(members).map(m -> "{\"value\": \"" + m + "\"}").collect(Collectors.joining(", "));
        return "{\"method\": \"POST\", \"path\": \"/Groups\", \"bulkId\": \"" + bulkId + "\", \"data\": {\"schemas\": [\"" + Urn.GROUP + "\"], \"displayName\": \"" + title
                + "\", \"members\": [" + all + "]}}";
    }

    private static List<String> statuses(Town.Answer answer) {
        assertEquals(200, answer.status(), answer.body()::toString);
        List<String> statuses = new ArrayList<>();
        answer.body().path("Operations").forEach(o -> statuses.add(o.path("status").asText()));
        return statuses;
    }

    @Test
    void section37_every_method_is_done_and_answered_in_the_order_it_stood_in() {
        String anna = "/Users/" + town.id("anna");
        Town.Answer answer = bulk("", make("u1", "eva"), "{\"method\": \"put\", \"path\": \"" + anna + "\", \"data\": " + Town.user("anna", "\"displayName\": \"Put\"") + "}",
                "{\"method\": \"PATCH\", \"path\": \"" + anna + "\", \"version\": \"W/\\\"2\\\"\", \"data\": " + Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}") + "}",
                "{\"method\": \"DELETE\", \"path\": \"/Users/" + town.id("carl") + "\"}");
        String carl = answer.at("/Operations/3/location");
        assertEquals(List.of("201", "200", "200", "204"), statuses(answer));
        assertEquals(Urn.BULK_ANSWER, answer.at("/schemas/0"));
        assertEquals("u1 POST W/\"1\" " + town.base() + "/Users/" + town.id("eva"), String.join(" ", answer.at("/Operations/0/bulkId"), answer.at("/Operations/0/method"),
                answer.at("/Operations/0/version"), answer.at("/Operations/0/location")));
        assertEquals("Put false W/\"3\"", town.account("anna").profile().displayName() + " " + town.account("anna").enabled() + " " + answer.at("/Operations/2/version"));
        assertTrue(carl.startsWith(town.base() + "/Users/") && town.memory.directory().account("carl").isEmpty());
    }

    @Test
    void section37_new_accounts_are_made_together_and_each_by_itself_where_one_of_them_cannot_be() {
        String[] fresh = IntStream.range(0, 250).mapToObj(i -> make("u" + i, "user" + i)).toArray(String[]::new);
        assertEquals(Set.of("201"), Set.copyOf(statuses(bulk("", fresh))));
        assertEquals(List.of(100, 100, 50), town.registry.together);
        town.registry.together.clear();
        Town.Answer mixed = bulk("", make("a", "zane"), make("b", "user7"), make("c", "zanda"), make("d", "zane"), make("e", "zaiga"));
        assertEquals(List.of("201", "409", "201", "409", "201"), statuses(mixed));
        assertEquals("uniqueness", mixed.at("/Operations/1/response/scimType"));
        assertEquals(List.of(5, 1, 1, 1, 1, 1), town.registry.together, "tried together once");
        assertEquals(List.of("201", "409"), statuses(bulk(", \"failOnErrors\": 1", make("f", "zita"), make("g", "zita"), make("h", "zigrida"))));
        assertTrue(town.memory.directory().account("zigrida").isEmpty());
    }

    @Test
    void section372_what_is_made_is_referred_to_before_and_after_it_is_made() {
        Town.Answer answer = bulk("", group("g1", "Early", "bulkId:u1", "bulkId:u2"), make("u1", "eva"), make("u2", "ilze"), group("g2", "Late", "bulkId:u2"),
                "{\"method\": \"PATCH\", \"path\": \"/Groups/bulkId:g2\", \"data\": " + Town.patch("{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"bulkId:u1\"}]}") + "}");
        assertEquals(List.of("201", "201", "201", "201", "200"), statuses(answer));
        assertEquals(Set.of("eva", "ilze"), town.memory.directory().group("early").orElseThrow().members());
        assertEquals(Set.of("eva", "ilze"), town.memory.directory().group("late").orElseThrow().members());
    }

    @Test
    void section372_what_refers_to_nothing_that_is_made_or_in_a_circle_is_refused_and_the_rest_is_done() {
        Town.Answer answer = bulk("", make("u1", "anna"), group("g1", "One", "bulkId:u1"), group("g2", "Two", "bulkId:g3"), group("g3", "Three", "bulkId:g2"), group("g4", "Four", "bulkId:none"),
                make("u2", "eva"));
        assertEquals(List.of("409", "409", "409", "409", "409", "201"), statuses(answer));
        assertEquals("uniqueness", answer.at("/Operations/0/response/scimType"));
        assertEquals(Urn.ERROR, answer.at("/Operations/1/response/schemas/0"));
        assertTrue(answer.body().at("/Operations/1/location").isMissingNode());
        assertEquals(1, town.memory.directory().groups().size());
    }

    @Test
    void section373_after_so_many_errors_the_rest_is_not_begun() {
        Town.Answer answer = bulk(", \"failOnErrors\": 2", make("a", "anna"), make("b", "eva"), make("c", "berta"), make("d", "ilze"));
        assertEquals(List.of("409", "201", "409"), statuses(answer));
        assertTrue(town.memory.directory().account("ilze").isEmpty());
        assertEquals(List.of("409", "409", "201"), statuses(bulk("", make("a", "anna"), make("c", "berta"), make("d", "ilze"))));
        bulk(", \"failOnErrors\": 0", make("x", "dita")).refused(400, "invalidValue");
        bulk(", \"failOnErrors\": \"1\"", make("x", "dita")).refused(400, "invalidValue");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"method\": \"GET\", \"path\": \"/Users\"} → 405", "{\"method\": \"POST\", \"path\": \"/Users/x\", \"bulkId\": \"u\", \"data\": {}} → 405",
        "{\"method\": \"DELETE\", \"path\": \"/Users\"} → 405", "{\"method\": \"POST\", \"path\": \"/Devices\", \"bulkId\": \"u\", \"data\": {}} → 404", "{\"path\": \"/Users\"} → 405",
        "{\"method\": \"POST\", \"path\": \"/Users\", \"data\": {}} → 400", "{\"method\": \"POST\", \"path\": \"/Users\", \"bulkId\": \"u\"} → 400",
        "{\"method\": \"POST\", \"path\": \"/Users\", \"bulkId\": \"u\", \"data\": []} → 400", "{\"method\": \"PUT\", \"path\": \"/Users/x\", \"data\": 5} → 400",
        "{\"method\": \"DELETE\", \"path\": \"/Users/x\"} → 404", "{\"method\": \"DELETE\", \"path\": \"/Users/bulkId:x\"} → 409", "{\"method\": \"POST\", \"path\": \"/Bulk\", \"bulkId\": \"u\", \"data\": {}} → 404",
        "{\"method\": \"DELETE\", \"path\": \"https://elsewhere.example/Users/x\"} → 404"})
    void section37_a_wrong_operation_fails_alone(String row) {
        String[] parts = row.split(" → ");
        assertEquals(List.of(parts[1], "201"), statuses(bulk("", parts[0], make("good", "eva"))));
    }

    @Test
    void section37_an_old_version_fails_alone() {
        String operation = "{\"method\": \"DELETE\", \"path\": \"/Users/" + town.id("anna") + "\", \"version\": \"W/\\\"0\\\"\"}";
        assertEquals(List.of("412", "201"), statuses(bulk("", operation, make("good", "eva"))));
        assertEquals("anna", town.account("anna").login());
    }

    @Test
    void section37_a_request_that_is_none_does_nothing() {
        town.call("POST", "/Bulk", "{\"Operations\": [" + make("u", "eva") + "]}").refused(400, "invalidSyntax");
        town.call("POST", "/Bulk", "{\"schemas\": [\"" + Urn.BULK + "\"]}").refused(400, "invalidSyntax");
        bulk("", "5", make("u", "eva")).refused(400, "invalidSyntax");
        bulk("").refused(400, "invalidSyntax");
        bulk("", make("u", "eva"), make("u", "ilze")).refused(400, "invalidSyntax");
        assertTrue(town.memory.directory().account("eva").isEmpty());
    }

    @Test
    void section374_more_than_announced_is_too_much() {
        try (Town small = new Town(new Limits(10, 2, 3_000, 1_000))) {
            JsonNode config = small.get("/ServiceProviderConfig").body();
            assertEquals("2 3000", config.at("/bulk/maxOperations").asText() + " " + config.at("/bulk/maxPayloadSize").asText());
            String begin = "{\"schemas\": [\"" + Urn.BULK + "\"], \"Operations\": [";
            small.call("POST", "/Bulk", begin + make("a", "eva") + ", " + make("b", "ilze") + ", " + make("c", "dita") + "]}").refused(413, "");
            small.call("POST", "/Bulk", begin + make("a", "eva") + "]" + " ".repeat(3_000) + "}").refused(413, "");
            assertTrue(small.memory.directory().account("eva").isEmpty());
        }
    }

    @Test
    void a_thousand_people_come_in_one_request_and_the_same_request_again_makes_nobody_twice() {
        String[] people = IntStream.range(0, 999).mapToObj(i -> "{\"method\": \"POST\", \"path\": \"/Users\", \"bulkId\": \"u" + i + "\", \"data\": "
                + Town.user("person." + i, "\"externalId\": \"hr-x" + i + "\", \"name\": {\"givenName\": \"Vārds" + i + "\", \"familyName\": \"Uzvārds" + i + "\"}, \"active\": true, "
                + "\"emails\": [{\"value\": \"person." + i + "@example.lv\", \"type\": \"work\", \"primary\": true}], \"roles\": [{\"value\": \"clerk\"}], "
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": {\"employeeNumber\": \"N-" + i + "\", \"department\": \"Vides nodaļa\"}") + "}").toArray(String[]::new);
        String[] all = java.util.Arrays.copyOf(people, 1_000);
        all[999] = group("g", "Everybody", IntStream.range(0, 999).mapToObj(i -> "bulkId:u" + i).toArray(String[]::new));
        Town.Answer answer = bulk("", all);
        assertEquals(Set.of("201"), Set.copyOf(statuses(answer)));
        assertEquals(1_003 + 0, town.memory.directory().accounts().size());
        assertEquals(999, town.memory.directory().group("everybody").orElseThrow().members().size());
        assertEquals(List.of("person.500"), town.found("/Users", "externalId eq \"hr-x500\""));
        assertEquals(Set.of("409"), Set.copyOf(statuses(bulk("", people))));
        assertEquals(1_003, town.memory.directory().accounts().size());
    }
}
