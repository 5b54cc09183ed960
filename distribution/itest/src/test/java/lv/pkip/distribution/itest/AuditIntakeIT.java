package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lv.pkip.audit.sender.AuditEntry;
import lv.pkip.audit.sender.AuditSender;
import lv.pkip.audit.sender.SenderSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another system gives its audit records to the running container: by REST as its page tells, and by the library. */
class AuditIntakeIT {
    private static final String WHERE = "/audit/v1/records";
    private static Container container;
    private static String secret;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws JsonProcessingException {
        container = Container.unpacked().withFeatures("pkip-audit-intake").start();
        secret = created("ledger", "audit:write");
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static String created(String id, String scope) throws JsonProcessingException {
        String answer = container.console("pkip:applications create " + id + " --name Programma --flows client --scopes " + scope + " --json");
        return json(answer.lines().filter(line -> line.startsWith("[")).findFirst().orElseThrow(() -> new AssertionError(answer))).get(0).path("secret").asText();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String token() {
        HttpResponse<String> answer = container.send(HttpRequest.newBuilder(container.uri("/oauth2/token")).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(("ledger:" + secret).getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=audit%3Awrite")).build());
        assertEquals(200, answer.statusCode(), answer::body);
        return json(answer.body()).path("access_token").asText();
    }

    private static HttpResponse<String> sent(String token, String type, String body) {
        return container.send(HttpRequest.newBuilder(container.uri(WHERE)).header("Authorization", "Bearer " + token).header("Content-Type", type)
                .header("Accept-Language", "en").POST(BodyPublishers.ofString(body)).build());
    }

    private static String record(String id) {
        return "{\"id\":\"" + id + "\",\"time\":\"" + Instant.now() + "\",\"actor\":{\"kind\":\"staff\",\"id\":\"a.ozola\"},\"application\":\"invoices\",\"action\":\"read\","
                + "\"purpose\":\"Payment reminder\",\"outcome\":\"ok\",\"dataSubject\":\"32000000901\",\"details\":{\"b\":1,\"a\":[0.10]}}";
    }

    @Test
    void a_record_is_kept_once_under_the_number_that_is_told() {
        String token = token();
        String record = record("one");
        HttpResponse<String> first = sent(token, "application/json", record);
        assertEquals(201, first.statusCode(), first::body);
        HttpResponse<String> again = sent(token, "application/json", record);
        assertEquals(200, again.statusCode(), again::body);
        assertEquals(json(first.body()).path("sequence"), json(again.body()).path("sequence"));
        assertEquals(409, sent(token, "application/json", record.replace("reminder", "order")).statusCode());
        assertEquals(422, sent(token, "application/json", record.replace("\"ok\"", "\"fine\"")).statusCode());
        assertEquals(422, sent(token, "application/json", record.replace("\"one\"", "\"late\"").replaceFirst("\"time\":\"....", "\"time\":\"2999")).statusCode());
    }

    @Test
    void ten_thousand_records_of_three_megabytes_are_a_batch_and_ten_times_the_same_are_one() {
        String token = token();
        String lines = IntStream.range(0, 10_000).mapToObj(i -> record("batch-" + i)).collect(Collectors.joining("\n"));
        assertTrue(lines.length() > 2_000_000, "more than a machine's page gets otherwise");
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = sent(token, "application/x-ndjson", lines);
            assertEquals(200, answer.statusCode(), () -> answer.body().substring(0, Math.min(500, answer.body().length())));
            JsonNode told = json(answer.body());
            assertEquals(10_000, told.path("kept").asInt());
            assertEquals(i == 0 ? 10_000 : 0, told.path("new").asInt());
        }
    }

    @Test
    void nobody_sends_without_a_good_token() {
        assertEquals(401, sent("wrong", "application/json", record("no")).statusCode());
        assertEquals(401, container.send(HttpRequest.newBuilder(container.uri(WHERE)).header("Content-Type", "application/json").POST(BodyPublishers.ofString(record("no"))).build()).statusCode());
        String schema = container.send(HttpRequest.newBuilder(container.uri("/audit/v1/record.schema.json")).build()).body();
        assertEquals("Audit record", json(schema).path("title").asText());
    }

    @Test
    void the_library_gives_the_house_everything() {
        SenderSettings settings = SenderSettings.of(URI.create(container.uri("/").toString()), "ledger", () -> secret, folder.resolve("spool")).timed(Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofSeconds(1));
        AuditSender sender = AuditSender.open(settings);
        for (int i = 0; i < 500; i++) {
            sender.send(AuditEntry.of("invoices", AuditEntry.Action.READ, "Payment reminder").byViss("AU:100001-PK:32000000901").id("library-" + i).dataSubject("32000000902").detail("n", i));
        }
        assertTrue(sender.close(Duration.ofSeconds(60)));
        String token = token();
        HttpResponse<String> taken = sent(token, "application/json", record("library-499"));
        assertEquals(409, taken.statusCode(), "the last one of the library is there: " + taken.body());
    }
}
