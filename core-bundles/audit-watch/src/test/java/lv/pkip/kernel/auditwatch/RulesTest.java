package lv.pkip.kernel.auditwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Forbidden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each rule finds, and what it does not. */
final class RulesTest {
    private final Town town = new Town().watch();

    @AfterEach
    void close() {
        town.close();
    }

    private void repeat(int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    @Test
    void failed_sign_ins_are_counted_by_the_user_name_that_was_tried() {
        town.only("failed-sign-ins", 5, 15);
        repeat(5, () -> town.missed("berta"));
        repeat(5, () -> town.missed("juris"));
        assertEquals(List.of(), town.watch().found(), "five are still all right");
        town.missed("berta");
        assertEquals(List.of("failed-sign-ins berta open 6"), town.watch().found());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 11L), town.only().examples(), "all six are shown");
    }

    @Test
    void what_is_spread_over_a_longer_time_or_did_succeed_is_no_alert() {
        town.only("failed-sign-ins", 5, 15);
        repeat(30, () -> town.later(Duration.ofMinutes(3)).missed("berta").watch());
        repeat(30, () -> town.did("pkip", town.clock.instant(), Town.staff("berta"), Act.SIGN_IN, "ok", null));
        assertEquals(List.of(), town.watch().found());
    }

    @Test
    void records_that_come_late_count_at_the_time_they_tell_of() {
        town.only("failed-sign-ins", 5, 15);
        Instant start = town.clock.instant();
        for (int i = 0; i < 30; i++) {
            town.did("erp", start.minus(Duration.ofMinutes(10L * (30 - i))), Town.staff("x"), Act.SIGN_IN, "refused", null);
        }
        assertEquals(List.of(), town.watch().found(), "they came together and happened over five hours");
        for (int i = 0; i < 6; i++) {
            town.did("crm", start.minus(Duration.ofHours(30)).plusSeconds(i), Town.staff("y"), Act.SIGN_IN, "failed", null);
        }
        assertEquals(List.of("failed-sign-ins y open 6"), town.watch().found());
    }

    @Test
    void a_record_of_the_future_keeps_nothing_from_being_found() {
        town.only("failed-sign-ins", 5, 15);
        for (int i = 0; i < 6; i++) {
            town.did("erp", town.clock.instant().plus(Duration.ofDays(400L * (i % 2))), Town.staff("x"), Act.SIGN_IN, "refused", null);
        }
        assertEquals(List.of("failed-sign-ins x open 6"), town.watch().found());
    }

    @Test
    void a_clerk_who_looks_at_many_persons_is_found_and_one_who_looks_at_few_many_times_is_not() {
        town.only("many-persons", 10, 60);
        for (int i = 0; i < 200; i++) {
            town.looks("berta", "p" + i % 10).did("erp", town.clock.instant(), Town.staff("juris"), Act.READ, "ok", "p" + i % 11).did("pkip", town.clock.instant(), Town.staff("anna"),
                    Act.UPDATE, "ok", "p" + i);
        }
        assertEquals(List.of("many-persons juris open 200"), town.watch().found().stream().map(a -> a.replaceAll("[0-9]+$", "200")).toList());
        assertEquals(Alerts.EXAMPLES, town.only().examples().size(), "examples are bounded");
        assertEquals("erp", town.only().source());
    }

    @Test
    void residents_and_systems_and_ones_own_data_are_no_persons_looked_at_by_staff() {
        town.only("many-persons", 2, 60);
        for (int i = 0; i < 20; i++) {
            town.did("pkip", town.clock.instant(), new Party(PartyKind.RESIDENT, "r", Optional.empty()), Act.READ, "ok", "p" + i);
            town.did("pkip", town.clock.instant(), new Party(PartyKind.SYSTEM, "s", Optional.empty()), Act.READ, "ok", "p" + i);
            town.did("pkip", town.clock.instant(), Town.staff("berta"), Act.READ, "ok", i % 2 == 0 ? "berta" : null);
        }
        town.looks("berta", "p1").looks("berta", "p2");
        assertEquals(List.of(), town.watch().found());
        town.looks("berta", "p3");
        assertEquals(List.of("many-persons berta open 3"), town.watch().found());
    }

    @Test
    void one_person_whom_many_look_at_is_found_under_a_covered_code() {
        town.only("one-person-many-staff", 3, 60);
        for (String login : List.of("a", "b", "c", "a", "b", "c")) {
            town.looks(login, "320000-00012").looks(login, "320000-00013");
        }
        assertEquals(List.of(), town.watch().found());
        town.looks("d", "320000-00012");
        assertEquals(List.of("one-person-many-staff •••••••••12 open 4"), town.watch().found());
    }

    @Test
    void work_out_of_hours_is_what_is_done_at_night_at_weekends_and_on_holidays() {
        town.only("out-of-hours", 2, 60);
        for (String open : List.of("2026-11-25T05:00:00Z", "2026-11-25T05:00:01Z", "2026-11-25T05:00:02Z", "2026-11-25T16:59:58Z", "2026-11-25T16:59:58Z", "2026-11-25T16:59:59Z")) {
            town.did("pkip", Instant.parse(open), Town.staff("berta"), Act.READ, "ok", "p");
        }
        assertEquals(List.of(), town.watch().found(), "seven and a moment before nineteen in Riga are office hours");
        for (String closed : List.of("2026-11-25T04:59:59Z", "2026-11-25T17:00:00Z", "2026-11-28T10:00:00Z", "2026-11-18T10:00:00Z")) {
            String login = "clerk-" + closed;
            repeat(3, () -> town.did("pkip", Instant.parse(closed), Town.staff(login), Act.READ, "ok", "p"));
            assertTrue(town.watch().found().contains("out-of-hours " + login + " open 3"), closed + " " + town.found());
        }
        repeat(5, () -> town.did("pkip", Instant.parse("2026-11-28T10:00:00Z"), new Party(PartyKind.RESIDENT, "r", Optional.empty()), Act.READ, "ok", "p"));
        assertEquals(4, town.watch().found().size(), "residents work when they like");
    }

    @Test
    void a_pattern_never_seen_is_found_after_the_time_of_learning_and_once() {
        town.only("new-act", 0, 0);
        repeat(10, () -> town.later(Duration.ofDays(1)).looks("berta", "p").did("pkip", town.clock.instant(), Town.staff("berta"), Act.PRINT, "ok", "p").watch());
        assertEquals(List.of(), town.found(), "all is new and nothing is");
        town.later(Duration.ofDays(5)).looks("berta", "p").did("pkip", town.clock.instant(), Town.staff("berta"), Act.EXPORT, "ok", "p").did("pkip", town.clock.instant(), Town.staff("anna"),
                Act.EXPORT, "ok", "p");
        assertEquals(List.of("new-act berta open 1"), town.watch().found());
        assertEquals(List.of("source=pkip, application=tree-felling, act=EXPORT"), town.only().what());
        town.did("pkip", town.clock.instant(), Town.staff("berta"), Act.EXPORT, "ok", "p");
        assertEquals(List.of("new-act berta open 1"), town.watch().found(), "now it was seen");
        town.did("pkip", town.clock.instant(), Town.staff("berta"), Act.DELETE, "ok", "p");
        assertEquals(List.of("new-act berta open 2"), town.watch().found());
    }

    @Test
    void a_source_that_falls_silent_is_told_once_and_its_return_is_noted() {
        town.only("silent-source", 0, 0);
        repeat(150, () -> town.later(Duration.ofHours(1)).did("erp", town.clock.instant(), Town.staff("x"), Act.READ, "ok", null).watch());
        town.later(Duration.ofMinutes(80)).watch();
        assertEquals(List.of(), town.found(), "it was silent for so long before");
        town.later(Duration.ofMinutes(15)).watch();
        town.later(Duration.ofMinutes(15)).watch();
        assertEquals(List.of("silent-source erp open 1"), town.found());
        assertTrue(town.sources.all().get(0).silent().isPresent());
        town.did("erp", town.clock.instant(), Town.staff("x"), Act.READ, "ok", null).watch();
        assertTrue(town.sources.all().get(0).silent().isEmpty());
        assertEquals(List.of("opened", "sends-again"), town.alerts.notes(town.only().id()).stream().map(Alerts.Note::deed).toList());
    }

    @Test
    void a_source_that_is_silent_every_night_and_at_weekends_is_not_told_of() {
        town.only("silent-source", 0, 0);
        for (int hour = 0; hour < 24 * 18; hour += 3) {
            town.later(Duration.ofHours(3));
            if (new Hours(new Town.Weekdays()).isOpen(town.clock.millis(), town.rules.find("out-of-hours").orElseThrow().spec())) {
                for (int i = 0; i < 10; i++) {
                    town.did("erp", town.clock.instant().minusSeconds(i), Town.staff("x"), Act.READ, "ok", null);
                }
            }
            town.watch();
        }
        assertEquals(List.of(), town.found());
        assertTrue(town.sources.all().get(0).limit().isPresent(), "not because nothing was learned");
    }

    @Test
    void unreadable_records_of_a_source_are_found() {
        town.only("unreadable", 3, 60);
        repeat(4, () -> town.did("erp", town.clock.instant(), Town.staff("x"), Act.UNREADABLE, "ok", null).did("crm", town.clock.instant(), Town.staff("x"), Act.READ, "ok", null));
        assertEquals(List.of("unreadable erp open 4"), town.watch().found());
    }

    @Test
    void addresses_refusals_exports_and_rights_are_found() {
        for (int i = 0; i < 40; i++) {
            town.missed("user-" + i).did("erp", Instant.parse("2026-11-25T10:00:00Z"), Town.staff("rita"), Act.UPDATE, "refused", null).did("erp", Instant.parse("2026-11-25T10:00:00Z"),
                    Town.staff("eva"), Act.EXPORT, "ok", null).did("erp", Instant.parse("2026-11-25T10:00:00Z"), Town.staff("gita"), Act.GRANT, "ok", null);
        }
        assertEquals(List.of("exports eva open 40", "failed-sign-ins-address 10.1.2.3 open 40", "refusals rita open 40", "rights gita open 40"), town.watch().found().stream().sorted().toList());
    }

    @Test
    void whom_a_rule_excepts_does_not_count_and_one_that_is_off_finds_nothing() {
        Rule rule = town.rules.find("many-persons").orElseThrow();
        Spec s = rule.spec();
        Spec narrowed = new Spec(s.sort(), s.kind(), s.acts(), s.outcomes(), "pkip", "tree-felling", "case.*", List.of("registrar"), false, "", "", s.by(), s.of(), 5, 60, List.of(), 0);
        town.only("many-persons", 5, 60);
        town.rules.keep(new Rule(rule.id(), true, Severity.LOW, narrowed, Instant.EPOCH, Optional.empty()));
        for (int i = 0; i < 20; i++) {
            town.looks("registrar", "p" + i).looks("berta", "p" + i).did("erp", town.clock.instant(), Town.staff("eva"), Act.READ, "ok", "p" + i);
        }
        assertEquals(List.of("many-persons berta open 20"), town.watch().found());
        town.rules.keep(new Rule(rule.id(), false, Severity.LOW, narrowed, Instant.EPOCH, Optional.empty()));
        town.looks("berta", "another");
        assertEquals(List.of("many-persons berta open 20"), town.watch().found());
        assertTrue(town.audit.events().stream().anyMatch(e -> e.action().equals("audit-rule.configure") && e.details().get("after").startsWith("off low")));
        town.as("auditor", "audit:watch", "audit:acknowledge");
        assertThrows(Forbidden.class, () -> town.rules.keep(rule));
    }

    @Test
    void a_trial_tells_what_a_rule_would_have_found_and_changes_nothing() {
        town.only("silent-source", 0, 0);
        for (int i = 0; i < 30; i++) {
            town.looks("berta", "p" + i).looks("juris", "p" + i % 3);
        }
        town.watch();
        Trial.Outcome outcome = town.trial.of(town.rules.find("many-persons").map(r -> new Rule(r.id(), false, r.severity(), new Spec(r.spec().sort(), r.spec().kind(), r.spec().acts(), List.of(), "",
                "", "", List.of(), false, "", "", r.spec().by(), r.spec().of(), 20, 60, List.of(), 0), Instant.EPOCH, Optional.empty())).orElseThrow());
        assertEquals(new Trial.Outcome(1, 10, 60, true), outcome);
        assertEquals(List.of(), town.found());
        assertEquals(0, town.count("StateRow"));
        assertTrue(town.audit.actions().contains("audit-rule.preview"));
        town.as("clerk");
        assertThrows(Forbidden.class, () -> town.trial.of(town.rules.all().get(0)));
    }

    @Test
    void hostile_texts_of_other_systems_break_nothing_and_codes_are_covered() {
        town.only("failed-sign-ins", 1, 15);
        String nasty = "<script>alert(1)</script> 320000-00017 \u202e'; drop table x; -- 😀".repeat(3);
        String half = "x".repeat(127) + "😀";
        for (String login : List.of(nasty, half, " ", "a:b c", "\u0001")) {
            AuditRecord record = Town.record(town.clock.instant(), Town.staff(login), Act.SIGN_IN, "refused", null, "{\"login\":{\"login\":[]}}");
            repeat(2, () -> town.stream.add("erp", town.clock.instant(), record));
        }
        AuditRecord anonymous = Town.record(town.clock.instant(), new Party(PartyKind.ANONYMOUS, "anonymous", Optional.empty()), Act.SIGN_IN, "refused", null, "{\"login\": not json");
        repeat(2, () -> town.stream.add("erp", town.clock.instant(), anonymous));
        assertEquals(6, town.watch().found().size());
        assertFalse(town.found().toString().contains("00017") && town.found().toString().contains("320000"), "no personal code is kept");
    }
}
