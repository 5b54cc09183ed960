package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What residents see of those who looked at their data. */
final class MyDataTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void it_says_when_which_institution_where_why_and_what_and_never_who() throws Exception {
        town.did("2026-11-27T22:30:00Z", Act.READ, "case.read", "KC-2026-1").did("2026-11-27T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        town.trail.add("social-care", Instant.parse("2026-11-28T11:00:00Z"), Town.record("2026-11-28T11:00:00Z", Act.UPDATE, "benefit.grant", null,
                new Party(PartyKind.STAFF, "secret.login", Optional.of("Sociālais dienests")), "benefits", "{\"who\":\"inner fact\"}"));
        town.asAnna();
        String html = town.html("/my-data");
        for (String part : List.of("28.11.2026.", "27.11.2026.", "00:30", "Dati skatīti", "Paraugu novada pašvaldība", "lietas izskatīšana", "Sociālais dienests", "social-care: benefits",
                "Dati mainīti", "darbinieks", "dome@example.org")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
        for (String secret : List.of("berta", "Berta", "secret.login", "inner fact", "10.1.2.3", "case.read", "benefit.grant")) {
            assertFalse(html.contains(secret), secret + " in " + html);
        }
        assertTrue(html.indexOf("Sociālais dienests") < html.indexOf("27.11.2026."), "newest first, by days of this country");
    }

    @Test
    void others_people_data_is_not_there_and_an_empty_page_says_so() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        town.actor.become(Actor.resident("somebody-else", "Cits", Assurance.HIGH));
        String html = town.html("/my-data");
        assertTrue(html.contains("Pierakstu nav") && !html.contains("Dati skatīti"), html);
    }

    @Test
    void ones_own_acts_are_told_apart_and_what_an_auditor_wrote_beside_the_purpose_is_not_shown() throws Exception {
        town.trail.add("pkip", Instant.parse("2026-11-28T11:00:00Z"),
                Town.record("2026-11-28T11:00:00Z", Act.READ, "case.read", "KC-2026-1", new Party(PartyKind.RESIDENT, Town.ANNA, Optional.empty()), "status", "{}"));
        AuditRecord look = Town.record("2026-11-28T11:10:00Z", Act.READ, "audit.read", null, new Party(PartyKind.STAFF, "auditor", Optional.empty()), "audit", "{}");
        town.trail.add("pkip", look.time(), new AuditRecord(look.id(), look.time(), look.actor(), look.onBehalfOf(), look.application(), look.address(), look.session(), look.action(),
                look.sourceAction(), look.object(), look.caseNumber(), look.dataSubject(), "Sūdzības izskatīšana: kaimiņš Bērziņš", look.legalBasis(), look.permission(), look.outcome(),
                look.details(), look.before(), look.after()));
        String html = town.asAnna().html("/my-data");
        assertTrue(html.contains(">Jūs<") && html.contains("Sūdzības izskatīšana") && !html.contains("kaimiņš"), html);
    }

    @Test
    void who_acts_for_somebody_sees_that_ones_and_only_with_a_mandate_for_everything() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        Actor parent = Actor.resident("parent", "Vecāks", Assurance.HIGH);
        town.actor.actBy(parent, new Mandate("m:1", Mandate.Kind.CHILD, Town.ANNA, "Anna Paraudziņa", Set.of(), Optional.empty()));
        String html = town.html("/my-data");
        assertTrue(html.contains("Kas skatījies datus: Anna Paraudziņa") && html.contains("Dati skatīti"), html);
        town.actor.actBy(parent, new Mandate("m:2", Mandate.Kind.POWER_OF_ATTORNEY, Town.ANNA, "Anna Paraudziņa", Set.of("dog-fee"), Optional.empty()));
        assertEquals(403, Town.status(town.get("/my-data")));
        assertFalse(town.html("/my-data").contains("Dati skatīti"));
    }

    @Test
    void it_is_for_residents_and_goes_on_page_by_page() throws Exception {
        for (int i = 0; i < 60; i++) {
            town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        }
        assertThrows(Forbidden.class, () -> town.get("/my-data"), "an auditor");
        town.asAnna();
        assertEquals(404, Town.status(town.post("/my-data")));
        assertTrue(town.html("/my-data").contains("/my-data?before=11"));
        String last = town.html("/my-data?before=11");
        assertTrue(last.split("Dati skatīti", -1).length == 11 && !last.contains("rel=\"next\""), last);
    }
}
