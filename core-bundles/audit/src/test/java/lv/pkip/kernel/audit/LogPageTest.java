package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.audit.Audit.Event;
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
