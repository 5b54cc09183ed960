package lv.pkip.kernel.auditintake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import org.junit.jupiter.api.Test;

class RecordsPageTest {

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status + " /problems/" + code, answer.statusCode() + " " + Sending.json(answer).path("type").asText(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("content-type").orElse(""));
        assertFalse(Sending.json(answer).path("title").asText().startsWith("problem."), answer.body());
    }

    @Test
    void a_record_is_kept_once_and_under_the_senders_own_name() {
        try (Sending sending = Sending.started()) {
            HttpResponse<String> first = sending.one(Records.good("1").toString());
            assertEquals(201, first.statusCode(), first.body());
            assertEquals("{\"id\":\"1\",\"result\":\"new\",\"sequence\":1}", first.body());
            assertEquals(200, sending.one(Records.good("1").toString()).statusCode());
            refused(409, "conflict", sending.one(Records.with("1", r -> r.put("purpose", "another"))));
            assertEquals(List.of("1"), sending.intake.of("erp").stream().map(AuditRecord::id).toList());
        }
    }

    @Test
    void what_is_wrong_with_a_record_is_told_with_field_pointer_and_mending_in_the_language_of_the_sender() {
        try (Sending sending = Sending.started()) {
            String bad = Records.with("1", r -> r.put("outcome", "maybe"));
            HttpResponse<String> answer = sending.one(bad);
            refused(422, "invalid", answer);
            JsonNode error = Sending.json(answer).path("errors").get(0);
            assertEquals("/outcome outcome vocabulary", error.path("pointer").asText() + " " + error.path("field").asText() + " " + error.path("code").asText());
            assertEquals("The vocabulary has no such value; allowed: failed, ok, refused.", error.path("detail").asText());
            assertEquals("Šādas vērtības vārdnīcā nav; drīkst: failed, ok, refused.", Sending.json(sending.send(HttpRequest.newBuilder(sending.uri())
                    .header("Content-Type", "application/json").header("Authorization", "Bearer token-erp").header("Accept-Language", "fr, lv;q=0.8, en;q=0.5")
                    .POST(BodyPublishers.ofString(bad)))).path("errors").get(0).path("detail").asText());
        }
    }

    @Test
    void what_the_kernel_does_not_take_is_told_in_the_same_way() {
        AuditIntake picky = (source, records) -> records.stream().map(r -> new AuditIntake.Receipt(AuditIntake.Result.INVALID, 0, Optional.of("actor.id"), Optional.of("never-heard-of"))).toList();
        try (Sending sending = Sending.to(picky)) {
            HttpResponse<String> answer = sending.one(Records.good("1").toString());
            refused(422, "invalid", answer);
            JsonNode error = Sending.json(answer).path("errors").get(0);
            assertEquals("/actor/id", error.path("pointer").asText());
            assertTrue(error.path("detail").asText().startsWith("The value is not taken"), answer.body());
        }
    }

    @Test
    void a_batch_says_of_each_line_what_became_of_it_and_a_wrong_one_holds_up_none() {
        try (Sending sending = Sending.started()) {
            sending.one(Records.good("a").toString());
            sending.one(Records.good("b").toString());
            String lines = Records.good("a") + "\r\n\n" + Records.with("b", r -> r.put("outcome", "failed")) + "\n{\"id\":\"c\"}\n{broken\n" + Records.good("d") + "\n"
                    + Records.with("e", r -> r.putObject("details").put("x", "y".repeat(70_000))) + "\n" + Records.good("f");
            HttpResponse<String> answer = sending.many(lines);
            assertEquals(207, answer.statusCode(), answer.body());
            JsonNode body = Sending.json(answer);
            assertEquals("7 3 2 1 1 3", body.path("lines") + " " + body.path("kept") + " " + body.path("new") + " " + body.path("same") + " " + body.path("conflict") + " " + body.path("invalid"));
            StringBuilder told = new StringBuilder();
            body.path("results").forEach(r -> told.append(r.path("line")).append(r.path("id").asText("?")).append(' ').append(r.path("result").asText()).append(' ')
                    .append(r.at("/problem/errors/0/code").asText()).append('\n'));
            assertEquals("1a same \n3b conflict \n4c invalid missing\n5? invalid malformed-json\n6d new \n7? invalid line-too-long\n8f new \n", told.toString());
            assertEquals(List.of("a", "b", "d", "f"), sending.intake.of("erp").stream().map(AuditRecord::id).toList());
        }
    }

    @Test
    void the_same_batch_ten_times_is_kept_once() {
        try (Sending sending = Sending.started()) {
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> answer = sending.many(Records.lines(50));
                assertEquals(200, answer.statusCode());
                assertEquals(i == 0 ? 50 : 0, Sending.json(answer).path("new").asInt());
                assertEquals(50, Sending.json(answer).path("kept").asInt());
            }
            assertEquals(50, sending.intake.of("erp").size());
        }
    }

    @Test
    void ten_thousand_lines_go_in_at_once_and_one_more_does_not() {
        try (Sending sending = Sending.within(Limits.USUAL, new Turns(8, 2))) {
            assertEquals(200, sending.many(Records.lines(10_000)).statusCode());
            assertEquals(10_000, sending.intake.of("erp").size());
            assertEquals("r-10000", sending.intake.of("erp").get(9_999).id());
            refused(413, "too-many", sending.many(Records.lines(10_001)));
        }
    }

    @Test
    void results_come_one_a_line_when_asked_for_so() {
        try (Sending sending = Sending.started()) {
            HttpResponse<String> answer = sending.send(sending.request("application/x-ndjson").header("Accept", "application/x-ndjson").POST(BodyPublishers.ofString(Records.lines(3))));
            assertEquals("{\"line\":1,\"id\":\"r-1\",\"result\":\"new\",\"sequence\":1}", answer.body().lines().findFirst().orElseThrow());
            assertEquals(3, answer.body().lines().count());
        }
    }

    @Test
    void gzip_is_understood_but_not_as_a_weapon() {
        try (Sending sending = Sending.started()) {
            byte[] lines = Records.utf8(Records.lines(20));
            assertEquals(200, sending.send(sending.request("application/x-ndjson").header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed(lines)))).statusCode());
            assertEquals(20, sending.intake.of("erp").size());
            refused(413, "too-large", sending.send(sending.request("application/x-ndjson").header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed(new byte[390_000])))));
            byte[] half = java.util.Arrays.copyOf(packed(lines), packed(lines).length / 2);
            refused(400, "not-unpacked", sending.send(sending.request("application/x-ndjson").header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(half))));
            refused(400, "not-unpacked", sending.send(sending.request("application/x-ndjson").header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(lines))));
            refused(415, "wrong-encoding", sending.send(sending.request("application/x-ndjson").header("Content-Encoding", "br").POST(BodyPublishers.ofByteArray(lines))));
        }
    }

    @Test
    void hostile_bodies_are_refused_by_name_and_nothing_is_kept() {
        try (Sending sending = Sending.started()) {
            refused(413, "too-large", sending.one(Records.with("1", r -> r.putObject("details").put("x", "y".repeat(10_000_000)))));
            refused(413, "too-large", sending.many("x".repeat(500_000)));
            refused(413, "too-many", sending.many("{}\n".repeat(51)));
            refused(400, "malformed-json", sending.one("{\"id\":\"1\",\"id\":\"2\"}"));
            refused(400, "bounds", sending.one("{\"details\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_001)));
            refused(400, "not-an-object", sending.one("[]"));
            refused(400, "malformed-json", sending.one("not json at all"));
            refused(422, "invalid", sending.one(Records.with("1", r -> r.put("purpose", "a\u0000b"))));
            refused(400, "not-utf8", sending.send(sending.request("application/json").POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}))));
            refused(415, "wrong-type", sending.send(sending.request("text/plain").POST(BodyPublishers.ofString("{}"))));
            refused(415, "wrong-type", sending.send(sending.request("application/json; charset=ISO-8859-13").POST(BodyPublishers.ofString("{}"))));
            assertEquals(200, sending.many("\n\n  \n").statusCode());
            assertEquals(List.of(), sending.intake.of("erp"));
        }
    }

    @Test
    void a_body_that_comes_too_slowly_is_not_waited_for() {
        try (Sending sending = Sending.started()) {
            InputStream slow = new InputStream() {
                private final InputStream lines = new ByteArrayInputStream(Records.utf8(Records.lines(40)));

                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    sending.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
                    return lines.read(into, from, Math.min(length, 100));
                }
            };
            Inflow inflow = new Inflow(slow, false, Sending.SMALL, sending.nanos::get);
            Refusal refusal = assertThrows(Refusal.class, () -> new Batch(sending.intake, "erp", Sending.SMALL).take(new Lines(inflow, 64 * 1024)));
            assertEquals("408 too-slow", refusal.getMessage());
        }
    }

    @Test
    void busy_and_away_say_when_to_come_again() {
        try (Sending sending = Sending.started()) {
            sending.intake.busy(7);
            HttpResponse<String> answer = sending.many(Records.lines(3));
            refused(429, "busy", answer);
            assertEquals("7", answer.headers().firstValue("retry-after").orElse(""));
            sending.intake.busy(0);
            assertEquals(200, sending.many(Records.lines(3)).statusCode());
        }
        AuditIntake away = (source, records) -> {
            throw new IllegalStateException(new java.sql.SQLNonTransientConnectionException("away", "08001"));
        };
        assertTrue(DatabaseAway.caused(new IllegalStateException(new java.sql.SQLNonTransientConnectionException("away", "08001"))));
        try (Sending sending = Sending.to(away)) {
            HttpResponse<String> answer = sending.one(Records.good("1").toString());
            refused(503, "unavailable", answer);
            assertEquals("5", answer.headers().firstValue("retry-after").orElse(""));
        }
        AuditIntake broken = (source, records) -> {
            throw new IllegalStateException("32000000901 must not be told");
        };
        try (Sending sending = Sending.to(broken)) {
            HttpResponse<String> answer = sending.one(Records.good("1").toString());
            refused(500, "internal", answer);
            assertFalse(answer.body().contains("32000000901"));
        }
    }

    @Test
    void one_source_cannot_take_all_turns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Turns turns = new Turns(2, 1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
            try (AutoCloseable turn = turns.enter("erp")) {
                inside.countDown();
                assertTrue(go.await(30, TimeUnit.SECONDS));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        try (Sending sending = Sending.within(Sending.SMALL, turns)) {
            sending.application("crm");
            HttpResponse<String> answer = sending.one(Records.good("1").toString());
            refused(429, "busy", answer);
            assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
            assertEquals(201, sending.send(sending.request("application/json").setHeader("Authorization", "Bearer token-crm").POST(BodyPublishers.ofString(Records.good("1").toString()))).statusCode());
            go.countDown();
            first.get(30, TimeUnit.SECONDS);
            assertEquals(201, sending.one(Records.good("1").toString()).statusCode());
        }
    }

    @Test
    void who_sends_decides_whose_records_they_are() {
        try (Sending sending = Sending.started("erp-2=erp")) {
            sending.application("erp-2");
            sending.application("crm");
            for (String token : List.of("token-erp", "token-erp-2", "token-crm")) {
                assertEquals(201, sending.send(sending.request("application/json").setHeader("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(Records.good("by-" + token).toString()))).statusCode());
            }
            refused(422, "invalid", sending.one(Records.with("forged", r -> r.put("source", "crm"))));
            assertEquals(Set.of("by-token-erp", "by-token-erp-2"), sending.intake.of("erp").stream().map(AuditRecord::id).collect(Collectors.toSet()));
            assertEquals(1, sending.intake.of("crm").size());
        }
        assertThrows(IllegalArgumentException.class, () -> Doorkeeper.sources("erp=pkip"));
        assertThrows(IllegalArgumentException.class, () -> Doorkeeper.sources("erp"));
    }

    @Test
    void nobody_else_gets_in() {
        try (Sending sending = Sending.started()) {
            HttpRequest.Builder good = sending.request("application/json").POST(BodyPublishers.ofString(Records.good("1").toString()));
            for (String authorization : List.of("", "Bearer", "Bearer wrong", "Basic dG9rZW46ZXJw", "Bearer " + "x".repeat(20_000))) {
                HttpResponse<String> answer = sending.send(good.copy().setHeader("Authorization", authorization));
                refused(401, "unauthorized", answer);
                assertTrue(answer.headers().firstValue("www-authenticate").orElse("").startsWith("Bearer realm=\"audit\""));
            }
            sending.token("of-a-clerk", Actor.staff("a.ozola", "Anna", Optional.empty()), Optional.of(Set.of("audit:write")));
            sending.token("clerk-without-limit", Actor.staff("a.ozola", "Anna", Optional.empty()), Optional.empty());
            sending.token("other-scope", Actor.system("application:crm"), Optional.of(Set.of("dog-fee:read")));
            sending.token("the-house", Actor.system("application:pkip"), Optional.of(Set.of("audit:write")));
            sending.token("no-application", Actor.system("payment-desk"), Optional.of(Set.of("audit:write")));
            for (String token : List.of("of-a-clerk", "clerk-without-limit", "other-scope", "the-house", "no-application")) {
                HttpResponse<String> answer = sending.send(good.copy().setHeader("Authorization", "Bearer " + token));
                refused(403, "forbidden", answer);
                assertTrue(answer.headers().firstValue("www-authenticate").orElse("").contains("insufficient_scope"));
            }
            assertEquals(5, sending.audit.events().stream().filter(e -> e.action().equals("audit.receive") && e.outcome().equals("refused")).count());
            assertEquals(List.of(), sending.intake.of("crm"));
            sending.withoutIssuer();
            refused(503, "unavailable", sending.send(good));
        }
    }

    @Test
    void other_methods_and_paths_are_refused_but_only_told_to_who_is_known() {
        try (Sending sending = Sending.started()) {
            HttpResponse<String> get = sending.send(sending.request("application/json").GET());
            refused(405, "method", get);
            assertEquals("POST", get.headers().firstValue("allow").orElse(""));
            refused(404, "not-found", sending.send(sending.request("application/json").uri(java.net.URI.create(sending.uri() + "/1")).GET()));
            refused(401, "unauthorized", sending.send(HttpRequest.newBuilder(java.net.URI.create(sending.uri() + "/1")).GET()));
        }
    }

    @Test
    void the_schema_is_there_for_everybody() {
        try (Sending sending = Sending.started()) {
            HttpResponse<String> answer = sending.schema();
            assertEquals(200, answer.statusCode());
            assertEquals("https://json-schema.org/draft/2020-12/schema", Sending.json(answer).path("$schema").asText());
        }
    }

    @Test
    void every_problem_type_is_documented_and_every_word_has_a_sentence() throws IOException {
        String documented = java.nio.file.Files.readString(java.nio.file.Path.of("../../docs/reference/audit-record.md"))
                + java.nio.file.Files.readString(java.nio.file.Path.of("../../docs/reference/problems.md"));
        java.util.Properties texts = new java.util.Properties();
        texts.load(RecordsPageTest.class.getResourceAsStream("/i18n/messages_en.properties"));
        TreeSet<String> missing = new TreeSet<>();
        for (String key : texts.stringPropertyNames()) {
            if (key.matches("problem\\.[a-z0-9-]+") && !documented.contains("/problems/" + key.substring(8) + "`") || key.matches("error\\..*") && !documented.contains("`" + key.substring(6) + "`")) {
                missing.add(key);
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }
}
