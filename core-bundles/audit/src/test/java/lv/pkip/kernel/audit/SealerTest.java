package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.MerkleProof;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    private final FixedActor actor = FixedActor.staff("auditor", "audit:read", "audit:verify", "audit:export");
    private final SettableClock clock = SettableClock.at(NOW.toString());
    private long nanos;
    private TestJpa jpa;
    private AuditLog audit;
    private KeyPair pair;
    private Sealer sealer;

    @BeforeEach
    void open() throws Exception {
        jpa = TestJpa.open("audit");
        audit = new AuditLog(jpa, actor, Records.retention(), clock, () -> "REQ1");
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        sealer = sealer();
    }

    private Sealer sealer() {
        return new Sealer(jpa, audit, actor, clock, () -> nanos, pair);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Sealer.class);
    }

    private static boolean postgresql() {
        return System.getenv("PKIP_TEST_POSTGRESQL") != null;
    }

    private void records(int number) {
        IntStream.range(0, number).forEach(i -> audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-" + i, "p" + i)));
    }

    private void seconds(long more) {
        nanos += Duration.ofSeconds(more).toNanos();
        clock.set(clock.instant().plusSeconds(more));
    }

    private Checkpoint signed() {
        SignedNote note = SignedNote.parse(sealer.checkpoint().orElseThrow());
        assertEquals(1, note.verify(List.of(NoteKey.parse(sealer.key()))).size(), "signed by the log's key");
        return Checkpoint.parse(note.text());
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static List<byte[]> bytes(List<String> base64) {
        return base64.stream().map(SealerTest::bytes).toList();
    }

    @Test
    void every_record_gets_a_place_and_a_proof() {
        records(300);
        sealer.turn();
        Checkpoint checkpoint = signed();
        assertEquals(300, checkpoint.size());
        for (long place = 0; place < 300; place++) {
            assertTrue(MerkleProof.includes(place, 300, bytes(sealer.leaf(place)), bytes(sealer.inclusion(place, 300)), checkpoint.root()));
        }
        assertEquals(0, sealer.sealed().waiting());
        assertThrows(IllegalArgumentException.class, () -> sealer.inclusion(300, 300));
        assertThrows(IllegalArgumentException.class, () -> sealer.inclusion(0, 301));
    }

    @Test
    void the_log_only_grows_and_is_signed_once_a_minute_while_it_does() {
        records(5);
        sealer.turn();
        Checkpoint first = signed();
        records(7);
        seconds(30);
        sealer.turn();
        assertEquals(5, signed().size(), "half a minute later it is not signed again");
        seconds(31);
        sealer.turn();
        Checkpoint second = signed();
        assertEquals(12, second.size());
        assertEquals(first.origin(), second.origin());
        assertTrue(MerkleProof.isConsistent(5, 12, first.root(), second.root(), bytes(sealer.consistency(5, 12))));
        seconds(120);
        sealer.turn();
        assertEquals(2, sealer.checkpoints(10).size(), "nothing new, nothing signed");
    }

    @Test
    void a_clock_that_jumps_back_keeps_it_neither_from_sealing_nor_from_signing() {
        records(1);
        sealer.turn();
        clock.set(NOW.minus(Duration.ofDays(1)));
        records(1);
        nanos += Duration.ofSeconds(2).toNanos();
        sealer.turn();
        assertEquals(2, signed().size());
    }

    /** A record that is written, and committed when the latch says so. */
    private Future<?> written(ExecutorService late, CountDownLatch commit) throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        Future<?> business = late.submit(() -> jpa.tx(TransactionType.Required, em -> {
            audit.record(Event.ok("case.submit", "tree-felling", "own-case"));
            written.countDown();
            try {
                assertTrue(commit.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        assertTrue(written.await(20, TimeUnit.SECONDS));
        return business;
    }

    @Test
    void who_gets_a_number_early_and_commits_late_is_not_left_out() throws Exception {
        ExecutorService late = Executors.newSingleThreadExecutor();
        CountDownLatch commit = new CountDownLatch(1);
        Future<?> business = written(late, commit);
        if (postgresql()) {
            // Embedded Derby would wait for the writer; it gives no place before either.
            records(3);
            sealer.turn();
            assertEquals(3, sealer.sealed().size());
        }
        commit.countDown();
        business.get(20, TimeUnit.SECONDS);
        late.shutdown();
        seconds(2);
        sealer.turn();
        assertEquals(0, sealer.sealed().waiting());
        assertEquals(postgresql() ? 4 : 1, sealer.sealed().size());
    }

    @Test
    void who_commits_later_than_anybody_should_is_found_by_the_look_over_all() {
        records(3);
        long missing = audit.newest(0, 1).get(0).sequence() + 2; // + 1 is the record of this look
        assertThrows(IllegalStateException.class, () -> jpa.tx(TransactionType.Required, em -> {
            records(1);
            throw new IllegalStateException("the business failed");
        }));
        sealer.turn();
        for (int i = 0; i < 3; i++) {
            seconds(61);
            records(1);
            sealer.turn();
        }
        sealer.turn();
        assertEquals(7, sealer.sealed().size());
        jpa.database().execute("insert into audit_record (seq, at_ms, actor_kind, actor, application, action, purpose, outcome)"
                + " values (" + missing + ", 1, 'STAFF', 'late', 'x', 'case.read', 'y', 'ok')");
        seconds(2);
        sealer.turn();
        assertEquals(7, sealer.sealed().size());
        sealer.catchUp();
        assertEquals(8, sealer.sealed().size());
        assertEquals(OptionalLong.of(7), sealer.place(missing));
    }

    @Test
    void a_number_that_is_still_open_holds_up_nobody_and_is_not_passed_over() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(postgresql(), "embedded Derby lets one write at a time");
        records(2);
        sealer.turn();
        ExecutorService late = Executors.newSingleThreadExecutor();
        CountDownLatch commit = new CountDownLatch(1);
        Future<?> business = written(late, commit);
        for (int i = 0; i < 3; i++) {
            records(5);
            seconds(2);
            sealer.turn();
        }
        assertEquals(17, sealer.sealed().size());
        commit.countDown();
        business.get(20, TimeUnit.SECONDS);
        late.shutdown();
        seconds(2);
        sealer.turn();
        assertEquals(18, sealer.sealed().size());
        assertEquals(0, sealer.sealed().waiting());
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, 18));
    }

    @Test
    void what_was_rolled_back_leaves_no_hole_in_the_log() {
        records(2);
        assertThrows(IllegalStateException.class, () -> jpa.tx(TransactionType.Required, em -> {
            records(2);
            throw new IllegalStateException("the business failed");
        }));
        records(2);
        sealer.turn();
        assertEquals(4, sealer.sealed().size());
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, 4));
    }

    @Test
    void two_nodes_give_each_record_one_place() throws Exception {
        List<Sealer> nodes = List.of(sealer, sealer());
        records(1); // Derby makes the statement ready for one writer, then for many
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            all.add(threads.submit(() -> {
                FixedActor clerk = FixedActor.staff("clerk", "audit:read");
                AuditLog own = new AuditLog(jpa, clerk, Records.retention(), clock, () -> null);
                for (int i = 0; i < 100; i++) {
                    own.record(Event.ok("case.read", "tree-felling", "case-handling"));
                }
            }));
        }
        for (Sealer node : nodes) {
            all.add(threads.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    node.catchUp();
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        sealer.catchUp();
        sealer.turn();
        assertEquals(201, sealer.sealed().size());
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, 201));
        assertEquals(nodes.get(0).key(), nodes.get(1).key());
    }

    @Test
    void a_record_that_was_changed_deleted_or_swapped_is_named() {
        records(600);
        sealer.turn();
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, 600));
        tamper("update audit_record set purpose = 'holiday' where seq = (select seq from audit_leaf where place = 577)");
        assertEquals(OptionalLong.of(577), sealer.firstBad(0, 600));
        tamper("update audit_record set data_subject = 'somebody' where seq = (select seq from audit_leaf where place = 300)");
        assertEquals(OptionalLong.of(300), sealer.firstBad(0, 600));
        tamper("delete from audit_record where seq = (select seq from audit_leaf where place = 41)");
        assertEquals(OptionalLong.of(41), sealer.firstBad(0, 600));
        jpa.database().execute("delete from audit_leaf where place = 7");
        assertEquals(OptionalLong.of(7), sealer.firstBad(0, 600));
    }

    /** The hash by which a repeated record is known, and the class of retention, are about the record and not of it. */
    @Test
    void whatever_is_changed_in_a_record_is_found() {
        new Intake(jpa, Records.retention(), clock).take("ledger", IntStream.range(0, 40).mapToObj(i -> Records.record("n" + i)).toList());
        sealer.turn();
        List<String> texts = List.of("actor_kind", "actor", "on_behalf_of", "application", "action", "case_number", "data_subject", "purpose", "outcome", "details",
                "request", "source", "source_id", "organisation", "address", "session_id", "act", "object_type", "object_id", "legal_basis", "permission",
                "before_hash", "after_hash");
        List<String> changes = new ArrayList<>(texts.stream().map(column -> column + " = '-'").toList());
        changes.addAll(List.of("at_ms = at_ms + 1", "source_at_ms = source_at_ms + 1", "salt = '" + "B".repeat(42) + "A'", "data_subject = null"));
        for (int place = changes.size() - 1; place >= 0; place--) {
            tamper("update audit_record set " + changes.get(place) + " where seq = (select seq from audit_leaf where place = " + place + ")");
            assertEquals(OptionalLong.of(place), sealer.firstBad(0, 40), changes.get(place));
        }
    }

    /** As the owner of the database does it, without the guards. */
    private void tamper(String sql) {
        if (postgresql()) {
            jpa.database().execute("alter table audit_record disable trigger user");
            jpa.database().execute(sql);
            jpa.database().execute("alter table audit_record enable trigger user");
        } else {
            jpa.database().execute("drop trigger audit_record_no_" + sql.substring(0, 6));
            jpa.database().execute(sql);
            jpa.database().execute("create trigger audit_record_no_" + sql.substring(0, 6) + " no cascade before " + sql.substring(0, 6)
                    + " on audit_record referencing old as o for each row values o.seq / 0");
        }
    }

    @Test
    void an_export_carries_what_is_needed_and_is_recorded() {
        records(20);
        sealer.turn();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sealer.export(3, 17, "inspection", out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1 + 14 + 1, lines.size());
        assertTrue(lines.get(1).contains("KC-3"));
        assertTrue(audit.newest(0, 20).stream().anyMatch(e -> e.event().action().equals("audit.export") && e.event().purpose().equals("inspection")));
        assertThrows(IllegalArgumentException.class, () -> sealer.export(0, 21, "inspection", out), "not sealed yet");
        assertThrows(IllegalArgumentException.class, () -> sealer.export(0, 2, " ", out));
        assertThrows(IllegalArgumentException.class, () -> sealer.export(5, 5, "inspection", out));
    }

    @Test
    void who_may_not_verify_or_export_is_refused_and_that_is_recorded() {
        records(3);
        sealer.turn();
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "audit:read");
        assertThrows(Forbidden.class, () -> sealer.firstBad(0, 3));
        assertThrows(Forbidden.class, () -> sealer.export(0, 3, "curiosity", new ByteArrayOutputStream()));
        assertEquals(2, audit.newest(0, 20).stream().filter(e -> e.event().outcome().equals("refused")).count());
    }

    @Test
    void the_key_is_made_once_and_only_its_owner_may_read_it(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("security/audit-log-key");
        KeyPair made = LogKey.in(file);
        assertArrayEquals(made.getPrivate().getEncoded(), LogKey.in(file).getPrivate().getEncoded());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.writeString(file, "nonsense\n");
        String message = assertThrows(IllegalStateException.class, () -> LogKey.in(file)).getMessage();
        assertTrue(message.contains("backup"), message);
    }

    @Test
    void an_empty_log_has_no_checkpoint() {
        sealer.turn();
        assertEquals(Optional.empty(), sealer.checkpoint());
        assertFalse(sealer.key().isBlank());
    }
}
