package lv.pkip.kernel.identitydesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Registry;
import org.junit.jupiter.api.Test;

/** Approvals, substitutions, who has access, reviews. */
final class RightsTest {
    private final Office office = new Office();

    @Test
    void a_second_person_sees_in_words_what_would_be_gained_and_approves_with_a_reason() throws Exception {
        long id = office.approvals.ask(Registry.Subject.ACCOUNT, "anna", Set.of("administrator"), "admin", "aizvieto vasarā").id();
        office.as("berta", "users:approve");
        assertTrue(office.html("/users-approvals").contains("Anna Āboliņa (anna)"));
        String detail = office.html("/users-approvals/" + id);
        assertTrue(detail.contains("Mainīt lietotājus") && detail.contains("aizvieto vasarā") && detail.contains("Aija Administratore"), detail);
        assertTrue(Office.html(office.post("/users-approvals/" + id, "act", "approve")).contains("href=\"#reason\""));
        assertEquals("/users-approvals?said=approved", Office.location(office.post("/users-approvals/" + id, "act", "approve", "reason", "pārbaudīts")));
        assertEquals(Set.of("clerk", "administrator"), office.account("anna").roles());
        assertTrue(office.html("/users-approvals/decided").contains("Saskaņots"));
        assertFalse(office.html("/users-approvals/" + id).contains("<form"), "decided once");
        assertEquals(404, ((Page.Problem) office.get("/users-approvals/77")).status());
    }

    @Test
    void who_asked_or_gains_has_no_form_and_is_refused() throws Exception {
        long asked = office.approvals.ask(Registry.Subject.ACCOUNT, "anna", Set.of("administrator"), "admin", "").id();
        office.as("admin", "users:approve");
        assertTrue(office.html("/users-approvals/" + asked).contains("To pieprasījāt Jūs"));
        assertTrue(Office.html(office.post("/users-approvals/" + asked, "act", "approve", "reason", "x")).contains("Par to jālemj citam"));
        office.as("anna", "users:approve");
        assertTrue(office.html("/users-approvals/" + asked).contains("Tiesības iegūtu Jūs"));
        assertTrue(Office.html(office.post("/users-approvals/" + asked, "act", "approve", "reason", "x")).contains("Par to jālemj citam"));
        assertEquals(Set.of("clerk"), office.account("anna").roles());
    }

    @Test
    void a_new_password_of_a_privileged_account_waits_and_the_second_person_reads_what_it_means() throws Exception {
        office.registry.guard(Set.of("anna"));
        assertEquals("/users/account/anna?said=reset-waits", Office.location(office.post("/users/account/anna/reset")));
        assertTrue(office.html("/users/account/anna?said=reset-waits").contains("vispirms saskaņo cits"));
        long id = office.approvals.ask(Act.PASSWORD, "anna", "", "admin", "").id();
        assertTrue(office.html("/users/account/anna").contains("Jauna parole"), "everybody who looks at the account sees that it waits");
        office.as("berta", "users:approve");
        String detail = office.html("/users-approvals/" + id);
        assertTrue(detail.contains("kam ir tā parole") && !detail.contains("abilities-title"), detail);
        office.as("anna", "users:approve");
        assertTrue(office.html("/users-approvals/" + id).contains("value=\"approve\""), "who is the account's holder may agree");
        office.as("admin", "users:approve");
        assertTrue(office.html("/users-approvals/" + id).contains("To pieprasījāt Jūs"));
    }

    @Test
    void a_new_address_of_a_privileged_account_waits_and_the_second_person_sees_it() throws Exception {
        office.registry.guard(Set.of("anna"));
        String version = String.valueOf(office.account("anna").version());
        assertEquals("/users/account/anna?said=saved-email-waits", Office.location(office.post("/users/account/anna/edit", "version", version, "givenName", "Anna",
                "familyName", "Āboliņa", "displayName", "Anna Āboliņa", "email", "cits@paraugs.example", "language", "lv", "unit", "environment",
                "position", "clerk", "roles", "clerk", "reason", "nomaina")));
        assertEquals("anna@paraugs.example", office.account("anna").profile().email());
        long id = office.approvals.ask(Act.EMAIL, "anna", "cits@paraugs.example", "admin", "").id();
        office.as("berta", "users:approve");
        assertTrue(office.html("/users-approvals/" + id).contains("cits@paraugs.example"));
    }

    @Test
    void refusing_changes_nothing_and_is_remembered() throws Exception {
        long id = office.approvals.ask(Registry.Subject.ROLE, "clerk", Set.of("users:manage"), "admin", "").id();
        office.as("berta", "users:approve");
        String detail = office.html("/users-approvals/" + id);
        assertTrue(detail.contains("Mainīt lietotājus") && detail.contains("Anna Āboliņa"), detail);
        office.post("/users-approvals/" + id, "act", "refuse", "reason", "nevajag");
        assertTrue(office.html("/users-approvals/decided").contains("Noraidīts"));
        assertEquals(Set.of("tree-felling:read"), office.registry.directory().role("clerk").orElseThrow().permissions());
    }

