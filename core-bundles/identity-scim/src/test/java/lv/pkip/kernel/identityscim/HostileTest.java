package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies and addresses that nobody means well by: always an answer of section 3.12, never a change, never a fault of ours. */
class HostileTest {
    private static final List<String> BODIES = List.of("{", "[]", "null", "5", "\"x\"", "{}{}", "{\"a\": 1, \"a\": 2}", "{\"schemas\": 5}", "{\"schemas\": [[]]}", "{\"schemas\": null}",
            "[".repeat(100_000), "{\"a\":".repeat(5_000), "{\"userName\": \"" + "x".repeat(50_000) + "\"}", "{\"userName\": 1" + "0".repeat(1_000) + "}", "{\"userName\": NaN}",
            Town.user("x".repeat(300), ""), Town.user("eva", "\"displayName\": \"" + "x".repeat(300) + "\""), Town.user("eva", "\"emails\": [[[[]]]]"),
            Town.user("eva", "\"name\": {\"givenName\": {\"givenName\": {}}}"), "\u0000", "<users/>", "userName=eva");
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void section312_no_body_breaks_anything() {
        int before = town.memory.directory().accounts().size();
        for (String body : BODIES) {
            for (String target : List.of("POST /Users", "POST /Groups", "POST /Bulk", "POST /.search", "POST /Users/.search", "PUT /Users/" + town.id("anna"), "PATCH /Users/" + town.id("anna"),
                    "PUT /Groups/" + town.groupId("inspectors"), "PATCH /Groups/" + town.groupId("inspectors"))) {
                Town.Answer answer = town.call(target.split(" ")[0], target.split(" ")[1], body);
                assertEquals(400, answer.status(), () -> target + " " + body.substring(0, Math.min(60, body.length())) + " → " + answer.body());
                assertTrue(List.of("invalidSyntax", "invalidValue", "mutability").contains(answer.at("/scimType")), answer.body()::toString);
            }
        }
        assertEquals(before, town.memory.directory().accounts().size());
        assertEquals(1, town.account("anna").version());
    }

    @Test
    void section312_bytes_that_are_no_text_are_no_json() {
        var answer = (lv.pkip.kernel.api.page.Page.Content) town.page.handle(new lv.pkip.kernel.api.page.Page.Request("POST", "Users", java.util.Map.of(),
                java.util.Map.of("authorization", Town.TOKEN, "content-type", "application/json"), new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}, "lv", ""));
        assertEquals(400, answer.status());
    }

    /** The seed is in the name of what fails, so that it can be tried again. */
    @Test
    void section3422_ten_thousand_filters_of_chance_are_answered_or_refused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {"userName", "emails", "name.familyName", "active", "meta.created", " eq ", " ne ", " co ", " gt ", " pr", " and ", " or ", "not ", "(", ")", "[", "]", ".value", "\"a\"",
            "\"", "true", "null", "5", "type", " ", "urn:", Urn.ENTERPRISE + ":department", "\\", "ā", "\"2026-11-28T08:00:00Z\"", ".", ":", "$ref"};
        for (int i = 0; i < 10_000; i++) {
            StringBuilder filter = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                filter.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Filter read = FilterReader.filter(filter.toString(), ResourceType.USER);
                read.matches(new UserShape(town.memory.directory(), "", login -> java.util.Set.of()).shown(town.account("anna")));
            } catch (ScimProblem problem) {
                assertEquals("invalidFilter", problem.scimType(), () -> "seed " + seed + ": " + filter);
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + filter, broken);
            }
        }
    }

    @Test
    void section34_no_address_breaks_anything() {
        for (String path : List.of("/Users/..%2f..%2fetc", "/Users/%00", "/Users//", "//Users", "/Users/%F0%9F%92%A9", "/Users?filter=%00", "/Users?count=-9223372036854775808", "/Users?attributes=,,,",
                "/Users?attributes=" + URLEncoder.encode("a[b", StandardCharsets.UTF_8), "/Users?startIndex=9223372036854775807&count=9223372036854775807", "/.search/.search", "/Bulk/Bulk",
                "/Schemas/urn:%00", "/Users?sortBy=%5B")) {
            int status = town.get(path).status();
            assertTrue(status == 200 || status == 400 || status == 404, path + " " + status);
        }
    }

    @Test
    void a_fault_of_the_registry_is_told_as_ours_without_its_words() {
        town.registry.beforeChange = () -> {
            throw new IllegalStateException("jdbc:secret");
        };
        Town.Answer answer = town.call("PATCH", "/Users/" + town.id("anna"), Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}"));
        answer.refused(500, "");
        assertTrue(!answer.body().toString().contains("secret"));
        town.registry.beforeChange = () -> {
            throw new IllegalStateException(new java.sql.SQLTransientConnectionException("away"));
        };
        assertEquals("5", town.call("PATCH", "/Users/" + town.id("anna"), Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}")).refused(503, "").header("retry-after").orElse(""));
    }
}
