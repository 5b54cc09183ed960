package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditSelections.Selection;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.Report;
import lv.pkip.kernel.auditproof.SelectionCheck;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single records with their proofs, from the database to the verifier. */
class SelectionsTest {
    @TempDir
    Path folder;
    private final FixedActor actor = FixedActor.staff("auditor", "audit:read", "audit:export");
    private final SettableClock clock = SettableClock.at("2026-11-23T10:15:30Z");
    private final TestJpa jpa = TestJpa.open("audit");
    private final AuditLog audit = new AuditLog(jpa, actor, Records.retention(), clock, () -> "REQ1");
    private Sealer sealer;
    private Selections selections;

    @BeforeEach
    void open() throws Exception {
        sealer = new Sealer(jpa, audit, actor, clock, () -> 0, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        selections = new Selections(jpa, sealer, audit, actor);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private List<Long> written(int many) {
        for (int i = 0; i < many; i++) {
            audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("K-" + i, "person-" + i).with(Map.of("page", "" + i)));
        }
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select r.seq from RecordRow r order by r.seq", Long.class).getResultList());
    }

    private Report proved(List<Long> sequences) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Selection selection = selections.begin("complaint 17", out).orElseThrow();
        selection.add(sequences);
        selection.end(Map.of());
        Path file = Files.write(folder.resolve("a.pkip-audit-selection"), out.toByteArray());
        return new SelectionCheck(List.of(NoteKey.parse(sealer.key())), Map.of(), List.of()).check(List.of(file));
    }

    @Test
    void records_far_apart_are_proved_and_a_changed_one_is_found() throws Exception {
        List<Long> all = written(600);
        assertEquals(Optional.empty(), selections.begin("too early", new ByteArrayOutputStream()));
        sealer.turn();
        List<Long> waiting = written(3);
        List<Long> some = List.of(all.get(599), all.get(257), all.get(0), waiting.get(waiting.size() - 1));
        Report report = proved(some);
        assertTrue(report.isGood(), report.problems().toString());
        assertEquals(3, report.selections().get(0).records());
        assertEquals(1, report.selections().get(0).waiting());
        tamper(all.get(257));
        assertEquals(List.of("CHANGED 257"), proved(some).problems().stream().map(problem -> problem.kind() + " " + problem.index()).toList());
    }

    /** As the superuser of a database can. */
    private void tamper(long sequence) {
        jpa.database().execute(jpa.database().isPostgresql() ? "alter table audit_record disable trigger user" : "drop trigger audit_record_no_update");
        jpa.database().execute("update audit_record set actor = 'somebody' where seq = " + sequence);
    }

    @Test
    void it_needs_the_right_and_a_purpose_and_is_recorded() {
        written(1);
        sealer.turn();
        assertThrows(IllegalArgumentException.class, () -> selections.begin(" ", new ByteArrayOutputStream()));
        Selection selection = selections.begin("complaint 17", new ByteArrayOutputStream()).orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> selection.add(java.util.Collections.nCopies(501, 1L)));
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "audit:read");
        assertThrows(Forbidden.class, () -> selections.begin("curiosity", new ByteArrayOutputStream()));
        List<String> exports = jpa.txExpr(TransactionType.Required, em -> em.createQuery("select r from RecordRow r where r.action = 'audit.export' order by r.seq", RecordRow.class)
                .getResultList().stream().map(row -> row.entry().actor() + " " + row.entry().event().outcome() + " " + row.entry().event().purpose()).toList());
        assertEquals(List.of("auditor ok complaint 17", "clerk refused curiosity"), exports);
    }
}
