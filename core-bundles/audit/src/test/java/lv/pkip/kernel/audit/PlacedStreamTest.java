package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditStream.Stretch;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlacedStreamTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    private final FixedActor actor = FixedActor.staff("auditor", "*");
    private final SettableClock clock = SettableClock.at(NOW.toString());
    private long nanos;
    private TestJpa jpa;
    private AuditLog audit;
    private Sealer sealer;
    private PlacedStream stream;

    @BeforeEach
    void open() throws Exception {
        jpa = TestJpa.open("audit");
        audit = new AuditLog(jpa, actor, Records.retention(), clock, () -> null);
        sealer = new Sealer(jpa, audit, actor, clock, () -> nanos, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        stream = new PlacedStream(jpa, actor);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private void records(int number) {
        IntStream.range(0, number).forEach(i -> audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-" + i, "p" + i)));
    }

    private Stretch from(long place, int limit) {
        return actor.asSystem("watch", () -> stream.from(place, limit));
    }

    private List<Stored> all(int limit) {
        List<Stored> all = new ArrayList<>();
        long at = 0;
        for (Stretch piece = from(at, limit); piece.next() != at; piece = from(at, limit)) {
            all.addAll(piece.records());
            at = piece.next();
        }
        return all;
    }

    @Test
    void it_gives_every_sealed_record_once_in_the_order_of_places() {
        records(250);
        assertEquals(List.of(), all(100), "none has its place yet");
        sealer.turn();
        List<Stored> all = all(100);
        assertEquals(LongStream.range(0, 250).boxed().toList(), all.stream().map(r -> r.place().orElseThrow()).toList());
        assertEquals("KC-17", all.get(17).record().caseNumber().orElseThrow());
        assertEquals(new Stretch(List.of(), 250, 250), from(250, 100));
        assertEquals(new Stretch(List.of(), 300, 250), from(300, 100), "who is too far on waits");
    }

    @Test
    void who_commits_late_comes_after_those_who_have_their_places() {
        records(3);
        // A number that was given and is committed much later.
        long missing = audit.newest(0, 1).get(0).sequence() + 2;
        assertThrows(IllegalStateException.class, () -> jpa.tx(em -> {
            records(1);
            throw new IllegalStateException("the business failed");
        }));
        records(2);
        sealer.turn();
        long next = from(0, 100).next();
        jpa.database().execute("insert into audit_record (seq, at_ms, actor_kind, actor, application, action, purpose, outcome)"
                + " values (" + missing + ", 1, 'STAFF', 'late', 'x', 'case.read', 'y', 'ok')");
        sealer.catchUp();
        Stretch more = from(next, 100);
        assertEquals(List.of(missing), more.records().stream().map(Stored::sequence).toList());
        assertEquals(next + 1, more.next());
    }

    @Test
    void a_record_that_is_gone_is_left_out_and_holds_up_nobody() {
        records(6);
        sealer.turn();
        boolean postgresql = jpa.database().isPostgresql();
        jpa.database().execute(postgresql ? "alter table audit_record disable trigger user" : "drop trigger audit_record_no_delete");
        jpa.database().execute("delete from audit_record where seq in (select seq from audit_leaf where place in (2, 5))");
        jpa.database().execute(postgresql ? "alter table audit_record enable trigger user"
                : "create trigger audit_record_no_delete no cascade before delete on audit_record referencing old as o for each row values o.seq / 0");
        assertEquals(List.of(0L, 1L, 3L, 4L), all(2).stream().map(r -> r.place().orElseThrow()).toList());
    }

    @Test
    void a_place_is_found_by_time() {
        records(3);
        clock.set(NOW.plus(Duration.ofHours(1)));
        records(3);
        sealer.turn();
        for (var each : List.of(List.of(-10L, 0L), List.of(0L, 0L), List.of(1L, 3L), List.of(3600L, 3L), List.of(3601L, 6L))) {
            assertEquals(each.get(1), actor.asSystem("watch", () -> stream.placeAt(NOW.plusSeconds(each.get(0)))), each.toString());
        }
    }

    @Test
    void following_is_for_systems_only_whatever_somebody_may_and_leaves_no_records() {
        records(3);
        sealer.turn();
        assertThrows(Forbidden.class, () -> stream.from(0, 10));
        assertThrows(Forbidden.class, () -> stream.placeAt(NOW));
        assertTrue(all(10).size() == 3 && audit.newest(0, 10).size() == 3);
        assertThrows(IllegalArgumentException.class, () -> from(-1, 10));
        assertThrows(IllegalArgumentException.class, () -> from(0, 0));
        assertThrows(IllegalArgumentException.class, () -> from(0, 1001));
    }
}
