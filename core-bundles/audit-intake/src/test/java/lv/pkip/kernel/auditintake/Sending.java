package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryAuditIntake;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.RecordingAudit;

/** The intake over real HTTP, with tokens the test gives out and a clock it moves. */
final class Sending implements AutoCloseable {
    static final Limits SMALL = new Limits(64 * 1024, 400_000, 50, 20_000, 20, Duration.ofSeconds(10));
    final MemoryAuditIntake intake = new MemoryAuditIntake();
    final FixedActor actor = FixedActor.anonymous();
    final RecordingAudit audit = new RecordingAudit(actor, Clock.systemUTC());
    final AtomicLong nanos = new AtomicLong();
    private final Map<String, Session> tokens = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final PageServer server = PageServer.start();
    private final RecordsPage page;

    private Sending(AuditIntake other, Limits limits, Turns turns, String... sources) {
        page = new RecordsPage(other == null ? intake : other, audit, actor, Doorkeeper.sources(sources), turns, limits, nanos::get);
        page.appeared(issuer());
        application("erp");
        server.streamed(RecordsPage.PATH, page).with(SchemaPage.PATH, new SchemaPage());
    }

    static Sending started(String... sources) {
        return new Sending(null, SMALL, new Turns(8, 2), sources);
    }

    static Sending to(AuditIntake other) {
        return new Sending(other, SMALL, new Turns(8, 2));
    }

    static Sending within(Limits limits, Turns turns) {
        return new Sending(null, limits, turns);
    }

    private AccessTokens issuer() {
        return new AccessTokens() {
            @Override
            public Optional<Session> resolve(String token, Optional<X509Certificate> certificate) {
                return Optional.ofNullable(tokens.get(token));
            }
        };
    }

    void withoutIssuer() {
        AccessTokens another = (token, certificate) -> Optional.empty();
        page.appeared(another);
        page.gone(another);
    }

    /** An application with a token {@code token-<id>} of the right scope. */
    void application(String id) {
        token("token-" + id, new Actor(Actor.Kind.SYSTEM, "application:" + id, id, Optional.empty(), Optional.empty(), Assurance.SUBSTANTIAL), Optional.of(Set.of("audit:write")));
    }

    void token(String token, Actor who, Optional<Set<String>> held) {
        tokens.put(token, new Session("", "", who, held.orElse(Set.of("*")), held, new Session.Proof(Set.of(), Instant.EPOCH), Instant.MAX, Optional.empty()));
    }

    URI uri() {
        return URI.create(server.baseUrl() + "/" + RecordsPage.PATH);
    }

    HttpRequest.Builder request(String type) {
        return HttpRequest.newBuilder(uri()).header("Content-Type", type).header("Authorization", "Bearer token-erp").header("Accept-Language", "en");
    }

    HttpResponse<String> one(String json) {
        return send(request("application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> many(String lines) {
        return send(request("application/x-ndjson").POST(BodyPublishers.ofString(lines)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> schema() {
        return send(HttpRequest.newBuilder(URI.create(server.baseUrl() + "/" + SchemaPage.PATH)));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