    @Test
    void everybody_names_an_own_substitute_and_ends_it() throws Exception {
        office.as("berta");
        assertFalse(office.html("/substitutions").contains("name=\"absent\""));
        assertTrue(Office.html(office.post("/substitutions", "substitute", "", "from", "2026-03-05", "to", "2026-03-01")).contains("href=\"#substitute\""));
        assertTrue(Office.html(office.post("/substitutions", "substitute", "berta", "from", "2026-03-02", "to", "2026-03-10", "reason", "x")).contains("Sevi aizvietot nevar"));
        assertEquals("/substitutions?said=substituted", Office.location(office.post("/substitutions", "substitute", "carlis", "from", "2026-03-02", "to", "2026-03-10",
                "reason", "atvaļinājums")));
        assertTrue(office.registry.grants("carlis").stream().anyMatch(g -> g.role().equals("decider")));
        assertTrue(office.html("/substitutions").contains("Kārlis Čakste"));
        office.as("carlis");
        assertTrue(office.html("/substitutions").contains("Berta Bērziņa"), "the substitute sees it");
        assertThrows(Forbidden.class, () -> office.post("/substitutions/1/end"), "but does not end it");
        office.as("berta");
        assertEquals("/substitutions?said=ended", Office.location(office.post("/substitutions/1/end")));
        assertTrue(office.registry.grants("carlis").isEmpty());
    }

    @Test
    void for_others_only_an_administrator_begins_and_ends_one() throws Exception {
        office.as("carlis", "users:read");
        assertThrows(Forbidden.class, () -> office.post("/substitutions", "absent", "berta", "substitute", "carlis", "from", "2026-03-02", "to", "2026-03-10", "reason", "x"));
        office.asAdmin();
        office.post("/substitutions", "absent", "berta", "substitute", "carlis", "from", "2026-03-02", "to", "2026-03-10", "reason", "x");
        assertEquals("berta", office.substitutions.of(Optional.empty()).get(0).absent());
        assertTrue(office.html("/substitutions?all=1&q=berta").contains("Kārlis Čakste"));
        assertEquals("/substitutions?said=ended&all=1", Office.location(office.post("/substitutions/1/end")));
    }

    @Test
    void who_has_access_is_told_by_permission_by_person_and_by_role_with_the_reason() throws Exception {
        String decide = office.html("/users/access?by=permission&what=tree-felling:decide");
        assertTrue(decide.contains("Anna Āboliņa") && decide.contains("Grupa: Auditori") && decide.contains("Amats: Nodaļas vadītājs") && decide.contains("tree-felling:*"), decide);
        assertFalse(decide.contains("/users/account/carlis"), decide);
        assertTrue(office.html("/users/access?by=person&what=anna").contains("Piešķirta pašam"));
        assertTrue(office.html("/users/access?by=role&what=administrator").contains("Aija Administratore"));
        assertTrue(office.html("/users/access?by=permission&what=gone:write").contains("Nevienam nav"));
        String csv = Office.csv(office.get("/users/access/export?by=permission&what=tree-felling:decide"));
        assertTrue(csv.contains("anna;Anna Āboliņa;Vides nodaļa;decider;Lēmējs;Grupa: Auditori;tree-felling:*\r\n"), csv);
        assertEquals(List.of("user.export"), office.audit.actions());
    }

    @Test
    void a_review_is_opened_for_a_unit_and_gone_through_line_by_line() throws Exception {
        office.as("berta", "users:review");
        assertTrue(Office.html(office.post("/users-reviews", "unit", "environment", "due", "2020-01-01")).contains("href=\"#due\""));
        assertEquals("/users-reviews/1?said=review-opened", Office.location(office.post("/users-reviews", "unit", "environment", "due", "2026-03-31")));
        String next = office.html("/users-reviews/1/next");
        assertTrue(next.contains("Anna Āboliņa") && next.contains("Skatīt koku ciršanas lietas") && next.contains("autofocus"), next);
        assertTrue(Office.html(office.post("/users-reviews/1/next", "act", "withdraw", "login", "anna", "role", "clerk", "number", "1")).contains("href=\"#reason\""));
        assertEquals("/users-reviews/1/next?after=1", Office.location(office.post("/users-reviews/1/next", "act", "withdraw", "login", "anna", "role", "clerk", "number", "1",
                "reason", "cits darbs")));
        assertEquals(Set.of(), office.account("anna").roles());
        assertEquals("/users-reviews/1?said=review-done", Office.location(office.get("/users-reviews/1/next?after=1")));
        assertTrue(office.html("/users-reviews").contains("izskatīts 1 no 1"));
        String csv = Office.csv(office.get("/users-reviews/1/export"));
        assertTrue(csv.contains("anna;Anna Āboliņa;Vides nodaļa;clerk;Lietvedis;withdrawn;Berta Bērziņa;02.03.2026. 10:00;cits darbs"), csv);
    }

    @Test
    void nobody_reviews_oneself_and_a_late_review_says_so() throws Exception {
        office.as("anna", "users:review");
        office.post("/users-reviews", "unit", "environment", "due", "2026-03-03");
        assertEquals("/users-reviews/1?said=review-own", Office.location(office.get("/users-reviews/1/next")));
        assertTrue(Office.location(office.post("/users-reviews/1/next", "act", "keep", "login", "anna", "role", "clerk")).endsWith("review-own"));
        office.clock.set(java.time.Instant.parse("2026-03-09T08:00:00Z"));
        assertTrue(office.html("/users-reviews/1").contains("Kavēts"));
        assertEquals(Optional.empty(), office.reviews.lines(1).get(0).kept());
    }
}
