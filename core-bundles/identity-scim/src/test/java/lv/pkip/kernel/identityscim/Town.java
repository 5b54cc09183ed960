package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;

/** A small town hall whose registry is provisioned over HTTP. */
final class Town implements AutoCloseable {
    static final String TOKEN = "Bearer of-personnel";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final MemoryRegistry memory = new MemoryRegistry(SettableClock.at("2026-11-28T08:00:00Z"));
    final FixedActor actor = FixedActor.anonymous();
    final CautiousRegistry registry = new CautiousRegistry(memory, actor);
    final RecordingAudit audit = new RecordingAudit(actor, SettableClock.at("2026-11-28T08:00:00Z"));
    final Doors doors = new Doors();
    final ScimPage page;
    private final PageServer server = PageServer.start();

    Town() {
        this(Limits.USUAL);
    }

    Town(Limits limits) {
        page = new ScimPage(actor, doors, registry.service(), memory, registry, audit, limits);
        page.appeared(doors);
        server.with("scim", new OtherVersionPage()).with(ScimPage.PATH, page);
        doors.know("of-personnel", Actor.staff("hr", "HR", Optional.empty()), Optional.empty(), "users:provision", "users:manage");
        people();
    }

    private void people() {
        for (String role : List.of("clerk", "administrator", "signer")) {
            memory.save(Role.of(role, Set.of("tree-felling:*")), "");
        }
        unit("city", "", Unit.Kind.INSTITUTION, "Paraugu pašvaldība", "");
        unit("environment", "city", Unit.Kind.UNIT, "Vides nodaļa", "berta");
        unit("finance", "city", Unit.Kind.UNIT, "Finanšu nodaļa", "");
        memory.save(new Position("inspector", Map.of("lv", "Inspektors", "en", "Inspector"), Set.of(), 0), "");
        memory.save(new Position("head", Map.of("lv", "Nodaļas vadītājs"), Set.of("signer"), 0), "");
        person("anna", "Anna", "Parauga", "anna@example.lv", "environment", "inspector", "E-1");
        person("berta", "Berta", "Ozola", "Berta.Ozola@example.lv", "environment", "head", "E-2");
        Account carl = person("carl", "Carl", "Bērziņš", "", "finance", "", "e-3");
        memory.change(List.of(carl.enabled(false)), "");
        memory.create(Account.service("hr", "Personāla sistēma", Set.of()));
        memory.save(Group.named("inspectors", "Inspektori", Set.of("anna", "hr"), Set.of("clerk")), "");
    }

    private void unit(String id, String parent, Unit.Kind kind, String name, String head) {
        memory.save(new Unit(id, parent, kind, Map.of("lv", name), "", head, 0), "");
    }

    private Account person(String login, String given, String family, String email, String unit, String position, String number) {
        return memory.create(Account.person(login, new Account.Profile(given, family, given + " " + family, email, email.isEmpty() ? "" : "+371 6000000" + number.charAt(2), "lv"),
                new Account.Employment(unit, position, number, "hr-" + number.charAt(2), Optional.of(LocalDate.of(2026, 1, 1)), Optional.empty()), Set.of("clerk"))).account();
    }

    String id(String login) {
        return memory.directory().account(login).orElseThrow().id().toString();
    }

    Account account(String login) {
        return memory.directory().account(login).orElseThrow();
    }

    String groupId(String name) {
        return memory.directory().group(name).orElseThrow().id().toString();
    }

    String base() {
        return server.baseUrl() + "/scim/v2";
    }

    /** @param body empty: none; headers: names and values, which replace those that are usual */
    Answer call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("!") ? server.baseUrl() + path.substring(1) : base() + path))
                .header("Authorization", TOKEN).method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/scim+json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response, response.body().length == 0 ? Json.object() : Json.own(response.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    /** What is told of a question, sorted or not as it came. */
    List<String> found(String endpoint, String filter) {
        Answer answer = get(endpoint + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
        assertEquals(200, answer.status(), () -> filter + " → " + answer.body());
        return answer.names();
    }

    static String user(String login, String more) {
        return """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s"%s}""".formatted(login, more.isEmpty() ? "" : ", " + more);
    }

    static String patch(String operations) {
        return """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operations);
    }

    @Override
    public void close() {
        server.close();
    }

    record Answer(HttpResponse<byte[]> response, JsonNode body) {
        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        List<String> names() {
            List<String> names = new java.util.ArrayList<>();
            body.path("Resources").forEach(r -> names.add(r.path("userName").asText(r.path("displayName").asText())));
            return names;
        }

        /** Text at a JSON pointer; empty when there is none. */
        String at(String pointer) {
            return body.at(pointer).asText();
        }

        /** Checks that it is an error of section 3.12. */
        Answer refused(int status, String scimType) {
            assertEquals(status + " " + scimType, status() + " " + body.path("scimType").asText(), body::toString);
            assertEquals(Urn.ERROR, at("/schemas/0"));
            assertEquals(String.valueOf(status), at("/status"));
            assertEquals(false, at("/detail").isBlank());
            assertEquals("application/scim+json", header("content-type").orElse(""));
            return this;
        }
    }
}
