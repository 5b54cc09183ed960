package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.KeyedPersons;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    private final FixedActor actor = FixedActor.staff("clerk", "audit:read");
    private String request;
    private TestJpa jpa;
    private AuditLog audit;

    @BeforeEach
    void open() {
        jpa = TestJpa.open("audit");
        audit = new AuditLog(jpa, actor, Records.retention(), Clock.fixed(NOW, ZoneOffset.UTC), () -> request);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(AuditLog.class);
    }

    @Test
    void a_record_carries_what_happened_and_the_kernels_own_stamps() {
        actor.become(new Actor(Actor.Kind.RESIDENT, "p1", "Anna", Optional.empty(), Optional.of("child-7"), Assurance.HIGH));
        audit.record(Event.ok("case.submit", "tree-felling", "application").about("KC-2026-1", "child-7")
                .with(Map.of("trees", "2", "odd=key", "line\nbreak \\ and = sign")));
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        Audit.Entry entry = audit.newest(0, 10).get(0);
        assertEquals(NOW, entry.time());
        assertEquals("RESIDENT", entry.actorKind());
        assertEquals("p1", entry.actor());
        assertEquals(Optional.of("child-7"), entry.onBehalfOf());
        assertEquals("line\nbreak \\ and = sign", entry.event().details().get("odd=key"));
        assertEquals(Optional.of("KC-2026-1"), entry.event().caseNumber());
        assertEquals("ok", entry.event().outcome());
    }

    @Test
    void a_record_vanishes_with_the_transaction_that_made_it() {
        assertThrows(IllegalStateException.class, () -> jpa.tx(TransactionType.Required, em -> {
            audit.record(Event.ok("case.submit", "tree-felling", "application"));
            throw new IllegalStateException("the business failed");
        }));
        assertEquals(List.of(), audit.newest(0, 10));
    }

    @Test
    void reading_the_audit_is_itself_recorded() {
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-2026-1", "p1"));
        audit.ofCase("KC-2026-1");
        List<String> actions = audit.newest(0, 10).stream().map(e -> e.event().action()).toList();
        assertEquals(List.of("audit.read", "case.read"), actions);
        assertEquals("audit.read", audit.newest(0, 10).get(0).event().action());
    }

    @Test
    void a_refused_reading_is_recorded_too() {
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> audit.newest(0, 10));
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-1"));
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        List<Audit.Entry> entries = audit.newest(0, 10);
        assertEquals(List.of("refused", "refused"), entries.stream().map(e -> e.event().outcome()).toList());
        assertEquals("clerk", entries.get(0).actor());
    }

    @Test
    void a_strangers_refused_try_does_not_shut_the_owner_out() {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-1", "p1"));
        audit.record(Event.ok("case.act", "status", "case-handling").about("KC-2026-1", null).outcome("refused"));
        actor.become(Actor.resident("p1", "Anna", Assurance.HIGH));
        assertEquals(2, audit.ofCase("KC-2026-1").size());
    }

    @Test
    void who_acts_for_somebody_sees_the_records_of_that_ones_case() {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-1", "child-7"));
        actor.become(new Actor(Actor.Kind.RESIDENT, "p1", "Anna", Optional.empty(), Optional.of("child-7"), Assurance.HIGH));
        assertEquals(1, audit.ofCase("KC-2026-1").size());
    }

    @Test
    void records_made_under_an_earlier_key_of_the_same_person_are_found_under_either_and_by_nobody_else() {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-1", "p-older"));
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-2", "p-younger"));
        actor.become(Actor.resident("p-younger", "Anna", Assurance.HIGH));
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-1"), "not known to be one person");
        KeyedPersons people = new KeyedPersons();
        people.join("p-older", "p-younger");
        audit.appeared(people::keys);
        for (String key : List.of("p-older", "p-younger")) {
            actor.become(Actor.resident(key, "Anna", Assurance.HIGH));
            assertEquals("p-older", audit.ofCase("KC-2026-1").get(0).event().dataSubject().orElseThrow());
            assertEquals("p-younger", audit.ofCase("KC-2026-2").get(0).event().dataSubject().orElseThrow());
            actor.become(new Actor(Actor.Kind.RESIDENT, "p1", "Zane", Optional.empty(), Optional.of(key), Assurance.HIGH));
            assertTrue(audit.ofCase("KC-2026-1").size() > 1, "nor is it lost to who acts for that person");
            actor.become(Actor.staff(key, "same key, other kind", Optional.empty()));
            assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-1"));
        }
        actor.become(Actor.resident("p-strange", "Jānis", Assurance.HIGH));
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-1"));
    }

    @Test
    void a_login_that_looks_like_a_person_key_opens_nothing() {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-1", "p1"));
        actor.become(Actor.staff("p1", "same key, other kind", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update audit_record set actor = 'x'", "delete from audit_record where seq > 0"})
    void the_database_itself_refuses_to_change_a_record(String sql) {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case"));
        assertThrows(IllegalStateException.class, () -> jpa.database().execute(sql));
        assertEquals("clerk", audit.newest(0, 10).get(0).actor());
    }

    @Test
    void loose_words_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> audit.record(Event.ok("Submitted", "x", "y")));
        assertThrows(IllegalArgumentException.class, () -> audit.record(Event.ok("case.submit", "x", "y").outcome("fine")));
        assertEquals(List.of(), audit.newest(0, 10));
    }

    @Test
    void the_reference_number_of_the_request_is_kept() {
        request = "R4T5";
        audit.record(Event.ok("case.submit", "tree-felling", "own-case"));
        assertEquals("R4T5", audit.newest(0, 10).get(0).event().details().get("request"));
    }

    @Test
    void residents_read_the_records_of_their_own_case_only_and_strangers_none() {
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-1", "p1"));
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-2026-2", "p2"));
        actor.become(Actor.resident("p1", "Anna", Assurance.HIGH));
        assertEquals(1, audit.ofCase("KC-2026-1").size());
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-2"));
        assertThrows(Forbidden.class, () -> audit.ofCase("KC-2026-3"));
        assertThrows(Forbidden.class, () -> audit.newest(0, 10));
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> audit.newest(0, 10));
    }

    @Test
    void pages_go_back_in_time_without_gap_or_double() {
        for (int i = 0; i < 25; i++) {
            audit.record(Event.ok("case.read", "tree-felling", "case-handling").with(Map.of("i", String.valueOf(i))));
        }
        List<Audit.Entry> first = audit.newest(0, 10);
        List<Audit.Entry> second = audit.newest(first.get(9).sequence(), 10);
        assertEquals("15", first.get(9).event().details().get("i"));
        assertEquals("14", second.get(0).event().details().get("i"));
        assertTrue(first.get(9).sequence() > second.get(0).sequence());
        assertThrows(IllegalArgumentException.class, () -> audit.newest(0, 501));
    }

    @Test
    void details_too_long_are_refused_rather_than_cut() {
        assertThrows(IllegalArgumentException.class, () -> audit.record(
                Event.ok("case.read", "tree-felling", "x").with(Map.of("k", "v".repeat(Details.MAX_LENGTH)))));
    }
}
