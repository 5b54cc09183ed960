package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports by schedule: when they are made, for what time, for whom, and how that one is told. */
final class SchedulesTest {
    private static final String PATH = "/audit-reports/schedules";
    private final Town town = new Town();
    private final ReportWheel wheel = new ReportWheel(town.schedules, town.reports, town.actor, town.clock, ReportsTest.keep());

    @BeforeEach
    void auditor() throws Exception {
        town.as("admin", "users:manage");
        town.registry.save(Role.of("reader", Set.of("audit:*")), "");
        town.registry.create(Account.person("auditor", new Account.Profile("Aija", "Auditore", "Aija Auditore", "aija@paraugs.example", "", "en"),
                new Account.Employment("", "", "", "", Optional.empty(), Optional.empty()), Set.of("reader")));
        town.asAuditor().looking();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private void plan(String kind, String rhythm, String way) throws Exception {
        assertEquals(PATH + "?said=schedule-made", Town.location(town.post(PATH, "kind", kind, "rhythm", rhythm, "way", way)));
    }

    private List<Reports.Report> made() {
        return town.reports.newest(0, 100);
    }

    private void at(String time) {
        town.clock.forward(Duration.between(town.clock.instant(), Instant.parse(time)));
        wheel.make();
    }

    @Test
    void a_day_is_reported_on_once_when_it_is_over_and_the_one_who_asked_is_told_by_link_and_hash() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "K-1").did("2026-11-27T10:00:00Z", Act.READ, "case.read", "K-1");
        plan("activity", "daily", "both");
        at("2026-11-28T22:04:00Z");
        assertEquals(List.of(), made(), "five minutes after midnight of Rīga");
        at("2026-11-28T22:05:00Z");
        wheel.make();
        Reports.Report report = made().get(0);
        assertEquals(1, made().size());
        assertEquals("2026-11-27T22:00:00Z 2026-11-28T22:00:00Z", report.wanted().from() + " " + report.wanted().to());
        assertEquals(1, report.records());
        assertEquals("auditor", report.why().owner());
        assertTrue(report.why().purpose().startsWith("Sūdzības"));
        assertEquals(1, town.outbox.items().size());
        var letter = town.outbox.items().get(0);
        assertEquals("email aija@paraugs.example", letter.channel() + " " + letter.address());
        assertTrue(letter.content().get("text").contains("https://paraugs.example/audit-reports/" + report.id()) && letter.content().get("text").contains(report.hash())
                && letter.content().get("text").contains("Activity of systems"), letter.content().toString());
        assertEquals(1, town.told.size());
        assertTrue(town.told.get(0).startsWith("auditor report told.report.activity") && town.told.get(0).endsWith("/audit-reports/" + report.id()), town.told.toString());
        assertEquals("system audit-desk", town.audit.newest(0, 100).stream().filter(e -> e.event().action().equals("audit-report.search")).map(e -> e.actorKind().toLowerCase() + " " + e.actor()).findFirst().orElse(""));
        assertTrue(town.html(PATH).contains("30.11.2026. 00:05") && town.html(PATH).contains("sagatavots") && town.html("/audit-reports").contains("pēc grafika"));
    }

    @Test
    void weeks_begin_on_monday_months_on_the_first_and_the_day_the_clock_changes_has_25_hours() {
        Instant saturday = Instant.parse("2026-11-28T12:00:00Z");
        assertEquals("2026-11-29T22:00:00Z", Rhythm.WEEKLY.end(saturday).toString());
        assertEquals("2026-11-22T22:00:00Z", Rhythm.WEEKLY.begin(Rhythm.WEEKLY.end(saturday)).toString());
        assertEquals("2026-11-30T22:00:00Z", Rhythm.MONTHLY.end(saturday).toString());
        assertEquals("2026-10-31T22:00:00Z", Rhythm.MONTHLY.begin(Rhythm.MONTHLY.end(saturday)).toString());
        Instant end = Rhythm.DAILY.end(Instant.parse("2026-10-25T10:00:00Z"));
        assertEquals(Duration.ofHours(25), Duration.between(Rhythm.DAILY.begin(end), end));
        assertEquals("2026-11-29T22:00:00Z", Rhythm.DAILY.end(Rhythm.DAILY.end(saturday)).toString(), "the end of a day is the beginning of the next");
    }

    @Test
    void what_was_missed_is_made_up_and_what_was_paused_is_not() throws Exception {
        plan("activity", "daily", "workplace");
        at("2026-12-02T12:00:00Z");
        assertEquals(List.of("2026-12-01T22:00:00Z", "2026-11-30T22:00:00Z", "2026-11-29T22:00:00Z", "2026-11-28T22:00:00Z"),
                made().stream().map(r -> r.wanted().to().toString()).sorted(java.util.Comparator.reverseOrder()).toList());
        String id = town.schedules.all().get(0).id();
        town.looking();
        assertEquals(PATH + "?said=schedule-pause", Town.location(town.post(PATH + "/" + id + "/pause")));
        at("2026-12-05T12:00:00Z");
        assertEquals(4, made().size());
        town.looking();
        town.post(PATH + "/" + id + "/resume");
        wheel.make();
        assertEquals(4, made().size());
        at("2026-12-05T22:06:00Z");
        assertEquals(5, made().size());
        town.looking();
        assertEquals(PATH + "?said=schedule-delete", Town.location(town.post(PATH + "/" + id + "/delete")));
        at("2026-12-09T22:06:00Z");
        assertEquals(5, made().size());
        assertTrue(town.audit.actions().containsAll(List.of("audit-schedule.create", "audit-schedule.change", "audit-schedule.delete")));
    }

    @Test
    void it_stops_when_its_maker_may_no_longer_read_the_audit() throws Exception {
        plan("activity", "daily", "both");
        town.as("admin", "users:manage");
        town.registry.save(Role.of("reader", Set.of("audit:verify", "users:read")), "");
        at("2026-11-28T22:10:00Z");
        assertEquals(List.of(), made());
        assertEquals(List.of(), town.outbox.items());
        assertTrue(town.audit.actions().contains("audit-schedule.revoke"));
        town.as("auditor", "audit:read").looking();
        assertTrue(town.html(PATH).contains("apstājies"));
    }

    @Test
    void two_nodes_at_once_make_one_report() throws Exception {
        plan("activity", "daily", "both");
        town.clock.forward(Duration.ofHours(11));
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> nodes = java.util.stream.IntStream.range(0, 2).mapToObj(i -> new Thread(() -> {
            try {
                go.await();
                wheel.make();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).toList();
        nodes.forEach(Thread::start);
        go.countDown();
        for (Thread node : nodes) {
            node.join();
        }
        wheel.make();
        assertEquals(1, made().size());
        assertEquals(1, town.outbox.items().size());
    }

    @Test
    void a_run_that_fails_leaves_nothing_and_is_tried_again_later() throws Exception {
        plan("activity", "daily", "both");
        town.proofs.fails = true;
        at("2026-11-28T22:10:00Z");
        assertEquals(List.of(), made());
        assertEquals(List.of(), town.told);
        assertTrue(town.html(PATH).contains("neizdevās"));
        town.proofs.fails = false;
        wheel.make();
        assertEquals(0, made().size(), "not at once");
        at("2026-11-28T22:21:00Z");
        assertEquals(1, made().size());
    }

    @Test
    void a_form_that_is_wrong_plans_nothing_and_no_personal_code_is_kept() throws Exception {
        town.as("nameless", "audit:read").looking();
        for (String[] wrong : List.of(new String[] {"kind", "", "rhythm", "daily"}, new String[] {"kind", "activity", "rhythm", "hourly"}, new String[] {"kind", "access", "rhythm", "daily"},
                new String[] {"kind", "access", "rhythm", "daily", "person", "010180-15097"}, new String[] {"kind", "activity", "rhythm", "daily", "way", "email"})) {
            assertEquals(422, Town.status(town.post(PATH, wrong)), List.of(wrong).toString());
        }
        assertEquals(List.of(), town.schedules.all());
        assertTrue(town.html(PATH).contains("Grafiku vēl nav"));
        assertEquals(PATH + "?said=schedule-made", Town.location(town.post(PATH, "kind", "access", "rhythm", "weekly", "person", Town.CODE)));
        assertEquals(Optional.of(Town.ANNA), town.schedules.all().get(0).wanted().subject());
        assertFalse(town.html(PATH).contains("00001"));
        assertEquals(404, Town.status(town.post(PATH + "/none/delete")));
        assertEquals(404, Town.status(town.post(PATH + "/" + town.schedules.all().get(0).id() + "/burn")));
    }
}
