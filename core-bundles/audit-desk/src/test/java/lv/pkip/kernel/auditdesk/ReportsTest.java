package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.identity.Forbidden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reports count, that they stay as they were made, and who sees them. */
final class ReportsTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private String make(String kind, String... more) throws Exception {
        String[] all = Arrays.copyOf(new String[] {"kind", kind, "from", "23.11.2026.", "to", "30.11.2026."}, 6 + more.length);
        System.arraycopy(more, 0, all, 6, more.length);
        return Town.location(town.post("/audit-reports", all));
    }

    private List<String> csv(String report) throws Exception {
        return new String(Town.bytes(town.post(report + "/export")), StandardCharsets.UTF_8).substring(1).lines().toList();
    }

    private void refused(String time, Act act, String outcome) {
        AuditRecord r = Town.record(time, act, "session.start", null, new AuditRecord.Party(AuditRecord.PartyKind.STAFF, "berta", Optional.empty()), "identity", "{}");
        town.trail.add("pkip", Instant.parse(time), new AuditRecord(r.id(), r.time(), r.actor(), r.onBehalfOf(), r.application(), r.address(), r.session(), r.action(), r.sourceAction(),
                r.object(), r.caseNumber(), Optional.empty(), "sign-in", r.legalBasis(), r.permission(), outcome, r.details(), r.before(), r.after()));
    }

    @Test
    void each_report_counts_what_it_says() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").did("2026-11-25T10:01:00Z", Act.READ, "case.read", "K-1").did("2026-11-25T10:02:00Z", Act.UPDATE, "case.act", "K-1")
                .did("2026-11-25T03:00:00Z", Act.GRANT, "role.give", "K-1").did("2026-11-28T10:00:00Z", Act.REVOKE, "role.take", "K-1")
                .did("accounting", "2026-11-25T10:00:00Z", Act.READ, "invoice.read", "K-1", "berta", "invoices", "{}").did("2026-10-01T10:00:00Z", Act.READ, "case.read", "K-1");
        refused("2026-11-25T10:03:00Z", Act.SIGN_IN, "refused");
        refused("2026-11-25T10:04:00Z", Act.SIGN_IN, "failed");
        refused("2026-11-25T10:05:00Z", Act.SIGN_IN, "ok");
        town.looking();
        assertEquals(List.of("source;key;name;looked;changed", "pkip;berta;Berta Bērziņa (berta);2;3", "accounting;berta;berta (accounting);1;0"), csv(make("access", "person", Town.CODE)));
        assertEquals(List.of("source;key;name;refused;failed", "pkip;berta;Berta Bērziņa (berta);1;1"), csv(make("sign-ins")));
        assertEquals(List.of("source;key;name;grant;revoke;configure", "pkip;berta;Berta Bērziņa (berta);1;1;0"), csv(make("privileged")));
        assertEquals(List.of("source;key;name;night;weekend", "pkip;berta;Berta Bērziņa (berta);1;1"), csv(make("out-of-hours")), "five in the morning here, and a Saturday");
        assertEquals(List.of("source;key;name;ok;refused;failed", "pkip;pkip;pkip;6;1;1", "accounting;accounting;accounting;1;0;0"), csv(make("activity")));
    }

    @Test
    void a_report_shows_bars_with_their_numbers_and_how_it_was_made() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").looking();
        String report = make("access", "person", Town.CODE);
        assertFalse(report.contains("00001"));
        String html = town.html(report);
        for (String part : List.of("<rect data-series=\"1\" x=\"0.00\"", "data-label=\"Skatīts\"", "Berta Bērziņa (berta)", "23.11.2026. 00:00 – 30.11.2026. 23:59", "Anna Paraudziņa",
                "Sūdzības izskatīšana: iesniegums 5", "nav mainīts")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
        assertTrue(town.html("/audit-reports").contains(report) && town.html("/audit-reports").contains("Anna Paraudziņa"));
        assertEquals(List.of("audit-report.search", "audit-report.read"), town.audit.actions());
        assertEquals("1", town.audit.events().get(0).details().get("records"));
        assertTrue(town.html(make("sign-ins")).contains("tādu ierakstu nav"));
    }

    @Test
    void a_kept_report_does_not_change_with_the_records_and_tells_when_somebody_changed_it() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").looking();
        String report = make("activity");
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-2");
        assertEquals("pkip;pkip;pkip;1;0;0", csv(report).get(1));
        town.jpa.tx(em -> em.createQuery("update ReportRow r set r.content = '[[\"pkip\",\"pkip\",[9,0,0]]]'").executeUpdate());
        assertTrue(town.html(report).contains("MAINĪTS"));
    }

    @Test
    void any_number_of_records_is_counted_to_the_last_and_by_one_look() throws Exception {
        for (int i = 0; i < 25_000; i++) {
            town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1");
        }
        town.looking();
        assertEquals("pkip;pkip;pkip;25000;0;0", csv(make("activity")).get(1));
        assertEquals(1, town.trail.purposes().stream().filter(p -> p.startsWith("Sūdzības")).count());
    }

    @Test
    void consignments_are_told_by_the_application_that_sent_or_received_them() throws Exception {
        consigned("dms", Act.SEND, "letters", "ok");
        consigned("dms", Act.SEND, "letters", "failed");
        consigned("dms", Act.RECEIVE, "post", "ok");
        consigned("pkip", Act.SEND, "tree-felling", "ok");
        consigned("dms", Act.READ, "letters", "ok");
        town.did("2026-11-25T10:00:00Z", Act.SEND, "case.message", "K-1").looking();
        assertEquals(List.of("source;key;name;sent;received;unsent", "dms;letters;letters (dms);1;0;1", "dms;post;post (dms);0;1;0", "pkip;tree-felling;tree-felling;1;0;0"),
                csv(make("consignments")));
    }

    private void consigned(String source, Act act, String application, String outcome) {
        AuditRecord r = Town.record("2026-11-25T10:00:00Z", act, "message.x", null, new AuditRecord.Party(AuditRecord.PartyKind.SYSTEM, source, Optional.empty()), application, "{}");
        town.trail.add(source, r.time(), new AuditRecord(r.id(), r.time(), r.actor(), r.onBehalfOf(), r.application(), r.address(), r.session(), r.action(), r.sourceAction(),
                Optional.of(new AuditRecord.Thing("e-address-message", "m-1")), r.caseNumber(), r.dataSubject(), r.purpose(), r.legalBasis(), r.permission(), outcome, r.details(),
                r.before(), r.after()));
    }

    @Test
    void a_report_carries_the_newest_checkpoint_and_a_changed_one_is_told() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").looking();
        String report = make("activity");
        assertTrue(town.html(report).contains("pkip-audit/made-up"));
        for (String change : List.of("checkpoint_note = 'another'", "counted = 7", "content = '[]'", "owner = 'other'")) {
            String fresh = make("activity");
            town.jpa.tx(em -> em.createNativeQuery("update auditdesk_report set " + change + " where id = '" + fresh.substring(fresh.lastIndexOf('/') + 1) + "'").executeUpdate());
            assertTrue(town.html(fresh).contains("MAINĪTS"), change);
        }
    }

    @Test
    void a_report_that_is_held_outlives_its_term_and_deletion_is_recorded() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").looking();
        String held = make("activity");
        String free = make("activity");
        String longer = make("sign-ins");
        assertEquals(held + "?said=report-hold", Town.location(town.post(held + "/hold")));
        assertTrue(town.html(held).contains("Pārskatu patur auditor"));
        ReportWheel wheel = new ReportWheel(town.schedules, town.reports, town.actor, town.clock, keep("activity=1", " sign-ins=0 "));
        wheel.forget();
        assertEquals(3, town.reports.newest(0, 10).size(), "their time has not come");
        town.clock.forward(java.time.Duration.ofDays(32));
        wheel.forget();
        assertEquals(2, town.reports.newest(0, 10).size());
        assertTrue(town.audit.actions().contains("audit-report.delete"));
        town.looking();
        assertEquals(404, Town.status(town.get(free)));
        assertEquals(200, Town.status(town.get(longer)));
        town.post(held + "/release");
        wheel.forget();
        assertEquals(List.of(longer.substring(longer.lastIndexOf('/') + 1)), town.reports.newest(0, 10).stream().map(Reports.Report::id).toList());
        for (String wrong : List.of("activity", "activity=x", "none=3", "activity=99999")) {
            assertThrows(IllegalArgumentException.class, () -> wheel.configured(keep(wrong)), wrong);
        }
    }

    static ReportWheel.Config keep(String... lines) {
        return new ReportWheel.Config() {
            @Override
            public String[] keepMonths() {
                return lines;
            }

            @Override
            public Class<? extends java.lang.annotation.Annotation> annotationType() {
                return ReportWheel.Config.class;
            }
        };
    }

    @Test
    void many_lines_end_with_all_others() throws Exception {
        for (int i = 0; i < 130; i++) {
            town.did("pkip", "2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1", "login-" + (100 + i), "x", "{}");
        }
        town.looking();
        List<String> lines = csv(make("access", "person", Town.ANNA));
        assertEquals(Reports.MOST_LINES + 2, lines.size());
        assertEquals(";;Pārējie;30;0", lines.get(Reports.MOST_LINES + 1));
    }

    @Test
    void a_form_that_is_wrong_makes_nothing() throws Exception {
        town.looking();
        for (String[] wrong : List.of(new String[] {"kind", "", "from", "1.11.2026.", "to", "2.11.2026."}, new String[] {"kind", "activity", "from", "", "to", "2.11.2026."},
                new String[] {"kind", "activity", "from", "3.11.2026.", "to", "2.11.2026."}, new String[] {"kind", "activity", "from", "1.1.2024.", "to", "2.11.2026."},
                new String[] {"kind", "access", "from", "1.11.2026.", "to", "2.11.2026."})) {
            assertEquals(422, Town.status(town.post("/audit-reports", wrong)), Arrays.toString(wrong));
        }
        assertEquals(List.of(), town.audit.actions());
        assertEquals(404, Town.status(town.get("/audit-reports/unknown-report")));
    }

    @Test
    void reports_need_a_purpose_and_audit_read() throws Exception {
        town.looking();
        String report = make("activity");
        town.as("another", "audit:read");
        assertTrue(Town.location(town.get(report)).startsWith("/audit-records/purpose?to=/audit-reports/"));
        town.as("auditor", "users:*");
        for (String address : List.of("/audit-reports", report, "/audit-reports/schedules")) {
            assertThrows(Forbidden.class, () -> town.get(address), address);
        }
        assertThrows(Forbidden.class, () -> make("activity"));
        assertThrows(Forbidden.class, () -> town.post(report + "/export"));
        assertThrows(Forbidden.class, () -> town.post(report + "/hold"));
        assertThrows(Forbidden.class, () -> town.post("/audit-reports/schedules", "kind", "activity", "rhythm", "daily", "way", "workplace"));
        assertEquals(List.of("audit-report.search"), town.audit.actions());
    }
}
