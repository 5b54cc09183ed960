package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 7644 section 2: who may provision. */
class AdmissionTest {
    private static final List<String> ADDRESSES = List.of("GET /Users", "POST /Users", "GET /Users/ID", "PUT /Users/ID", "PATCH /Users/ID", "DELETE /Users/ID", "POST /Users/.search",
            "GET /Groups", "POST /Groups", "GET /Groups/ID", "PUT /Groups/ID", "PATCH /Groups/ID", "DELETE /Groups/ID", "POST /Groups/.search", "POST /Bulk", "GET /", "POST /.search",
            "GET /Schemas", "GET /ResourceTypes", "GET /ServiceProviderConfig", "GET /Me", "GET /Unknown", "OPTIONS /Users");
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private void nowhere(int status, String challenge, String authorization) {
        for (String address : ADDRESSES) {
            String[] parts = address.replace("ID", town.id("anna")).split(" ");
            Town.Answer answer = town.call(parts[0], parts[1], parts[0].matches("POST|PUT|PATCH") ? "{}" : "", "Authorization", authorization);
            answer.refused(status, "");
            assertEquals(challenge, answer.header("www-authenticate").orElse(""), address);
        }
        assertTrue(town.account("anna").enabled());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nobody_reaches_anything() {
        nowhere(401, "Bearer realm=\"scim\", error=\"invalid_token\", Basic realm=\"scim\", charset=\"UTF-8\"", "Bearer unknown");
        nowhere(401, "Bearer realm=\"scim\", error=\"invalid_token\", Basic realm=\"scim\", charset=\"UTF-8\"", "Negotiate abc");
        for (String odd : List.of("Bearer", "Basic", "Basic ???", "Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xfe}), basic("nocolon"), "Bearer " + "x".repeat(7_000))) {
            town.get("/Users", "Authorization", odd).refused(401, "");
        }
    }

    @Test
    void without_credentials_one_is_told_how_to_come() {
        Page page = new Page();
        assertEquals("401 Bearer realm=\"scim\", Basic realm=\"scim\", charset=\"UTF-8\"", page.call());
    }

    /** A request without the header, which the client of the other tests always sends. */
    private final class Page {
        String call() {
            var answer = (lv.pkip.kernel.api.page.Page.Content) town.page.handle(new lv.pkip.kernel.api.page.Page.Request("GET", "Users", java.util.Map.of(), java.util.Map.of(), new byte[0], "lv", ""));
            return answer.status() + " " + answer.headers().get("WWW-Authenticate");
        }
    }

    @Test
    void who_lacks_the_permission_reaches_nothing_even_as_administrator_of_users() {
        town.doors.know("admin", Actor.staff("admin", "Admin", Optional.empty()), Optional.empty(), "users:manage", "users:read", "audit:read");
        nowhere(403, "Bearer realm=\"scim\", error=\"insufficient_scope\", scope=\"scim\"", "Bearer admin");
        assertTrue(town.audit.events().stream().allMatch(e -> e.outcome().equals("refused")) && town.audit.newest(0, 1).get(0).actor().equals("admin"));
        town.doors.know("resident", Actor.resident("r-1", "R", Assurance.HIGH), Optional.empty());
        nowhere(403, "Bearer realm=\"scim\", error=\"insufficient_scope\", scope=\"scim\"", "Bearer resident");
    }

    @Test
    void who_may_provision_but_not_manage_reads_and_changes_nothing() {
        town.doors.know("reader", Actor.staff("hr", "HR", Optional.empty()), Optional.empty(), "users:provision");
        assertEquals(200, town.get("/Users", "Authorization", "Bearer reader").status());
        town.call("POST", "/Users", Town.user("eva", ""), "Authorization", "Bearer reader").refused(403, "");
        town.call("DELETE", "/Users/" + town.id("anna"), "", "Authorization", "Bearer reader").refused(403, "");
        assertTrue(town.memory.directory().account("eva").isEmpty() && town.memory.directory().account("anna").isPresent());
    }

    @Test
    void a_system_comes_in_with_its_secret_and_a_person_does_not() {
        town.doors.know("hr:secret:with:colons ā", Actor.staff("hr", "HR", Optional.empty()), Optional.empty(), "users:provision", "users:manage");
        town.doors.know("anna:password", Actor.staff("anna", "Anna", Optional.empty()), Optional.empty(), "users:provision", "users:manage");
        assertEquals(201, town.call("POST", "/Users", Town.user("eva", ""), "Authorization", basic("hr:secret:with:colons ā")).status());
        assertEquals(List.of("hr"), town.registry.actors);
        town.get("/Users", "Authorization", basic("anna:password")).refused(401, "");
    }

    @Test
    void wrong_secrets_are_slowed_down_and_the_answer_says_for_how_long() {
        for (int i = 0; i < 2; i++) {
            town.get("/Users", "Authorization", basic("hr:wrong")).refused(401, "");
        }
        assertEquals("30", town.get("/Users", "Authorization", basic("hr:wrong")).refused(429, "").header("retry-after").orElse(""));
    }

    @Test
    void who_has_something_to_do_first_does_it_first() {
        town.doors.know("due", Actor.staff("hr", "HR", Optional.empty()), Optional.of(Session.Due.SECOND_FACTOR), "users:provision", "users:manage");
        town.get("/Users", "Authorization", "Bearer due").refused(403, "");
    }

    @Test
    void tokens_are_good_while_their_issuer_is_there() {
        town.page.gone(town.doors);
        town.get("/Users").refused(401, "");
        town.page.appeared(town.doors);
        assertEquals(200, town.get("/Users").status());
        assertFalse(town.audit.actions().isEmpty());
    }
}
