package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditAnchors;
import lv.pkip.kernel.api.audit.AuditAnchors.Anchored;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.MerkleProof;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPageTest {
    private TestJpa jpa;
    private AuditLog audit;
    private Sealer sealer;
    private LogPage page;

    @BeforeEach
    void open() throws Exception {
        jpa = TestJpa.open("audit");
        FixedActor actor = FixedActor.anonymous();
        audit = new AuditLog(jpa, actor, Records.retention(), Clock.systemUTC(), () -> null);
        sealer = new Sealer(jpa, audit, actor, Clock.systemUTC(), System::nanoTime, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        page = new LogPage(sealer);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private Page.Answer ask(String method, String path, Map<String, List<String>> parameters) {
        return page.handle(new Page.Request(method, path, parameters, Map.of(), new byte[0], "lv", "https://town.example"));
    }

    private String text(String path) throws Exception {
        Page.Content content = assertInstanceOf(Page.Content.class, ask("GET", path, Map.of()));
        return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private JsonNode json(String path, String one, long first, String other, long second) throws Exception {
        Page.Content content = assertInstanceOf(Page.Content.class, ask("GET", path,
                Map.of(one, List.of("" + first), other, List.of("" + second))));
        assertEquals("application/json", content.type());
        return new ObjectMapper().readTree(content.stream());
    }

    private static List<byte[]> hashes(JsonNode node) {
        List<byte[]> hashes = new ArrayList<>();
        node.get("hashes").forEach(hash -> hashes.add(Base64.getDecoder().decode(hash.textValue())));
        return hashes;
    }

    @Test
    void anybody_can_check_that_a_record_is_in_what_was_signed() throws Exception {
        for (int i = 0; i < 9; i++) {
            audit.record(Event.ok("case.read", "tree-felling", "case-handling"));
        }
        sealer.turn();
        SignedNote note = SignedNote.parse(text("checkpoint"));
        assertEquals(1, note.verify(List.of(NoteKey.parse(text("key").strip()))).size());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        JsonNode inclusion = json("inclusion", "place", 4, "size", 9);
        assertTrue(MerkleProof.includes(4, 9, Base64.getDecoder().decode(inclusion.get("leaf").textValue()), hashes(inclusion), checkpoint.root()));
        assertEquals(9, checkpoint.size());
        assertTrue(hashes(json("consistency", "first", 5, "second", 9)).size() > 1);
        Page.View view = assertInstanceOf(Page.View.class, ask("GET", "", Map.of()));
        assertEquals(9L, ((Map<?, ?>) ((List<?>) view.model().get("signed")).get(0)).get("size"));
    }

    /** Places that have what a test says. */
    private record MadeUpAnchors(List<Anchored> all) implements AuditAnchors {
        @Override
        public List<Place> places() {
            throw new Forbidden("audit:verify");
        }

        @Override
        public List<Place> anchorNow() {
            throw new Forbidden("audit:anchor");
        }

        @Override
        public List<Anchored> anchored(int limit) {
            return all;
        }

        @Override
        public Optional<Anchored> anchored(String place, long size) {
            return all.stream().filter(one -> one.place().equals(place) && one.size() == size).findFirst();
        }

        @Override
        public Optional<String> cosigned() {
            return all.stream().filter(one -> !one.signers().isEmpty()).map(Anchored::note).findFirst();
        }
    }

    @Test
    void anybody_sees_and_gets_what_others_keep() throws Exception {
        assertEquals(List.of(), assertInstanceOf(Page.View.class, ask("GET", "", Map.of())).model().get("anchors"));
        assertEquals(404, assertInstanceOf(Page.Problem.class, ask("GET", "cosigned", Map.of())).status());
        Instant at = Instant.parse("2026-11-28T10:00:00Z");
        MadeUpAnchors anchors = new MadeUpAnchors(List.of(new Anchored("neighbour", "witness", 9, at, "cosigned\n", Optional.empty(), List.of("otra.lv")),
                new Anchored("tsa", "timestamp", 8, at, "stamped\n", Optional.of(new byte[] {1, 2}), List.of()),
                new Anchored("tape", "tape", 7, at, "taped\n", Optional.empty(), List.of())));
        page.appeared(anchors);
        Page.View view = assertInstanceOf(Page.View.class, ask("GET", "", Map.of()));
        List<?> rows = (List<?>) view.model().get("anchors");
        assertEquals(Map.of("place", "neighbour", "sort", "witness", "size", 9L, "at", "28.11.2026. 12:00:00", "signers", "otra.lv", "stamped", false), rows.get(0));
        assertEquals("other", ((Map<?, ?>) rows.get(2)).get("sort"), "a vendor's sort has no word here");
        assertEquals("cosigned\n", text("cosigned"));
        Map<String, List<String>> tsa = Map.of("place", List.of("tsa"), "size", List.of("8"));
        assertEquals("stamped\n", new String(assertInstanceOf(Page.Content.class, ask("GET", "anchor", tsa)).stream().readAllBytes(), StandardCharsets.UTF_8));
        Page.Content stamp = assertInstanceOf(Page.Content.class, ask("GET", "stamp", tsa));
        assertEquals("application/timestamp-reply", stamp.type());
        assertEquals(Optional.of("8.tsr"), stamp.fileName());
        for (Map<String, List<String>> none : List.<Map<String, List<String>>>of(Map.of(), Map.of("place", List.of("tsa")), Map.of("place", List.of("tsa"), "size", List.of("x")),
                Map.of("place", List.of("tape"), "size", List.of("8")))) {
            assertEquals(404, assertInstanceOf(Page.Problem.class, ask("GET", "anchor", none)).status());
            assertEquals(404, assertInstanceOf(Page.Problem.class, ask("GET", "stamp", none)).status());
        }
        assertEquals(404, assertInstanceOf(Page.Problem.class, ask("GET", "stamp", Map.of("place", List.of("tape"), "size", List.of("7")))).status());
        page.gone(anchors);
        assertEquals(404, assertInstanceOf(Page.Problem.class, ask("GET", "anchor", tsa)).status());
    }

    @ParameterizedTest
    @CsvSource({"GET,checkpoint,404", "GET,tile,404", "POST,'',405", "GET,inclusion,400"})
    void what_is_not_there_is_told(String method, String path, int status) {
        assertEquals(status, assertInstanceOf(Page.Problem.class, ask(method, path, Map.of())).status());
    }

    @ParameterizedTest
    @CsvSource({"-1,1,400", "x,1,400", "9223372036854775808,1,400", "0,1,404", "5,3,404"})
    void numbers_the_log_never_had_are_refused(String place, String size, int status) {
        assertEquals(status, assertInstanceOf(Page.Problem.class,
                ask("GET", "inclusion", Map.of("place", List.of(place), "size", List.of(size)))).status());
    }
}
