package lv.pkip.kernel.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.ws.rs.HeaderParam;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private Town town;
    private Contract contract;

    @BeforeEach
    void open() throws Exception {
        town = new Town();
        contract = new Contract(description());
    }

    @AfterEach
    void close() throws Exception {
        town.close();
    }

    private HttpResponse<String> call(String verb, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(town.address + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        request.method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        contract.holds(verb, path, answer);
        return answer;
    }

    private String description() throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(town.address + "/v1/openapi.json")).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String[] with(String token, String... more) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void every_operation_states_its_rule() {
        int operations = 0;
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                assertNotNull(method.getAnnotation(Rule.class), resource.getSimpleName() + "." + method.getName());
                operations++;
            }
        }
        assertTrue(operations >= 20, "operations found: " + operations);
    }

    @Test
    void who_is_not_signed_in_reaches_only_what_is_open_to_everybody() throws Exception {
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                String path = OpenApi.path(resource, method).replace("{service}", "bench").replaceAll("\\{[a-z]+}", "B-2026-1");
                String verb = OpenApi.verb(method).toUpperCase(Locale.ROOT);
                boolean open = method.getAnnotation(Rule.class).value() == Rule.Who.EVERYBODY;
                if (!open) {
                    HttpResponse<String> answer = call(verb, path, verb.equals("GET") || verb.equals("DELETE") ? null : "{}",
                            "Content-Type", "application/json");
                    assertEquals(401, answer.statusCode(), verb + " " + path + " " + answer.body());
                    assertEquals("/problems/unauthorized", json(answer).path("type").asText());
                    assertTrue(answer.headers().firstValue("WWW-Authenticate").isPresent());
                }
            }
        }
        assertTrue(town.calls.isEmpty(), "nothing behind the gate was called: " + town.calls);
    }

    @Test
    void a_resident_does_not_reach_what_is_for_staff_nor_staff_what_is_for_residents() throws Exception {
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                Rule.Who who = method.getAnnotation(Rule.class).value();
                String token = who == Rule.Who.STAFF ? Town.RESIDENT : who == Rule.Who.RESIDENT ? Town.STAFF : null;
                if (token != null) {
                    String path = OpenApi.path(resource, method).replace("{service}", "bench").replaceAll("\\{[a-z]+}", "B-2026-1");
                    assertEquals(403, call(OpenApi.verb(method).toUpperCase(Locale.ROOT), path, "{}",
                            with(token, "If-Match", "\"7\"", "Idempotency-Key", "12345678")).statusCode(), path);
                }
            }
        }
        assertTrue(town.calls.isEmpty(), town.calls.toString());
    }

    @Test
    void a_token_of_an_application_opens_what_its_scopes_open() throws Exception {
        assertEquals(200, call("GET", "/v1/cases", null, with("of-staff")).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with("of-application")).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with("of-resident")).statusCode());
        assertEquals(List.of("list as clerk", "list as application:robot", "list as p1"), List.copyOf(town.calls));
        for (String token : List.of("of-staff-for-nothing", "of-resident-for-another")) {
            HttpResponse<String> answer = call("GET", "/v1/cases", null, with(token));
            assertEquals(403, answer.statusCode(), token);
            assertEquals("Bearer realm=\"pkip\", error=\"insufficient_scope\"", answer.headers().firstValue("WWW-Authenticate").orElse(""), token);
        }
        assertEquals(3, town.calls.size());
    }

    @Test
    void a_token_bound_to_a_certificate_is_good_with_it_alone_and_a_header_of_the_caller_is_none() throws Exception {
        String[] header = {"Authorization", "Bearer of-certificate", "Client-Cert", ":" + Base64.getEncoder().encodeToString(certificate().getEncoded()) + ":"};
        assertEquals(401, call("GET", "/v1/cases", null, with("of-certificate")).statusCode());
        assertEquals(401, call("GET", "/v1/cases", null, header).statusCode(), "only what stands in front of the API reads it");
        town.shown = certificate();
        assertEquals(200, call("GET", "/v1/cases", null, with("of-certificate")).statusCode());
        assertEquals(List.of("list as application:CN=reports,O=Paraugi"), List.copyOf(town.calls));
        town.shown = null;
        assertEquals(401, call("GET", "/v1/cases", null, with("of-certificate")).statusCode());
    }

    private static X509Certificate certificate() throws Exception {
        try (var pem = RestTest.class.getResourceAsStream("/client.pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    @Test
    void a_bearer_that_is_no_token_is_told_so_and_nobody_else() throws Exception {
        assertEquals("Bearer realm=\"pkip\", error=\"invalid_token\"", call("GET", "/v1/cases", null, with("forged")).headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals("Bearer realm=\"pkip\"", call("GET", "/v1/cases", null).headers().firstValue("WWW-Authenticate").orElse(""));
    }

    @Test
    void a_resident_sees_for_whom_to_act_and_names_one_request_by_request() throws Exception {
        JsonNode mandates = json(call("GET", "/v1/mandates", null, with(Town.RESIDENT))).path("mandates");
        assertEquals("[{\"id\":\"book.1\",\"kind\":\"child\",\"name\":\"Bērns Paraugs\",\"services\":[\"bench\"],\"until\":\"2030-01-01\",\"acting\":false}]", mandates.toString());
        assertTrue(json(call("GET", "/v1/mandates", null, with(Town.RESIDENT, "PKIP-Mandate", "book.1"))).path("mandates").get(0).path("acting").asBoolean());
        assertEquals(200, call("GET", "/v1/cases", null, with(Town.RESIDENT, "PKIP-Mandate", "book.1")).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with(Town.RESIDENT)).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with(Town.RESIDENT, "PKIP-Mandate", "own")).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with("of-representative", "PKIP-Mandate", "book.1")).statusCode());
        assertEquals(200, call("GET", "/v1/drafts", null, "Cookie", "PKIP=" + Town.RESIDENT, "PKIP-Mandate", "book.1").statusCode());
        assertEquals(List.of("list as p1 for p7", "list as p1", "list as p1", "list as p1 for p7", "own as p1 for p7"), List.copyOf(town.calls));
    }

    @Test
    void nobody_acts_by_a_mandate_that_is_not_theirs_or_that_their_token_was_not_given_for() throws Exception {
        for (String wrong : List.of("book.2", "", "x".repeat(300), "p7", "BOOK.1")) {
            HttpResponse<String> answer = call("GET", "/v1/cases", null, with(Town.RESIDENT, "PKIP-Mandate", wrong));
            assertEquals(403, answer.statusCode(), wrong);
            assertEquals("/problems/mandate-ended", json(answer).path("type").asText());
        }
        HttpResponse<String> narrow = call("GET", "/v1/cases", null, with("of-resident", "PKIP-Mandate", "book.1"));
        assertEquals(403, narrow.statusCode());
        assertEquals("Bearer realm=\"pkip\", error=\"insufficient_scope\"", narrow.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals(403, call("GET", "/v1/mandates", null, with("of-resident")).statusCode());
        for (String other : List.of(Town.STAFF, "of-application", "of-staff")) {
            assertEquals(403, call("GET", "/v1/cases", null, with(other, "PKIP-Mandate", "book.1")).statusCode(), other);
            assertEquals(403, call("GET", "/v1/mandates", null, with(other)).statusCode(), other);
        }
        assertEquals(401, call("GET", "/v1/mandates", null).statusCode());
        assertEquals(401, call("GET", "/v1/services", null, "PKIP-Mandate", "book.1").statusCode());
        assertEquals("/problems/csrf", json(call("POST", "/v1/services/bench/cases", "{\"definition\":\"x\",\"answers\":{\"name\":\"x\"}}", "Cookie", "PKIP=" + Town.RESIDENT,
                "PKIP-Mandate", "book.1", "Content-Type", "application/json", "Idempotency-Key", "12345678")).path("type").asText());
        assertEquals(List.of(), List.copyOf(town.calls));
    }

    @Test
    void one_whose_chosen_mandate_has_ended_names_another_or_acts_in_their_own_name() throws Exception {
        assertEquals(403, call("GET", "/v1/cases", null, with("ended-token")).statusCode());
        assertEquals(200, call("GET", "/v1/cases", null, with("ended-token", "PKIP-Mandate", "own")).statusCode());
        assertEquals(List.of("list as p2"), List.copyOf(town.calls));
    }

    @Test
    void cases_history_and_messages_name_both_who_acted_and_in_whose_name() throws Exception {
        assertEquals("Zane Paraudziņa", json(call("GET", "/v1/cases/B-2026-1", null, with(Town.RESIDENT))).path("representative").asText());
        assertEquals("Bērns Paraugs", json(call("GET", "/v1/cases/B-2026-1/history", null, with(Town.RESIDENT))).path("history").get(0).path("represented").asText());
        assertEquals("Bērns Paraugs", json(call("GET", "/v1/cases/B-2026-1/messages", null, with(Town.RESIDENT))).path("messages").get(0).path("represented").asText());
    }

    @Test
    void a_wrong_token_a_one_time_password_and_a_cookie_without_its_form_token_are_refused() throws Exception {
        assertEquals(401, call("GET", "/v1/cases", null, with("forged")).statusCode(), "forged");
        assertEquals(401, call("GET", "/v1/services", null, "Authorization", "Basic eDp5").statusCode());
        assertEquals("/problems/password-change-required", json(call("GET", "/v1/cases", null, with("new-token"))).path("type").asText());
        assertEquals("/problems/mandate-ended", json(call("GET", "/v1/cases", null, with("ended-token"))).path("type").asText());
        String body = "{\"definition\":\"x\",\"answers\":{\"name\":\"x\"}}";
        HttpResponse<String> noToken = call("POST", "/v1/services/bench/cases", body, "Cookie", "PKIP=" + Town.RESIDENT,
                "Content-Type", "application/json", "Idempotency-Key", "12345678");
        assertEquals("/problems/csrf", json(noToken).path("type").asText());
        assertEquals(201, call("POST", "/v1/services/bench/cases", body, "Cookie", "PKIP=" + Town.RESIDENT, "X-PKIP-CSRF",
                "resident-csrf", "Content-Type", "application/json", "Idempotency-Key", "12345678").statusCode());
    }

    @Test
    void the_same_key_gives_the_same_case_and_no_key_a_clear_problem() throws Exception {
        String body = "{\"definition\":\"x\",\"answers\":{\"name\":\"Sols\",\"height\":0.10}}";
        HttpResponse<String> first = call("POST", "/v1/services/bench/cases", body, with(Town.RESIDENT, "Idempotency-Key", "key-0001"));
        HttpResponse<String> second = call("POST", "/v1/services/bench/cases", body, with(Town.RESIDENT, "Idempotency-Key", "key-0001"));
        assertEquals(201, first.statusCode(), first.body());
        assertEquals("/api/v1/cases/B-2026-1", first.headers().firstValue("Location").map(l -> l.substring(l.indexOf("/api"))).orElse(""));
        assertEquals(200, second.statusCode());
        assertEquals(first.body(), second.body());
        assertEquals("0.10", town.submitted.get("key-0001").answers().number("height").orElseThrow().toPlainString());
        HttpResponse<String> none = call("POST", "/v1/services/bench/cases", body, with(Town.RESIDENT, "Accept-Language", "en"));
        assertEquals(400, none.statusCode());
        assertEquals("/problems/idempotency-key-missing", json(none).path("type").asText());
        assertEquals("Idempotency-Key missing", json(none).path("title").asText());
        assertEquals("application/problem+json", none.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void acting_needs_the_version_seen_and_says_when_it_is_old() throws Exception {
        HttpResponse<String> read = call("GET", "/v1/cases/B-2026-1", null, with(Town.STAFF));
        assertEquals("\"7\"", read.headers().firstValue("ETag").orElse(""));
        assertEquals(304, call("GET", "/v1/cases/B-2026-1", null, with(Town.STAFF, "If-None-Match", "\"7\"")).statusCode());
        String path = "/v1/cases/B-2026-1/actions/accept";
        assertEquals(428, call("POST", path, "{}", with(Town.STAFF, "Idempotency-Key", "key-0002")).statusCode());
        assertEquals(412, call("POST", path, "{}", with(Town.STAFF, "Idempotency-Key", "key-0002", "If-Match", "\"6\"")).statusCode());
        assertEquals(412, call("POST", path, "{}", with(Town.STAFF, "Idempotency-Key", "key-0002", "If-Match", "W/7")).statusCode());
        assertEquals(200, call("POST", path, "{}", with(Town.STAFF, "Idempotency-Key", "key-0002", "If-Match", "\"7\"")).statusCode());
    }

    @Test
    void findings_point_at_fields_in_the_callers_language() throws Exception {
        JsonNode answer = json(call("POST", "/v1/services/bench/checks", "{\"answers\":{}}", with(Town.RESIDENT)));
        assertEquals("/answers/name", answer.at("/findings/0/pointer").asText());
        assertEquals("Aizpildiet šo lauku.", answer.at("/findings/0/detail").asText());
        JsonNode russian = json(call("POST", "/v1/services/bench/checks", "{\"answers\":{}}", with(Town.RESIDENT, "Accept-Language", "ru")));
        assertEquals("Заполните это поле.", russian.at("/findings/0/detail").asText());
    }

    @Test
    void hostile_bodies_are_refused_with_a_reason() throws Exception {
        String path = "/v1/services/bench/checks";
        assertEquals("/problems/malformed-json", json(call("POST", path, "{\"answers\":{", with(Town.RESIDENT))).path("type").asText());
        assertEquals("/problems/malformed-json", json(call("POST", path, "{\"a\":1,\"a\":2}", with(Town.RESIDENT))).path("type").asText());
        assertEquals("/problems/malformed-json", json(call("POST", path, "[".repeat(5000), with(Town.RESIDENT))).path("type").asText());
        assertEquals("/problems/not-an-object", json(call("POST", path, "[]", with(Town.RESIDENT))).path("type").asText());
        assertEquals("/problems/not-an-object", json(call("POST", path, "", with(Town.RESIDENT))).path("type").asText());
        assertEquals("/problems/number-too-long", json(call("POST", path, "{\"answers\":{\"n\":1e999999}}", with(Town.RESIDENT))).path("type").asText());
        assertEquals(413, call("POST", path, "{\"answers\":{\"a\":\"" + "x".repeat(Json.MAX_BYTES) + "\"}}", with(Town.RESIDENT)).statusCode());
        assertEquals(415, call("POST", path, "<a/>", "Authorization", "Bearer " + Town.RESIDENT, "Content-Type", "text/xml").statusCode());
    }

    @Test
    void what_is_away_for_a_moment_is_503_with_retry_after_and_what_never_was_is_404() throws Exception {
        town.failure = new Unavailable("bench", true);
        HttpResponse<String> away = call("GET", "/v1/cases", null, with(Town.STAFF));
        assertEquals(503, away.statusCode());
        assertEquals("5", away.headers().firstValue("Retry-After").orElse(""));
        town.failure = new Unavailable("bench", false);
        assertEquals(404, call("GET", "/v1/cases", null, with(Town.STAFF)).statusCode());
        town.failure = new IllegalStateException(new java.sql.SQLException("x", "08006"));
        assertEquals(503, call("GET", "/v1/cases", null, with(Town.STAFF)).statusCode());
        town.failure = new IllegalStateException("secret of Anna");
        HttpResponse<String> broken = call("GET", "/v1/cases", null, with(Town.STAFF));
        assertEquals(500, broken.statusCode());
        assertFalse(broken.body().contains("Anna"), "nothing of the inside is told");
    }

    @Test
    void who_comes_before_the_application_is_told_to_come_again() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(town.address + "/early/v1/cases/KC-2026-1")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(503, answer.statusCode());
        assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.body().contains("\"type\":\"/problems/unavailable\""), answer.body());
    }

    @Test
    void a_sign_in_that_is_not_sure_enough_is_told_which_one_is() throws Exception {
        town.failure = CaseProblem.needs(lv.pkip.kernel.api.identity.Assurance.HIGH);
        JsonNode weak = json(call("GET", "/v1/cases", null, with(Town.RESIDENT)));
        assertEquals("/problems/assurance-too-low", weak.path("type").asText());
        assertEquals("high", weak.path("needed").asText());
    }

    @Test
    void what_the_municipality_has_not_set_up_is_a_conflict_that_names_it() throws Exception {
        town.failure = new CaseProblem(CaseProblem.Code.NOT_SET_UP, "x",
                List.of(Finding.error("", "error.setting").with(Map.of("setting", "property.iban"))));
        HttpResponse<String> refused = call("GET", "/v1/cases", null, with(Town.STAFF, "Accept-Language", "en"));
        assertEquals(409, refused.statusCode());
        assertEquals("/problems/not-set-up", json(refused).path("type").asText());
        assertEquals("The municipality's setting property.iban is missing or wrong. Ask an administrator to mend it.",
                json(refused).at("/errors/0/detail").asText());
    }

    @Test
    void a_request_has_one_reference_and_is_counted_by_its_route() throws Exception {
        String given = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        HttpResponse<String> answer = call("GET", "/v1/cases/B-2026-9", null, with(Town.STAFF, "X-Request-Id", given));
        assertEquals(given, answer.headers().firstValue("X-Request-Id").orElse(""));
        assertEquals("urn:pkip:request:" + given, json(answer).path("instance").asText());
        HttpResponse<String> own = call("GET", "/v1/nothing", null, "X-Request-Id", "010190-12345");
        String made = own.headers().firstValue("X-Request-Id").orElse("");
        assertTrue(made.matches("[0-9A-Z]{10}"), made);
        assertEquals("urn:pkip:request:" + made, json(own).path("instance").asText());
        assertFalse(made.equals(call("GET", "/v1/services", null).headers().firstValue("X-Request-Id").orElse("")));
        assertEquals(List.of("GET /api/v1/openapi.json 200", "GET /api/v1/cases/{number} 404", "GET none 404", "GET /api/v1/services 200"),
                town.requests.all());
    }

    @Test
    void unknown_addresses_and_verbs_are_problems_too() throws Exception {
        HttpResponse<String> nothing = call("GET", "/v1/nothing", null);
        assertTrue(nothing.body().startsWith("{"), nothing.toString() + nothing.body());
        assertEquals("/problems/not-found", json(nothing).path("type").asText());
        HttpResponse<String> verb = call("DELETE", "/v1/services", null);
        assertTrue(verb.body().startsWith("{"), verb.toString() + verb.body());
        assertEquals("/problems/method", json(verb).path("type").asText());
        assertEquals("/problems/limit", json(call("GET", "/v1/cases?limit=9999", null, with(Town.STAFF))).path("type").asText());
        assertEquals("/problems/unknown-choice", json(call("GET", "/v1/cases?scope=mars", null, with(Town.STAFF))).path("type").asText());
    }

    @Test
    void a_list_links_to_its_next_page() throws Exception {
        HttpResponse<String> page = call("GET", "/v1/cases?scope=open&limit=10", null, with(Town.STAFF));
        assertEquals("</api/v1/cases?cursor=next-cursor&scope=open&limit=10>; rel=\"next\"", page.headers().firstValue("Link").orElse(""));
        assertEquals("next-cursor", json(page).path("next").asText());
    }

    @Test
    void a_file_goes_in_and_out_and_its_name_cannot_break_a_header() throws Exception {
        HttpResponse<String> stored = call("POST", "/v1/attachments?name=plan.pdf", "%PDF-1.7 x", "Authorization",
                "Bearer " + Town.RESIDENT, "Content-Type", "application/pdf", "Idempotency-Key", "file-0001");
        assertEquals(201, stored.statusCode(), stored.body());
        HttpResponse<String> content = call("GET", "/v1/attachments/a1/content", null, with(Town.RESIDENT));
        assertEquals("%PDF-1.7 x", content.body());
        assertEquals("attachment; filename*=UTF-8''pl%C4%81ns%20%221%22.pdf", content.headers().firstValue("Content-Disposition").orElse(""));
        assertEquals("nosniff", content.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(204, call("DELETE", "/v1/attachments/a1", null, with(Town.RESIDENT)).statusCode());
        assertEquals(404, call("GET", "/v1/attachments/a1/content", null, with(Town.RESIDENT)).statusCode());
    }

    @Test
    void staff_get_a_token_with_the_right_password_only() throws Exception {
        assertEquals(401, call("POST", "/v1/sessions", "{\"login\":\"clerk\",\"password\":\"wrong\"}", "Content-Type", "application/json").statusCode());
        HttpResponse<String> right = call("POST", "/v1/sessions", "{\"login\":\"clerk\",\"password\":\"right\"}", "Content-Type", "application/json");
        assertEquals(Town.STAFF, json(right).path("token").asText());
        assertEquals(204, call("DELETE", "/v1/sessions", null, with(Town.STAFF)).statusCode());
        assertEquals(200, call("GET", "/v1/navigation?area=work", null).statusCode());
        assertTrue(town.calls.contains("signOut"));
    }

    @Test
    void the_description_names_every_operation_and_every_installed_service() throws Exception {
        JsonNode api = json(call("GET", "/v1/openapi.json", null));
        assertEquals("3.1.0", api.path("openapi").asText());
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                assertFalse(api.path("paths").path(OpenApi.path(resource, method)).path(OpenApi.verb(method)).isMissingNode(),
                        OpenApi.path(resource, method));
            }
        }
        assertEquals("Soliņš", api.path("paths").path("/v1/services/bench/cases").path("post").path("summary").asText());
        assertEquals("string", api.at("/components/schemas/bench-application/properties/name/type").asText());
    }

    @Test
    void all_languages_have_the_same_sentences() {
        Words words = new Words();
        for (String language : Words.LANGUAGES) {
            assertEquals(new TreeSet<>(words.all().get("lv").keySet()), new TreeSet<>(words.all().get(language).keySet()), language);
        }
    }

    @Test
    void every_post_that_makes_something_takes_a_key() {
        Set<String> makeNothing = Set.of("/v1/services/{service}/checks", "/v1/cases/{number}/actions/{action}/preview", "/v1/sessions");
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                if ("post".equals(OpenApi.verb(method)) && !makeNothing.contains(OpenApi.path(resource, method))) {
                    assertTrue(Arrays.stream(method.getParameters()).map(p -> p.getAnnotation(HeaderParam.class))
                            .anyMatch(h -> h != null && h.value().equals("Idempotency-Key")), OpenApi.path(resource, method));
                }
            }
        }
    }

    @Test
    void without_a_key_nothing_is_made() throws Exception {
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : OpenApi.operations(resource)) {
                boolean keyed = Arrays.stream(method.getParameters()).map(p -> p.getAnnotation(HeaderParam.class))
                        .anyMatch(h -> h != null && h.value().equals("Idempotency-Key"));
                if (keyed) {
                    String path = OpenApi.path(resource, method).replace("{service}", "bench").replace("{number}", "B-2026-1")
                            .replaceAll("\\{[a-z]+}", "x");
                    String token = method.getAnnotation(Rule.class).value() == Rule.Who.STAFF ? Town.STAFF : Town.RESIDENT;
                    HttpResponse<String> answer = call("POST", path + "?name=x", "{\"definition\":\"x\",\"service\":\"bench\",\"text\":\"x\"}",
                            with(token, "If-Match", "\"7\""));
                    assertEquals(400, answer.statusCode(), path + answer.body());
                    assertEquals("/problems/idempotency-key-missing", json(answer).path("type").asText(), path);
                }
            }
        }
        assertTrue(town.calls.stream().noneMatch(c -> c.matches("(submit|act|message|store|start) .*")), town.calls.toString());
    }

    @Test
    void problems_point_into_the_request_in_the_words_of_the_service() throws Exception {
        HttpResponse<String> answer = call("POST", "/v1/services/bench/cases", "{\"definition\":\"" + "f".repeat(64) + "\",\"answers\":{}}",
                with(Town.RESIDENT, "Idempotency-Key", "key-0003"));
        assertEquals(422, answer.statusCode());
        assertEquals("/answers/name", json(answer).at("/errors/0/pointer").asText());
        assertEquals("Aizpildiet šo lauku.", json(answer).at("/errors/0/detail").asText());
        assertEquals("/answers", json(answer).at("/errors/1/pointer").asText());
        assertEquals("Soliņu šeit nevar likt.", json(answer).at("/errors/1/detail").asText());
        assertEquals("stop", json(answer).at("/errors/1/severity").asText());
        JsonNode email = json(call("POST", "/v1/services/bench/cases", "{\"definition\":\"x\",\"answers\":{\"name\":\"x\"},\"email\":\"nav\"}",
                with(Town.RESIDENT, "Idempotency-Key", "key-0004")));
        assertEquals("/email", email.at("/errors/0/pointer").asText());
    }

    @Test
    void a_file_sent_twice_with_one_key_is_one_file_and_another_file_under_it_is_refused() throws Exception {
        String[] headers = {"Authorization", "Bearer " + Town.RESIDENT, "Content-Type", "application/pdf", "Idempotency-Key", "file-0002"};
        HttpResponse<String> first = call("POST", "/v1/attachments?name=plan.pdf", "%PDF one", headers);
        HttpResponse<String> second = call("POST", "/v1/attachments?name=plan.pdf", "%PDF one", headers);
        assertEquals(201, first.statusCode(), first.body());
        assertEquals(200, second.statusCode(), second.body());
        assertEquals(json(first).path("id"), json(second).path("id"));
        HttpResponse<String> other = call("POST", "/v1/attachments?name=plan.pdf", "%PDF two", headers);
        assertEquals(422, other.statusCode());
        assertEquals("/problems/key-reused", json(other).path("type").asText());
        assertEquals(1, town.files.get());
        headers[1] = "Bearer " + Town.STAFF; // a key belongs to its actor
        assertEquals(201, call("POST", "/v1/attachments?name=plan.pdf", "%PDF two", headers).statusCode());
    }

    @Test
    void the_same_file_sent_by_many_at_once_is_one_file() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                calls.add(() -> json(call("POST", "/v1/attachments?name=plan.pdf", "%PDF one", "Authorization",
                        "Bearer " + Town.RESIDENT, "Content-Type", "application/pdf", "Idempotency-Key", "file-0003")).path("id").asText());
            }
            Set<String> ids = new TreeSet<>();
            for (Future<String> id : threads.invokeAll(calls)) {
                ids.add(id.get());
            }
            assertEquals(1, ids.size(), ids.toString());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void a_draft_is_begun_once_saved_read_and_deleted() throws Exception {
        String body = "{\"service\":\"bench\",\"definition\":\"x\"}";
        HttpResponse<String> begun = call("POST", "/v1/drafts", body, with(Town.RESIDENT, "Idempotency-Key", "draft-01"));
        assertEquals(201, begun.statusCode(), begun.body());
        assertEquals(200, call("POST", "/v1/drafts", body, with(Town.RESIDENT, "Idempotency-Key", "draft-01")).statusCode());
        assertEquals(422, call("POST", "/v1/drafts", body.replace("x", "y"), with(Town.RESIDENT, "Idempotency-Key", "draft-01")).statusCode());
        assertEquals(1, json(call("GET", "/v1/drafts", null, with(Town.RESIDENT))).path("drafts").size());
        assertEquals("0.10", json(call("PUT", "/v1/drafts/d1", "{\"answers\":{\"h\":0.10}}", with(Town.RESIDENT))).at("/answers/h").decimalValue().toPlainString());
        assertEquals(204, call("DELETE", "/v1/drafts/d1", null, with(Town.RESIDENT)).statusCode());
        assertEquals(404, call("GET", "/v1/drafts/d1", null, with(Town.RESIDENT)).statusCode());
    }

    @Test
    void anybody_can_check_a_document_by_its_code() throws Exception {
        assertTrue(json(call("GET", "/v1/documents/GOOD-CODE", null)).path("valid").asBoolean());
        assertEquals(404, call("GET", "/v1/documents/BAD", null).statusCode());
    }

    @Test
    void a_parser_of_others_finds_nothing_wrong_with_the_description() throws Exception {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(call("GET", "/v1/openapi.json", null).body(), null, options);
        assertEquals(List.of(), parsed.getMessages());
        assertEquals("3.1.0", parsed.getOpenAPI().getOpenapi());
        var submit = parsed.getOpenAPI().getPaths().get("/v1/services/bench/cases").getPost();
        assertEquals("#/components/schemas/bench-application", submit.getRequestBody().getContent().get("application/json")
                .getSchema().getProperties().get("answers") instanceof io.swagger.v3.oas.models.media.Schema<?> s ? s.get$ref() : "");
        Set<String> ids = new TreeSet<>();
        parsed.getOpenAPI().getPaths().values().forEach(p -> p.readOperations().forEach(
                o -> assertTrue(ids.add(o.getOperationId()), "twice: " + o.getOperationId())));
        SwaggerParseResult broken = new OpenAPIV3Parser().readContents("{\"openapi\":\"3.1.0\",\"paths\":{}}", null, options);
        assertFalse(broken.getMessages().isEmpty(), "this parser would not notice anything");
    }

    @Test
    void the_description_is_what_openapi_3_1_says_a_description_is() throws Exception {
        assertEquals(List.of(), Contract.mistakes(description()));
        assertFalse(Contract.mistakes(description().replace("\"in\":\"path\"", "\"in\":\"way\"")).isEmpty());
        assertFalse(Contract.mistakes(description().replace("\"type\":\"boolean\"", "\"type\":\"truth\"")).isEmpty());
        assertTrue(contract.examples() > 30);
    }

    @Test
    void every_problem_type_stands_under_its_status() {
        Set<String> described = new TreeSet<>();
        ProblemTypes.BY_STATUS.values().forEach(codes -> codes.forEach(code -> assertTrue(described.add(code), "twice: " + code)));
        Set<String> said = new TreeSet<>();
        new Words().all().get("lv").stringPropertyNames().stream().filter(k -> k.matches("problem\\.[a-z-]+")).forEach(k -> said.add(k.substring(8)));
        assertEquals(said, described);
        for (CaseProblem.Code code : CaseProblem.Code.values()) {
            assertTrue(ProblemTypes.BY_STATUS.get(code.status()).contains(Problems.word(code.name())), code.name());
        }
    }

    @Test
    void every_operation_answers_as_it_is_described() throws Exception {
        String[] key = {"Idempotency-Key", "key-0100", "If-Match", "\"7\""};
        String submit = "{\"definition\":\"" + "f".repeat(64) + "\",\"answers\":{\"name\":\"Sols\"}}";
        for (String path : List.of("/v1/services/bench/cases", "/v1/services/bench/cases")) {
            call("POST", path, submit, with(Town.RESIDENT, key));
        }
        for (int i = 0; i < 2; i++) {
            call("POST", "/v1/drafts", "{\"service\":\"bench\",\"definition\":\"x\"}", with(Town.RESIDENT, key));
            call("POST", "/v1/attachments?name=plan.pdf", "%PDF", "Authorization", "Bearer " + Town.RESIDENT, "Content-Type", "application/pdf",
                    "Idempotency-Key", "key-0100");
        }
        for (String path : List.of("/v1/services", "/v1/services/bench", "/v1/services/bench/forms/application", "/v1/navigation", "/v1/mandates",
                "/v1/documents/GOOD-CODE", "/v1/openapi.json", "/v1/drafts", "/v1/drafts/d1", "/v1/cases", "/v1/cases/counts",
                "/v1/cases/B-2026-1", "/v1/cases/B-2026-1/history", "/v1/cases/B-2026-1/messages", "/v1/cases/B-2026-1/attachments",
                "/v1/cases/B-2026-1/decisions", "/v1/attachments/a1", "/v1/attachments/a1/content")) {
            assertEquals(200, call("GET", path, null, with(Town.RESIDENT)).statusCode(), path);
        }
        call("GET", "/v1/cases/B-2026-1", null, with(Town.STAFF, "If-None-Match", "\"7\""));
        call("POST", "/v1/services/bench/checks", "{\"answers\":{\"name\":\"Sols\"}}", with(Town.RESIDENT));
        call("POST", "/v1/cases/B-2026-1/actions/look", "{}", with(Town.STAFF, key));
        call("POST", "/v1/cases/B-2026-1/actions/look/preview", "{}", with(Town.STAFF));
        call("POST", "/v1/cases/B-2026-1/messages", "{\"text\":\"x\"}", with(Town.STAFF, key));
        call("PUT", "/v1/cases/B-2026-1/assignee", "{}", with(Town.STAFF, key));
        call("PUT", "/v1/cases/B-2026-1/unit", "{\"unit\":\"office\",\"reason\":\"x\"}", with(Town.STAFF, key));
        call("PUT", "/v1/cases/B-2026-1/due", "{\"until\":\"2027-01-05\",\"reason\":\"x\"}", with(Town.STAFF, key));
        call("PUT", "/v1/drafts/d1", "{\"answers\":{}}", with(Town.RESIDENT));
        call("DELETE", "/v1/drafts/d1", null, with(Town.RESIDENT));
        call("DELETE", "/v1/attachments/a1", null, with(Town.RESIDENT));
        call("POST", "/v1/sessions", "{\"login\":\"clerk\",\"password\":\"right\"}", "Content-Type", "application/json");
        call("DELETE", "/v1/sessions", null, with(Town.STAFF));
        assertEquals(Set.of("POST /v1/services/{service}/cases 200", "POST /v1/services/{service}/cases 201"), contract.unseen(),
                "the service's own operation was shown instead");
    }

    @Test
    void a_case_in_a_list_has_its_title_also_when_its_service_is_gone() throws Exception {
        town.install();
        assertEquals("Soliņš", json(call("GET", "/v1/cases", null, with(Town.STAFF))).at("/cases/0/title").asText());
    }

    @Test
    void every_reference_in_the_description_leads_somewhere_from_its_root() throws Exception {
        JsonNode api = json(call("GET", "/v1/openapi.json", null));
        List<JsonNode> references = api.findValues("$ref");
        assertTrue(references.stream().anyMatch(r -> r.asText().endsWith("/$defs/leg")), references.toString());
        for (JsonNode reference : references) {
            assertTrue(reference.asText().startsWith("#/"), reference.asText());
            assertFalse(api.at(reference.asText().substring(1)).isMissingNode(), reference.asText());
        }
        assertEquals(List.of(), api.path("components").findValues("$id"));
    }

    @Test
    void what_is_uninstalled_is_no_longer_described() throws Exception {
        town.install();
        JsonNode api = json(call("GET", "/v1/openapi.json", null));
        assertTrue(api.path("paths").path("/v1/services/bench/cases").isMissingNode());
        assertTrue(api.at("/components/schemas/bench-application").isMissingNode());
        assertEquals(404, call("GET", "/v1/services/bench", null).statusCode());
    }

    @Test
    void every_problem_type_is_documented() throws Exception {
        String documented = Files.readString(Path.of("../../docs/reference/problems.md"));
        for (String key : new Words().all().get("lv").stringPropertyNames()) {
            if (key.matches("problem\\.[a-z-]+")) {
                assertTrue(documented.contains("/problems/" + key.substring(8) + "`"), key);
            }
        }
    }
}
