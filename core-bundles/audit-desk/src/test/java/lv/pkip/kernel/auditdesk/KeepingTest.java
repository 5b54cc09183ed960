package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditKeeping.File;
import lv.pkip.kernel.api.audit.AuditKeeping.Hold;
import lv.pkip.kernel.api.audit.AuditKeeping.Month;
import lv.pkip.kernel.api.audit.AuditKeeping.State;
import lv.pkip.kernel.api.identity.Forbidden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the auditor sees of retention, and that a hold is placed and lifted only after a second look and by those who may. */
final class KeepingTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private Town holding() throws Exception {
        return town.as("auditor", "audit:read", "audit:hold").looking();
    }

    private void months(int number) {
        Instant until = Instant.parse("2028-01-01T00:00:00Z");
        for (int i = 0; i < number; i++) {
            town.keeping.add(new Month("general", YearMonth.of(2026, 6).minusMonths(i), 100 + i, i == 1 ? State.HELD : i == 2 ? State.ARCHIVED : State.ONLINE,
                    Optional.of(until), Optional.empty(), Optional.empty(), i == 2 ? Optional.of(until) : Optional.empty(),
                    i == 2 ? List.of(new File("general-2026-04-1-1-x.pkip-audit", 0, 102, 102, "ab".repeat(32), Optional.empty())) : List.of()));
        }
    }

    @Test
    void months_classes_and_files_are_shown_with_what_became_of_them() throws Exception {
        months(3);
        town.looking();
        String html = town.html("/audit-keeping");
        for (String part : List.of("2026-06", "datubāzē", "aizturēts", "datnēs", "18 mēn.", "pastāvīgi", "GDPR 5", "Aizturējumu nav")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
        assertFalse(html.contains("/audit-keeping/place"), "who may not hold sees no button");
        String month = town.html("/audit-keeping/month/general/2026-04");
        assertTrue(month.contains("general-2026-04-1-1-x.pkip-audit") && month.contains("ab".repeat(32)) && month.contains("0–101"), month);
        assertEquals(404, Town.status(town.get("/audit-keeping/month/general/2001-01")));
        assertEquals(404, Town.status(town.get("/audit-keeping/month/general/never")));
        List<String> csv = new String(Town.bytes(town.post("/audit-keeping/months")), StandardCharsets.UTF_8).lines().toList();
        assertEquals(4, csv.size());
        assertTrue(csv.get(3).startsWith("general;2026-04;102;archived;") && csv.get(3).endsWith("ab".repeat(32)), csv.get(3));
    }

    @Test
    void a_long_list_goes_on_on_the_next_page() throws Exception {
        months(60);
        town.looking();
        assertTrue(town.html("/audit-keeping").contains("/audit-keeping?page=1"));
        String second = town.html("/audit-keeping?page=1");
        assertTrue(second.contains(YearMonth.of(2026, 6).minusMonths(59).toString()) && !second.contains("page=2"));
        assertTrue(new Town().looking().html("/audit-keeping").contains("Ierakstu vēl nav"));
    }

    @Test
    void a_hold_is_placed_after_a_second_look_and_lifted_with_a_reason() throws Exception {
        holding();
        assertTrue(town.html("/audit-keeping").contains("/audit-keeping/place"));
        String[] typed = {"caseNumber", "KC-2026-1", "person", Town.CODE, "provision", "KPL 190. pants", "reason", "kriminālprocess 11"};
        String asked = town.html(town.post("/audit-keeping/place", typed));
        assertTrue(asked.contains("Vai noteikt šo aizturējumu?") && asked.contains("Anna Paraudziņa"), asked);
        assertEquals(List.of(), town.keeping.holds(), "not before the second look");
        String[] sure = java.util.Arrays.copyOf(typed, 10);
        sure[8] = "sure";
        sure[9] = "yes";
        assertEquals("/audit-keeping?said=hold-placed", Town.location(town.post("/audit-keeping/place", sure)));
        Hold hold = town.keeping.holds().get(0);
        assertEquals(Optional.of(Town.ANNA), hold.scope().dataSubject(), "the key, not the code");
        assertTrue(town.html("/audit-keeping").contains("KPL 190. pants"));

        String lift = "/audit-keeping/hold/" + hold.code();
        assertTrue(town.html(lift).contains("kriminālprocess 11"));
        assertEquals(422, Town.status(town.post(lift, "reason", "lieta slēgta")), "not without being sure");
        assertEquals(422, Town.status(town.post(lift, "reason", "", "sure", "yes")), "not without a reason");
        assertTrue(town.keeping.holds().get(0).lifted().isEmpty());
        assertEquals("/audit-keeping?said=hold-lifted", Town.location(town.post(lift, "reason", "lieta slēgta", "sure", "yes")));
        assertEquals(Optional.of("lieta slēgta"), town.keeping.holds().get(0).liftReason());
        assertEquals(404, Town.status(town.get(lift)), "what is lifted cannot be lifted again");
    }

    @Test
    void a_form_that_is_wrong_places_nothing() throws Exception {
        holding();
        for (String[] wrong : List.of(new String[] {"provision", "KPL 190", "reason", "lieta"}, new String[] {"caseNumber", "K-1", "reason", "lieta"},
                new String[] {"caseNumber", "K-1", "provision", "KPL 190"}, new String[] {"caseNumber", "K-1", "provision", "KPL 190", "reason", "par 320000-00001"},
                new String[] {"from", "3.11.2026.", "to", "2.11.2026.", "provision", "KPL 190", "reason", "lieta"},
                new String[] {"from", "vakar", "provision", "KPL 190", "reason", "lieta"})) {
            assertEquals(422, Town.status(town.post("/audit-keeping/place", wrong)), String.join(" ", wrong));
        }
        assertEquals(List.of(), town.keeping.holds());
    }

    @Test
    void who_may_not_is_refused() throws Exception {
        holding().post("/audit-keeping/place", "caseNumber", "K-1", "provision", "KPL 190", "reason", "lieta", "sure", "yes");
        String code = town.keeping.holds().get(0).code();
        town.asAuditor();
        assertThrows(Forbidden.class, () -> town.get("/audit-keeping/place"));
        assertThrows(Forbidden.class, () -> town.post("/audit-keeping/place", "caseNumber", "K-2", "provision", "KPL 190", "reason", "lieta", "sure", "yes"));
        assertThrows(Forbidden.class, () -> town.get("/audit-keeping/hold/" + code));
        assertThrows(Forbidden.class, () -> town.post("/audit-keeping/hold/" + code, "reason", "lieta", "sure", "yes"));
        assertFalse(town.html("/audit-keeping").contains("/audit-keeping/hold/"));
        town.as("clerk", "cases:read");
        for (String address : List.of("/audit-keeping", "/audit-keeping/month/general/2026-04")) {
            assertThrows(Forbidden.class, () -> town.get(address), address);
        }
        assertThrows(Forbidden.class, () -> town.post("/audit-keeping/months"));
        assertEquals(1, town.as("auditor", "audit:read").keeping.holds().size());
    }

    @Test
    void a_page_is_shown_only_for_a_purpose() throws Exception {
        assertEquals("/audit-records/purpose?to=/audit-keeping", Town.location(town.get("/audit-keeping")));
    }
}
