package lv.pkip.kernel.auditanchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.KeyText;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.NoteSigner;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two houses that are each other's witnesses. */
class WitnessTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final SettableClock clock = SettableClock.at(NOW.toString());
    private final House home = new House("pkip-audit/home", "home.example/audit-witness");
    private final House neighbour = new House("pkip-audit/neighbour", "neighbour.example/audit-witness");

    /** One house: its log, its witness, and what is looked at. */
    private final class House implements AutoCloseable {
        private final TestJpa jpa = TestJpa.open("auditanchor");
        private final FixedActor actor = FixedActor.anonymous();
        private final RecordingAudit audit = new RecordingAudit(actor, clock);
        private final NoteSigner signer;
        private final MadeUpLog log;
        private final PageServer server = PageServer.start();
        private final Anchors anchors;
        private Witness witness;

        House(String origin, String name) {
            signer = new NoteSigner(name, NoteKey.Kind.WITNESS, KeyText.read(KeyText.fresh()));
            log = new MadeUpLog(origin, clock);
            anchors = new Anchors(jpa, log, audit, actor, clock, Duration.ofHours(24));
            restart();
            server.with(WitnessPage.PATH, request -> new WitnessPage(witness).handle(request));
        }

        void restart() {
            witness = new Witness(jpa, audit, actor, clock, () -> signer);
        }

        WitnessPlace at(House other) {
            return new WitnessPlace("neighbour", other.signer.key().vkey(), Duration.ofHours(1), log, Partner.secure(other.server.baseUrl() + "/audit-witness/add-checkpoint"));
        }

        void knows(House other) {
            witness.appeared(new WitnessedLog(other.log.key()));
        }

        @Override
        public void close() {
            server.close();
            jpa.close();
        }
    }

    @AfterEach
    void close() {
        home.close();
        neighbour.close();
    }

    private static Signed newest(MadeUpLog log) {
        return log.checkpoints(1).get(0);
    }

    private static Trouble trouble(WitnessPlace place, Signed checkpoint, long last) {
        return assertThrows(Trouble.class, () -> place.take(checkpoint, last));
    }

    private static HttpResponse<String> post(House house, byte[] body) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(house.server.baseUrl() + "/audit-witness/add-checkpoint"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(House house, String body) throws Exception {
        return post(house, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String request(MadeUpLog log, long old, Signed checkpoint) {
        return "old " + old + "\n" + (old > 0 && old < checkpoint.size() ? String.join("\n", log.consistency(old, checkpoint.size())) + "\n" : "") + "\n" + checkpoint.note();
    }

    @Test
    void twoHousesWitnessEachOther() throws Exception {
        home.knows(neighbour);
        neighbour.knows(home);
        home.anchors.add(home.at(neighbour), false);
        neighbour.anchors.add(neighbour.at(home), false);
        for (int i = 0; i < 5; i++) {
            home.log.grow(7 + i);
            neighbour.log.grow(300);
            home.anchors.turn();
            neighbour.anchors.turn();
            clock.forward(Duration.ofHours(1));
        }
        SignedNote cosigned = SignedNote.parse(home.anchors.cosigned().orElseThrow());
        assertEquals(45, Checkpoint.parse(cosigned.text()).size());
        assertEquals(List.of(new SignedNote.Verified(home.log.signer.key(), Instant.EPOCH), new SignedNote.Verified(neighbour.signer.key(), NOW.plus(Duration.ofHours(4)))),
                cosigned.verify(List.of(home.log.signer.key(), neighbour.signer.key())));
        assertEquals(List.of("neighbour.example/audit-witness"), home.anchors.anchored(1).get(0).signers());
        assertEquals(1500, Checkpoint.parse(SignedNote.parse(neighbour.anchors.cosigned().orElseThrow()).text()).size());
        assertEquals(5, neighbour.audit.actions().stream().filter("audit.witness"::equals).count());
    }

    @Test
    void comesToTermsWithWhatTheWitnessKnowsAlready() throws Exception {
        neighbour.knows(home);
        home.log.grow(5);
        home.at(neighbour).take(newest(home.log), 0);
        home.log.grow(4);
        home.at(neighbour).take(newest(home.log), 0);
        // cosigned, and the house was killed before it kept that
        home.at(neighbour).take(newest(home.log), 5);
        home.at(neighbour).take(newest(home.log), 9);
        assertEquals(2, neighbour.audit.actions().size(), "the same again is no news");
        neighbour.restart();
        neighbour.knows(home);
        home.log.grow(1);
        assertEquals(409, post(neighbour, request(home.log, 0, newest(home.log))).statusCode(), "it remembers over a restart");
        home.at(neighbour).take(newest(home.log), 9);
    }

    @Test
    void refusesAForkAndARollback() throws Exception {
        neighbour.knows(home);
        home.log.grow(9);
        home.at(neighbour).take(newest(home.log), 0);
        MadeUpLog forked = home.log.another(12, "forged");
        Trouble fork = trouble(new WitnessPlace("w", neighbour.signer.key().vkey(), Duration.ofHours(1), forked,
                Partner.secure(neighbour.server.baseUrl() + "/audit-witness/add-checkpoint")), newest(forked), 9);
        assertEquals("forked", fork.code());
        assertTrue(fork.isContradiction());
        assertEquals("refused", neighbour.audit.events().get(1).outcome());
        assertEquals("12", neighbour.audit.events().get(1).details().get("size"));
        assertEquals(422, post(neighbour, request(forked, 9, newest(forked))).statusCode());
        assertEquals(2, neighbour.audit.events().size(), "not told at each try");

        MadeUpLog same = home.log.another(9, "forged");
        HttpResponse<String> conflict = post(neighbour, request(same, 9, newest(same)));
        assertEquals(409, conflict.statusCode());
        assertEquals("9\n", conflict.body());
        assertEquals("forked", trouble(new WitnessPlace("w", neighbour.signer.key().vkey(), Duration.ofHours(1), same,
                Partner.secure(neighbour.server.baseUrl() + "/audit-witness/add-checkpoint")), newest(same), 9).code());

        MadeUpLog old = home.log.restored(6);
        Trouble rollback = trouble(new WitnessPlace("w", neighbour.signer.key().vkey(), Duration.ofHours(1), old,
                Partner.secure(neighbour.server.baseUrl() + "/audit-witness/add-checkpoint")), newest(old), 6);
        assertEquals("rolled-back", rollback.code());
        assertTrue(rollback.isContradiction());
        HttpResponse<String> answer = post(neighbour, request(old, 6, newest(old)));
        assertEquals(409, answer.statusCode());
        assertEquals("text/x.tlog.size", answer.headers().firstValue("content-type").orElseThrow());
        assertEquals("9\n", answer.body());
        home.log.grow(1);
        home.at(neighbour).take(newest(home.log), 9);
    }

    @Test
    void anotherNodeThatWasFasterIsNoRollback() throws Exception {
        neighbour.knows(home);
        Signed older = home.log.grow(5);
        home.log.grow(5);
        home.at(neighbour).take(newest(home.log), 0);
        Trouble trouble = trouble(home.at(neighbour), older, 0);
        assertEquals("busy", trouble.code());
        assertFalse(trouble.isContradiction());
    }

    @Test
    void ofTwoAtOnceWithTheSameOldSizeOneWins() throws Exception {
        neighbour.knows(home);
        home.log.grow(5);
        home.at(neighbour).take(newest(home.log), 0);
        MadeUpLog forked = home.log.restored(5);
        String one = request(home.log, 5, home.log.grow(3));
        // another branch from the same beginning, signed by the same key
        String other = request(forked, 5, forked.grow(4));
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String body = i % 2 == 0 ? one : other;
                answers.add(pool.submit((Callable<Integer>) () -> {
                    go.await();
                    return post(neighbour, body).statusCode();
                }));
            }
            go.countDown();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
            assertEquals(7, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void ofManyFirstOnesAtOnceOneWins() throws Exception {
        neighbour.knows(home);
        int threads = 6;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                MadeUpLog log = home.log.another(3 + i, "branch" + i);
                answers.add(pool.submit((Callable<Integer>) () -> {
                    go.await();
                    return post(neighbour, request(log, 0, newest(log))).statusCode();
                }));
            }
            go.countDown();
            int won = 0;
            for (Future<Integer> answer : answers) {
                int status = answer.get();
                assertTrue(status == 200 || status == 409, "status " + status);
                won += status == 200 ? 1 : 0;
            }
            assertEquals(1, won);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void servesOnlyLogsThatAreConfiguredAndSignedByTheirKey() throws Exception {
        home.log.grow(5);
        assertEquals(404, post(neighbour, request(home.log, 0, newest(home.log))).statusCode());
        assertEquals("log-unknown-there", trouble(home.at(neighbour), newest(home.log), 0).code());
        MadeUpLog thief = new MadeUpLog("pkip-audit/home", clock);
        neighbour.knows(home);
        assertEquals(403, post(neighbour, request(thief, 0, thief.grow(5))).statusCode());
        assertEquals(403, post(neighbour, request(home.log, 0, newest(home.log)).replace("\n5\n", "\n6\n")).statusCode());
        assertEquals(List.of(), neighbour.audit.events(), "who is nobody fills no book");
        assertEquals(200, post(neighbour, request(home.log, 0, newest(home.log))).statusCode());
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        neighbour.knows(home);
        home.log.grow(5);
        String note = newest(home.log).note();
        String right = request(home.log, 0, newest(home.log));
        String hash = home.log.consistency(3, 5).get(0) + "\n";
        for (String wrong : List.of("", "\n", "\n\n", note, "old 0\n" + note, "old 00\n\n" + note, "old -1\n\n" + note, "old 9999999999999999999\n\n" + note, "OLD 0\n\n" + note,
                "old 0 \n\n" + note, "old 0\r\n\r\n" + note, "old 0\nnothash\n\n" + note, "old 0\n" + hash.replace("=", "") + "\n" + note, "old 6\n\n" + note,
                "old 0\n" + hash.repeat(64) + "\n" + note, right.substring(0, right.length() - 1), right + "\n", "old 0\n\n\n" + note, "old 0\n\nsmall\n\n\u2014 a AAAAAAA=\n")) {
            assertEquals(400, post(neighbour, wrong).statusCode(), wrong);
        }
        assertEquals(400, post(neighbour, new byte[] {'o', 'l', 'd', ' ', '0', '\n', '\n', (byte) 0xff, (byte) 0xfe}).statusCode());
        assertEquals(413, post(neighbour, "x".repeat(20_000)).statusCode());
        assertEquals(422, post(neighbour, "old 0\n" + hash + "\n" + note).statusCode(), "from nothing there is no proof");
        assertEquals(List.of("refused"), neighbour.audit.events().stream().map(each -> each.outcome()).toList());
        assertEquals(200, post(neighbour, right).statusCode());
        HttpClient http = HttpClient.newHttpClient();
        for (String path : List.of("add-checkpoint", "", "other")) {
            int status = http.send(HttpRequest.newBuilder(URI.create(neighbour.server.baseUrl() + "/audit-witness/" + path)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
            assertEquals(path.equals("add-checkpoint") ? 405 : 404, status);
        }
    }

    @Test
    void everyBitOfARequestCountsOrChangesNothing() throws Exception {
        neighbour.knows(home);
        home.log.grow(5);
        home.at(neighbour).take(newest(home.log), 0);
        byte[] right = request(home.log, 5, home.log.grow(4)).getBytes(StandardCharsets.UTF_8);
        WitnessPage page = new WitnessPage(neighbour.witness);
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            Page.Content answer = (Page.Content) page.handle(new Page.Request("POST", "add-checkpoint",
                    Map.of(), Map.of(), wrong, "lv", "https://town.example"));
            assertTrue(answer.status() >= 400, "byte " + i + " gives " + answer.status());
        }
        assertEquals(200, post(neighbour, new String(right, StandardCharsets.UTF_8)).statusCode());
    }

    @Test
    void showsItsKeyWhileItIsAWitnessForAnybody() throws Exception {
        URI key = URI.create(neighbour.server.baseUrl() + "/audit-witness/key");
        HttpClient http = HttpClient.newHttpClient();
        assertEquals(404, http.send(HttpRequest.newBuilder(key).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        neighbour.knows(home);
        assertEquals(neighbour.signer.key().vkey() + "\n", http.send(HttpRequest.newBuilder(key).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void keepsItsKeyForItselfAndForEver(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("security").resolve("audit-witness-key");
        String first = Witness.signer(file, "a.example/audit-witness").key().vkey();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(first, Witness.signer(file, "a.example/audit-witness").key().vkey());
        Files.writeString(file, "garbage");
        assertThrows(IllegalStateException.class, () -> Witness.signer(file, "a.example/audit-witness"));
    }

    // -- witnesses that are none

    private WitnessPlace at(PageServer server, String vkey) {
        return new WitnessPlace("w", vkey, Duration.ofHours(1), home.log, Partner.secure(server.baseUrl() + "/w/add-checkpoint", Duration.ofMillis(700)));
    }

    private static Page answers(int status, String text) {
        return request -> new Page.Content(status, "text/plain", Optional.empty(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void believesNoAnswerThatIsNotItsWitness() throws Exception {
        home.log.grow(5);
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(newest(home.log).note()).text());
        Checkpoint other = new Checkpoint(checkpoint.origin(), 6, new byte[32]);
        NoteSigner witness = neighbour.signer;
        NoteSigner thief = new NoteSigner(witness.key().name(), NoteKey.Kind.WITNESS, KeyText.read(KeyText.fresh()));
        String right = witness.cosign(checkpoint, NOW).line() + "\n";
        record Case(int status, String body, String code) { }
        for (Case each : List.of(new Case(200, "", "wrong-key"), new Case(200, "<html>", "garbage"), new Case(200, thief.cosign(checkpoint, NOW).line() + "\n", "wrong-key"),
                new Case(200, witness.cosign(other, NOW).line() + "\n", "wrong-signature"), new Case(200, home.log.signer.sign(checkpoint.text()).line() + "\n", "wrong-key"),
                new Case(200, "x".repeat(70_000), "unreachable"), new Case(409, "", "garbage"), new Case(409, "-1\n", "garbage"), new Case(409, "<html>", "garbage"),
                new Case(409, "0\n", "garbage"), new Case(409, "3\n", "garbage"), new Case(409, "99999999999999999999\n", "garbage"), new Case(409, "77\n", "rolled-back"),
                new Case(422, "", "forked"), new Case(403, "", "key-unknown-there"), new Case(404, "", "log-unknown-there"), new Case(500, "", "refused"),
                new Case(303, "", "refused"), new Case(429, "", "refused"))) {
            try (PageServer server = PageServer.start().with("w", answers(each.status(), each.body()))) {
                assertEquals(each.code(), trouble(at(server, witness.key().vkey()), newest(home.log), 0).code(), each::toString);
            }
        }
        try (PageServer server = PageServer.start().with("w", answers(200, thief.cosign(checkpoint, NOW).line() + "\n" + right))) {
            assertEquals(right.strip(), at(server, witness.key().vkey()).take(newest(home.log), 0), "signatures of others are passed over");
        }
    }

    @Test
    void waitsForNoWitnessForLong() throws Exception {
        home.log.grow(5);
        CountDownLatch end = new CountDownLatch(1);
        try (PageServer server = PageServer.start().with("w", request -> {
            end.await();
            return new Page.Problem(500, "late");
        })) {
            assertEquals("unreachable", trouble(at(server, neighbour.signer.key().vkey()), newest(home.log), 0).code());
            end.countDown();
        }
        PageServer gone = PageServer.start();
        gone.close();
        assertEquals("unreachable", trouble(at(gone, neighbour.signer.key().vkey()), newest(home.log), 0).code());
    }

    @Test
    void speaksInTheOpenWithThisMachineAlone() {
        for (String wrong : List.of("", "http://witness.example/w", "ftp://witness.example", "https://", "https://u@witness.example/", "http://localhost.evil.example/",
                "http://127.0.0.1@evil.example/", "https://a b", "file:///etc/passwd", "https://witness.example/?a=b")) {
            assertThrows(IllegalArgumentException.class, () -> Partner.secure(wrong), wrong);
        }
        for (String wrong : List.of("", "ftp://tsa.example", "tsa.example", "http://u@tsa.example/")) {
            assertThrows(IllegalArgumentException.class, () -> Partner.open(wrong), wrong);
        }
        Partner.open("http://tsa.example/tsr?policy=1");
        for (String right : List.of("https://witness.example/w", "https://witness.example:8443/", "http://localhost:8181/w", "http://127.0.0.1/w", "http://[::1]:1/w")) {
            Partner.secure(right);
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        Partner partner = Partner.secure("https://witness.example/w");
        assertThrows(IllegalArgumentException.class, () -> new WitnessPlace("w", "garbage", Duration.ofHours(1), home.log, partner));
        assertThrows(IllegalArgumentException.class, () -> new WitnessPlace("w", home.log.key(), Duration.ofHours(1), home.log, partner), "a log is no witness");
        assertThrows(IllegalArgumentException.class, () -> new WitnessedLog("garbage"));
        assertThrows(IllegalArgumentException.class, () -> new WitnessedLog(neighbour.signer.key().vkey()));
        assertThrows(IllegalArgumentException.class, () -> Interval.of(0));
    }
}
