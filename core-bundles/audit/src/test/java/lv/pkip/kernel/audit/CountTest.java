package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;
import lv.pkip.kernel.api.audit.AuditTrail.By;
import lv.pkip.kernel.api.audit.AuditTrail.Counting;
import lv.pkip.kernel.api.audit.AuditTrail.Counts;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sums that the database makes: exact, bounded, recorded as looks. */
class CountTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:15:30Z"), ZoneOffset.UTC);
    private final FixedActor actor = FixedActor.staff("auditor", "audit:read");
    private final TestJpa jpa = TestJpa.open("audit");
    private final AuditLog audit = new AuditLog(jpa, actor, Records.retention(), CLOCK, () -> null);
    private final Intake intake = new Intake(jpa, Records.retention(), CLOCK);
    private final Trail trail = new Trail(jpa, audit, actor, CLOCK, TrailTest.settings(0));

    @AfterEach
    void close() {
        jpa.close();
    }

    private static AuditRecord record(String id, String time, String who, Act act, String outcome) {
        return new AuditRecord(id, Instant.parse(time), new Party(who.startsWith("r") ? PartyKind.RESIDENT : PartyKind.STAFF, who, Optional.empty()), Optional.empty(),
                "social", Optional.empty(), Optional.empty(), act, "person.open", Optional.of(new Thing("person", "p-17")), Optional.empty(), Optional.of("01018015097"),
                "case-handling", Optional.empty(), Optional.empty(), outcome, "{}", Optional.empty(), Optional.empty());
    }

    private static Query of(String source) {
        Query all = Query.all();
        return new Query(all.from(), all.to(), all.dataSubject(), all.actor(), Optional.of(source), all.application(), all.action(), all.sourceAction(),
                all.caseNumber(), all.objectType(), all.objectId(), all.outcome(), all.text());
    }

    private static Optional<String> joined(List<String> values) {
        return Optional.of(String.join("/", values));
    }

    @Test
    void lines_and_columns_are_counted_and_what_counts_nowhere_is_still_counted_as_seen() {
        intake.take("social", List.of(record("1", "2026-11-23T08:00:00Z", "a", Act.READ, "ok"), record("2", "2026-11-23T08:00:00Z", "a", Act.READ, "failed"),
                record("3", "2026-11-23T08:00:00Z", "a", Act.UPDATE, "ok"), record("4", "2026-11-23T08:00:00Z", "b", Act.READ, "ok")));
        intake.take("taxes", List.of(record("1", "2026-11-23T08:00:00Z", "a", Act.READ, "ok")));
        Counts counts = trail.count(new Counting(of("social"), Set.of(), Set.of(), List.of(By.SOURCE, By.ACTOR), List.of(By.ACT, By.OUTCOME), 10), "test", CountTest::joined);
        assertEquals(List.of(List.of("social", "a"), List.of("social", "b")), counts.lines().stream().map(line -> line.keys()).toList());
        assertEquals(Map.of("READ/ok", 1L, "READ/failed", 1L, "UPDATE/ok", 1L), counts.lines().get(0).counts());
        Counts reads = trail.count(new Counting(of("social"), Set.of(), Set.of(), List.of(By.ACTOR), List.of(By.ACT), 10), "test",
                values -> values.get(0).equals("READ") ? Optional.of("read") : Optional.empty());
        assertEquals(4, reads.records());
        assertEquals(3, reads.lines().stream().mapToLong(line -> line.sum()).sum());
        assertEquals(2, trail.count(new Counting(of("social"), Set.of(Act.UPDATE, Act.DELETE, Act.READ), Set.of(PartyKind.STAFF), List.of(), List.of(By.ACT), 1), "test",
                CountTest::joined).lines().get(0).counts().size());
        assertEquals(1, trail.count(new Counting(of("social"), Set.of(Act.UPDATE), Set.of(), List.of(), List.of(), 1), "test", CountTest::joined).records());
        assertEquals(0, trail.count(new Counting(of("social"), Set.of(), Set.of(PartyKind.RESIDENT), List.of(By.ACTOR), List.of(), 1), "test", CountTest::joined).records());
    }

    @Test
    void the_largest_lines_stay_and_the_others_are_added_up() {
        List<AuditRecord> many = new ArrayList<>();
        for (int who = 0; who < 40; who++) {
            for (int i = 0; i <= who; i++) {
                many.add(record("r" + who + "-" + i, "2026-11-23T08:00:00Z", String.format("w%02d", who), Act.READ, i % 2 == 0 ? "ok" : "refused"));
            }
        }
        intake.take("social", many);
        Counts counts = trail.count(new Counting(of("social"), Set.of(), Set.of(), List.of(By.ACTOR), List.of(By.OUTCOME), 3), "test", CountTest::joined);
        assertEquals(List.of("w39", "w38", "w37"), counts.lines().stream().map(line -> line.keys().get(0)).toList());
        assertEquals(40, counts.all());
        assertEquals(820, counts.records());
        assertEquals(820, counts.lines().stream().mapToLong(line -> line.sum()).sum() + counts.rest().values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void hours_are_of_the_source_and_fold_to_local_time_over_the_change_of_clocks() {
        // On 25 October 2026 it is three o'clock twice in Rīga.
        intake.take("social", List.of(record("1", "2026-10-25T00:30:00Z", "a", Act.READ, "ok"), record("2", "2026-10-25T01:30:00Z", "a", Act.READ, "ok"),
                record("3", "2026-10-25T02:30:00Z", "a", Act.READ, "ok"), record("4", "2026-03-29T01:30:00Z", "a", Act.READ, "ok")));
        Counts counts = trail.count(new Counting(of("social"), Set.of(), Set.of(), List.of(By.ACTOR), List.of(By.HOUR), 10), "test", values ->
                Optional.of(Instant.ofEpochSecond(Long.parseLong(values.get(0)) * 3600).atZone(ZoneId.of("Europe/Riga")).toLocalDateTime().toString()));
        assertEquals(Map.of("2026-10-25T03:00", 2L, "2026-10-25T04:00", 1L, "2026-03-29T04:00", 1L), counts.lines().get(0).counts());
    }

    @Test
    void counting_is_a_look_with_its_purpose_and_who_may_not_is_refused() {
        intake.take("social", List.of(record("1", "2026-11-23T08:00:00Z", "a", Act.READ, "ok")));
        Counting what = new Counting(of("social"), Set.of(Act.READ), Set.of(), List.of(By.ACTOR), List.of(), 1);
        trail.count(what, "complaint 17", CountTest::joined);
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> trail.count(what, "curiosity", CountTest::joined));
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        List<AuditRecord> looks = trail.search(of("pkip"), "test", 0, 10).stream().map(stored -> stored.record()).toList();
        assertEquals(List.of("refused curiosity", "ok complaint 17"), looks.stream().map(look -> look.outcome() + " " + look.purpose()).toList());
        assertTrue(looks.get(1).details().contains("\"counted\":\"ACTOR\"") && looks.get(1).details().contains("\"records\":\"1\""), looks.get(1).details());
        assertThrows(IllegalArgumentException.class, () -> trail.count(what, " ", CountTest::joined));
        assertThrows(IllegalArgumentException.class, () -> new Counting(of("social"), Set.of(), Set.of(), List.of(), List.of(), 0));
    }
}
