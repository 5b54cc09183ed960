package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.audit.AuditIntake.Receipt;
import lv.pkip.kernel.api.audit.AuditIntake.Result;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private TestJpa jpa;
    private Intake intake;
    private Trail trail;

    @BeforeEach
    void open() {
        jpa = TestJpa.open("audit");
        intake = new Intake(jpa, Records.retention(), CLOCK);
        FixedActor auditor = FixedActor.staff("auditor", "audit:read");
        trail = new Trail(jpa, new AuditLog(jpa, auditor, Records.retention(), CLOCK, () -> null), auditor, CLOCK, TrailTest.settings(0));
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private List<Stored> kept(String source) {
        Query all = Query.all();
        return trail.search(new Query(all.from(), all.to(), all.dataSubject(), all.actor(), Optional.of(source), all.application(), all.action(),
                all.sourceAction(), all.caseNumber(), all.objectType(), all.objectId(), all.outcome(), all.text()), "test", 0, 500);
    }

    private static List<Result> results(List<Receipt> receipts) {
        return receipts.stream().map(Receipt::result).toList();
    }

    @Test
    void a_record_is_kept_word_for_word() {
        AuditRecord record = Records.record("r1");
        Receipt receipt = intake.take("social-system", List.of(record)).get(0);
        assertEquals(Result.NEW, receipt.result());
        Stored stored = kept("social-system").get(0);
        assertEquals(receipt.sequence(), stored.sequence());
        assertEquals(NOW, stored.received());
        assertEquals(record, stored.record());
    }

    @Test
    void the_same_batch_ten_times_is_kept_once() {
        List<AuditRecord> batch = IntStream.range(0, 1200).mapToObj(i -> Records.record("r" + i)).toList();
        List<Receipt> first = intake.take("social", batch);
        assertTrue(first.stream().allMatch(r -> r.result() == Result.NEW));
        for (int i = 0; i < 9; i++) {
            List<Receipt> again = intake.take("social", batch);
            assertTrue(again.stream().allMatch(r -> r.result() == Result.SAME));
            assertEquals(first.stream().map(Receipt::sequence).toList(), again.stream().map(Receipt::sequence).toList());
        }
        assertEquals(1200, trail.sources().get(0).records());
    }

    @Test
    void another_content_under_a_known_id_is_told_and_not_kept() {
        intake.take("social", List.of(Records.record("r1")));
        assertEquals(List.of(Result.OTHER), results(intake.take("social", List.of(Records.about("r1", "32000000001")))));
        assertEquals(Records.record("r1"), kept("social").get(0).record());
        assertEquals(List.of(Result.NEW), results(intake.take("taxes", List.of(Records.about("r1", "32000000001")))), "ids are each source's own");
    }

    @Test
    void one_call_that_brings_an_id_twice_is_told_of_both() {
        assertEquals(List.of(Result.NEW, Result.SAME, Result.OTHER), results(intake.take("social",
                List.of(Records.record("r1"), Records.record("r1"), Records.about("r1", "32000000001")))));
        assertEquals(1, kept("social").size());
    }

    @ParameterizedTest
    @CsvSource({"'', missing, dataSubject", "PURPOSE, too-long, purpose", "NUL, no-text, purpose", "HALF, no-text, purpose", "DETAILS, no-json-object, details",
        "TWO, no-json-object, details", "ARRAY, no-json-object, details"})
    void a_wrong_record_is_named_and_holds_up_none(String what, String problem, String field) {
        AuditRecord wrong = switch (what) {
            case "PURPOSE" -> Records.of("w", "s", "p".repeat(257), "{}");
            case "NUL" -> Records.of("w", "s", "a\0b", "{}");
            case "HALF" -> Records.of("w", "s", "a\ud83d", "{}");
            case "DETAILS" -> Records.of("w", "s", "p", "{\"a\":");
            case "TWO" -> Records.of("w", "s", "p", "{} {}");
            case "ARRAY" -> Records.of("w", "s", "p", "[]");
            default -> Records.of("w", "", "p", "{}");
        };
        List<Receipt> receipts = intake.take("social", List.of(Records.record("r1"), wrong, Records.record("r2")));
        assertEquals(List.of(Result.NEW, Result.INVALID, Result.NEW), results(receipts));
        assertEquals(Optional.of(field), receipts.get(1).field());
        assertEquals(Optional.of(problem), receipts.get(1).problem());
        assertEquals(2, kept("social").size());
    }

    @Test
    void a_record_cannot_come_from_the_platform_itself_or_from_nobody() {
        for (String source : List.of("pkip", "", "Social", "../x", "a".repeat(64))) {
            assertThrows(IllegalArgumentException.class, () -> intake.take(source, List.of(Records.record("r1"))));
        }
        assertThrows(IllegalArgumentException.class, () -> intake.take("social", Collections.nCopies(10_001, Records.record("r"))));
    }

    @Test
    void many_at_one_time_lose_and_double_nothing() throws Exception {
        intake.take("other", List.of(Records.record("first"))); // Derby makes the statements ready for one, then for many
        ExecutorService senders = Executors.newFixedThreadPool(8);
        List<Callable<List<Receipt>>> calls = new ArrayList<>();
        for (int sender = 0; sender < 8; sender++) {
            for (int call = 0; call < 25; call++) {
                // Two senders bring each record.
                String name = "r" + sender / 2 + "-" + call;
                calls.add(() -> intake.take("social", List.of(Records.record(name + "a"), Records.record(name + "b"))));
            }
        }
        for (Future<List<Receipt>> receipts : senders.invokeAll(calls)) {
            assertTrue(receipts.get().stream().allMatch(Receipt::kept));
        }
        senders.shutdown();
        assertEquals(200, kept("social").size());
        assertEquals(200, trail.sources().get(1).records());
    }

    @Test
    void a_clock_far_ahead_is_refused_and_one_a_little_ahead_is_not() {
        AuditRecord now = Records.record("r1");
        assertEquals(Result.NEW, intake.take("social", List.of(Records.at(now, NOW.plus(Duration.ofHours(23))))).get(0).result());
        assertEquals(Optional.of("time"), intake.take("social", List.of(Records.at(now, NOW.plus(Duration.ofDays(2))))).get(0).field());
        assertEquals(Optional.of("time"), intake.take("social", List.of(Records.at(now, Instant.EPOCH))).get(0).field());
    }
}
