package lv.pkip.kernel.identitydesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

final class AccountsTest {
    private final Office office = new Office();

    @Test
    void keeps_the_house_rules() {
        HouseRules.check(Desk.class);
    }

    @Test
    void the_list_is_sorted_as_latvian_sorts_and_filtered_by_everything() throws Exception {
        String all = office.html("/users");
        assertTrue(all.indexOf("Anna Āboliņa") < all.indexOf("Aija Administratore") && all.indexOf("Berta Bērziņa") < all.indexOf("Kārlis Čakste"), all);
        assertEquals(List.of("anna"), logins("/users?q=%C4%81boli%C5%86a"));
        assertEquals(List.of("anna", "berta", "carlis"), logins("/users?unit=city&q=paraugs").stream().filter(l -> !l.equals("admin")).toList());
        assertEquals(List.of("anna", "berta"), logins("/users?unit=environment"));
        assertEquals(List.of("anna", "carlis"), logins("/users?position=clerk"));
        assertEquals(List.of("anna"), logins("/users?group=auditors"));
        assertEquals(List.of("anna", "berta"), logins("/users?role=decider"));
        office.registry.change(List.of(office.account("anna").enabled(false)), "");
        assertEquals(List.of("anna"), logins("/users?state=closed"));
        assertFalse(logins("/users?state=active").contains("anna"));
        assertTrue(office.html("/users?q=nobody").contains("Neviens neatbilst"));
    }

    private List<String> logins(String address) throws Exception {
        return java.util.regex.Pattern.compile("data-href=\"/users/account/([a-z.0-9-]+)\"").matcher(office.html(address)).results().map(m -> m.group(1)).sorted().toList();
    }

    @Test
    void a_long_list_comes_in_pages_and_the_address_keeps_the_filter() throws Exception {
        for (int i = 0; i < 120; i++) {
            office.person("p" + (100 + i), "P", "Persona" + (100 + i), "parish", "");
        }
        String first = office.html("/users?unit=parish&sort=login");
        assertTrue(first.contains("1. lapa no 3") && first.contains("/users?unit=parish&amp;sort=login&amp;page=2"), first);
        assertTrue(office.html("/users?unit=parish&sort=login&page=3").contains("p219"));
        assertTrue(office.html("/users?unit=parish&sort=login&page=99").contains("3. lapa no 3"));
    }

    @Test
    void an_account_says_why_each_role_is_held() throws Exception {
        office.substitutions.begin("berta", "carlis", office.today(), office.today().plusDays(3), "atvaļinājums");
        String anna = office.html("/users/account/anna");
        assertTrue(anna.contains("Piešķirta pašam") && anna.contains("Grupa: Auditori") && anna.contains("Pieņemt lēmumu par koku ciršanu"), anna);
        assertTrue(office.html("/users/account/berta").contains("Amats: Nodaļas vadītājs"));
        assertTrue(office.html("/users/account/carlis").contains("Aizvieto: Berta Bērziņa"));
        assertEquals(404, ((Page.Problem) office.get("/users/account/nobody")).status());
    }

    @Test
    void a_change_is_saved_with_its_reason_and_stands_in_the_history_before_and_after() throws Exception {
        long version = office.account("anna").version();
        String refused = Office.html(edit("anna", version, "", "familyName", "Ozola"));
        assertTrue(refused.contains("Ozola") && refused.contains("href=\"#reason\""), refused);
        assertEquals("/users/account/anna?said=saved", Office.location(edit("anna", version, "apprecējās", "familyName", "Ozola")));
        assertEquals("Anna Ozola", office.account("anna").profile().displayName());
        assertEquals(Set.of("clerk"), office.account("anna").roles());
        String history = office.html("/users/account/anna/history");
        assertTrue(history.contains("<del>Āboliņa</del>") && history.contains("<ins>Ozola</ins>") && history.contains("apprecējās"), history);
        assertTrue(Office.html(edit("anna", version, "vēlreiz", "familyName", "Liepa")).contains("pa šo laiku ir mainījis"), "somebody else was quicker");
    }

    private Page.Answer edit(String login, long version, String reason, String field, String value) throws Exception {
        java.util.List<String> pairs = new java.util.ArrayList<>();
        AccountFields.of(office.account(login)).forEach((name, stored) -> {
            if (!name.equals("roles") && !name.equals("displayName")) {
                pairs.add(name);
                pairs.add(name.equals(field) ? value : stored);
            }
        });
        office.account(login).roles().forEach(role -> pairs.addAll(List.of("roles", role)));
        pairs.addAll(List.of("version", String.valueOf(version), "reason", reason));
        return office.post("/users/account/" + login + "/edit", pairs.toArray(String[]::new));
    }

    @Test
    void every_flaw_of_a_form_is_told_at_its_field() throws Exception {
        String html = Office.html(office.post("/users/new", "step", "roles", "login", "Ēriks Ē", "email", "nav", "unit", "nowhere", "from", "33.02.2026", "to", "1.1.2020."));
        for (String field : List.of("login", "givenName", "email", "unit", "from")) {
            assertTrue(html.contains("href=\"#" + field + "\""), field + " in " + html);
        }
        assertTrue(Office.html(office.post("/users/new", "step", "roles", "login", "anna", "givenName", "A")).contains("Šāds lietotājvārds jau ir"));
    }

    @Test
    void somebody_new_comes_with_the_roles_of_the_position_and_a_look_at_what_they_allow() throws Exception {
        office.person("dace", "Dace", "Dadze", "environment", "clerk", "clerk");
        String roles = Office.html(office.post("/users/new", "step", "roles", "login", "egita", "givenName", "Egita", "familyName", "Egle", "unit", "environment",
                "position", "clerk", "from", "02.03.2026."));
        assertTrue(roles.matches("(?s).*value=\"clerk\" checked>.*ir kolēģiem ar šo amatu: 2.*"), roles);
        assertFalse(roles.matches("(?s).*value=\"administrator\" checked>.*"), roles);
        String look = Office.html(office.post("/users/new", "step", "look", "chose", "1", "login", "egita", "givenName", "Egita", "familyName", "Egle", "unit", "environment",
                "position", "head", "from", "02.03.2026.", "roles", "administrator"));
        assertTrue(look.contains("Pieņemt lēmumu par koku ciršanu") && look.contains("Vajadzīgs otrs cilvēks") && look.contains("Administrators"), look);
        assertTrue(office.registry.directory().account("egita").isEmpty(), "looking makes nobody");
        String made = Office.html(office.post("/users/new", "step", "save", "chose", "1", "login", "egita", "givenName", "Egita", "familyName", "Egle", "unit", "environment",
                "position", "head", "from", "02.03.2026."));
        assertTrue(made.contains("one-time-egita"), made);
        Account egita = office.account("egita");
        assertEquals("Egita Egle environment head 2026-03-02", egita.profile().displayName() + " " + egita.employment().unit() + " " + egita.employment().position()
                + " " + egita.employment().from().orElseThrow());
        assertFalse(office.html("/users/account/egita").contains("one-time-egita"), "shown once");
    }

    @Test
    void a_move_shows_which_roles_go_and_come_before_it_is_saved() throws Exception {
        Account anna = office.account("anna");
        String look = Office.html(office.post("/users/account/anna/move", "version", String.valueOf(anna.version()), "unit", "parish", "position", "head",
                "from", "2026-03-01", "reason", "pārcelta"));
        assertTrue(look.matches("(?s).*Zudīs</dt><dd>Lietvedis<.*") && look.contains("Vides nodaļa → Ābeļu pagasta pārvalde"), look);
        assertEquals(anna, office.account("anna"), "only shown");
        assertEquals("/users/account/anna?said=moved", Office.location(office.post("/users/account/anna/move", "step", "save", "version",
                String.valueOf(anna.version()), "unit", "parish", "position", "head", "from", "2026-03-01", "reason", "pārcelta")));
        assertEquals(Set.of(), office.account("anna").roles());
        assertTrue(office.html("/users/account/anna").contains("Pāreja no 01.03.2026. pārcelta"));
    }

    @Test
    void a_form_that_comes_again_says_so_by_its_status() throws Exception {
        for (String form : List.of("/users/account/anna/edit", "/users/account/anna/move", "/users/account/anna/leave", "/users/account/anna/remove",
                "/users/units/new", "/users/positions/new", "/users/groups/new", "/users/roles/new", "/users/account/anna/close", "/users/import")) {
            assertEquals(422, ((Page.View) office.post(form)).status(), form);
        }
        assertEquals(422, ((Page.View) office.post("/users/new", "step", "roles")).status());
        for (String page : List.of("/users/new", "/users/account/anna", "/users/account/anna/edit", "/users/import")) {
            assertEquals(200, ((Page.View) office.get(page)).status(), page);
        }
    }

    @Test
    void a_move_to_a_day_ahead_is_planned_shown_and_cancelled() throws Exception {
        Account anna = office.account("anna");
        String[] typed = {"version", String.valueOf(anna.version()), "unit", "parish", "position", "head", "roles", "decider", "from", "2026-04-01", "reason", "reforma"};
        String look = Office.html(office.post("/users/account/anna/move", typed));
        assertTrue(look.contains("Līdz 01.04.2026. nekas nemainās") && look.contains("Ieplānot pāreju"), look);
        String[] saving = java.util.stream.Stream.concat(java.util.Arrays.stream(typed), java.util.stream.Stream.of("step", "save")).toArray(String[]::new);
        assertEquals("/users/account/anna?said=move-planned", Office.location(office.post("/users/account/anna/move", saving)));
        assertEquals(anna, office.account("anna"), "nothing changes before the day");
        var move = office.moves.of(Optional.of("anna")).get(0);
        assertEquals(List.of("parish", "head", Set.of("decider"), Set.of("clerk")), List.of(move.plan().unit(), move.plan().position(), move.plan().gained(), move.plan().lost()));
        assertTrue(Office.html(office.post("/users/account/anna/move", saving)).contains("jau ir ieplānota"));
        String page = office.html("/users/account/anna?said=move-planned");
        assertTrue(page.contains("Ieplānota pāreja no 01.04.2026.") && page.contains("Ābeļu pagasta pārvalde") && page.contains("reforma"), page);
        assertTrue(office.html("/users/account/anna/leave").contains("Ieplānota pāreja"), "who leaves does not move");
        office.as("looker", "users:read");
        assertFalse(office.html("/users/account/anna").contains("cancel-move"));
        assertThrows(Forbidden.class, () -> office.post("/users/account/anna/cancel-move", "id", "1"));
        office.asAdmin();
        assertEquals(404, ((Page.Problem) office.post("/users/account/berta/cancel-move", "id", "1")).status(), "somebody else's");
        assertEquals("/users/account/anna?said=move-cancelled", Office.location(office.post("/users/account/anna/cancel-move", "id", "1", "reason", "pārdomāts")));
        assertFalse(office.html("/users/account/anna").contains("Ieplānota pāreja no"));
        assertEquals("problem.not_now", ((Page.Problem) office.post("/users/account/anna/cancel-move", "id", "1")).key());
    }

    @Test
    void who_leaves_has_a_last_day_a_substitute_and_a_list_of_what_remains() throws Exception {
        office.registry.save(new lv.pkip.kernel.api.registry.Unit("forest", "city", lv.pkip.kernel.api.registry.Unit.Kind.UNIT, java.util.Map.of("lv", "Mežu nodaļa"), "", "anna", 0), "");
        String form = office.html("/users/account/anna/leave");
        assertTrue(form.contains("Mežu nodaļa") && form.contains("Ir grupā „Auditori”"), form);
        long version = office.account("anna").version();
        assertTrue(Office.html(office.post("/users/account/anna/leave", "version", String.valueOf(version), "to", "2026-03-31", "substitute", "berta", "reason", "aiziet"))
                .contains("href=\"#from\""));
        assertEquals("/users/account/anna?said=leaving", Office.location(office.post("/users/account/anna/leave", "version", String.valueOf(version), "to", "2026-03-31",
                "substitute", "berta", "from", "2026-03-16", "reason", "aiziet")));
        assertEquals(Optional.of(LocalDate.of(2026, 3, 31)), office.account("anna").employment().to());
        assertEquals("berta", office.substitutions.of(Optional.of("anna")).get(0).substitute());
        office.clock.set(java.time.Instant.parse("2026-04-01T08:00:00Z"));
        assertTrue(office.html("/users?state=ended").contains("Anna Āboliņa"));
    }

    @Test
    void a_substitution_does_not_stay_when_the_leaving_is_refused() throws Exception {
        String html = Office.html(office.post("/users/account/anna/leave", "version", "99", "to", "2026-03-31", "substitute", "berta", "from", "2026-03-16", "reason", "aiziet"));
        assertTrue(html.contains("pa šo laiku ir mainījis"), html);
        assertTrue(office.substitutions.of(Optional.of("anna")).stream().allMatch(one -> one.ended().isPresent()));
    }

    @Test
    void closing_needs_a_reason_and_nobody_closes_or_removes_oneself() throws Exception {
        assertTrue(Office.html(office.post("/users/account/anna/close", "reason", " ")).contains("Aizpildiet šo lauku"));
        assertTrue(office.account("anna").enabled());
        office.post("/users/account/anna/close", "reason", "ilga prombūtne");
        assertFalse(office.account("anna").enabled());
        office.post("/users/account/anna/reopen", "reason", "atgriezās");
        assertTrue(office.account("anna").enabled());
        office.post("/users/account/admin/close", "reason", "pats sevi");
        office.post("/users/account/admin/remove", "reason", "pats sevi", "again", "admin");
        assertTrue(office.account("admin").enabled());
    }

    @Test
    void removing_asks_for_the_name_again() throws Exception {
        assertTrue(office.html("/users/account/anna/remove").contains("To nevar atsaukt"));
        assertTrue(Office.html(office.post("/users/account/anna/remove", "reason", "kļūda", "again", "berta")).contains("href=\"#again\""));
        assertTrue(office.registry.directory().account("anna").isPresent());
        assertEquals("/users?said=removed", Office.location(office.post("/users/account/anna/remove", "reason", "kļūda", "again", "anna")));
        assertTrue(office.registry.directory().account("anna").isEmpty());
    }

    @Test
    void a_new_password_is_shown_once() throws Exception {
        assertTrue(Office.html(office.post("/users/account/anna/reset")).contains("one-time-anna-again"));
        assertEquals(404, ((Page.Problem) office.get("/users/account/anna/reset")).status());
    }

    @Test
    void a_personal_code_is_hidden_until_somebody_who_may_says_why() throws Exception {
        office.registry.personalCode("anna", "00012300001");
        assertFalse(office.as("admin", "users:read", "users:manage").html("/users/account/anna").contains("Personas kods"));
        office.as("personal", "users:read", "users:personal-code");
        assertFalse(office.html("/users/account/anna").contains("000123"));
        assertFalse(Office.html(office.post("/users/account/anna/code", "purpose", "curiosity")).contains("000123"));
        assertEquals(List.of(), office.audit.actions());
        assertTrue(Office.html(office.post("/users/account/anna/code", "purpose", "employment")).contains("000123-00001"));
        office.as("personal", "users:read", "users:manage", "users:personal-code");
        assertTrue(Office.html(office.post("/users/account/anna/set-code", "personalCode", "123")).contains("11 cipari"));
        office.post("/users/account/anna/set-code", "personalCode", "000456-00002");
        assertEquals(Optional.of("00045600002"), office.registry.readPersonalCode("anna", "employment"));
    }

    @Test
    void what_waits_for_a_second_person_is_said() throws Exception {
        office.approvals.ask(Registry.Subject.ACCOUNT, "anna", Set.of("administrator"), "admin", "aizvieto");
        assertTrue(office.html("/users/account/anna").contains("Gaida otra cilvēka saskaņojumu"));
        assertTrue(office.html("/users").contains("Saskaņošana (1)"));
    }

    @Test
    void an_export_holds_what_the_list_shows_and_no_formula() throws Exception {
        office.registry.personalCode("anna", "00012300001");
        office.registry.change(List.of(office.account("anna").with(new Account.Profile("=cmd|' /C calc'!A0", "Āboliņa", "=1+1", "", "+371 20000000", "lv"))), "");
        String csv = Office.csv(office.get("/users/export?unit=environment"));
        assertTrue(csv.startsWith("\ufefflogin;kind;givenName;") && csv.contains("\r\nanna;person;'=cmd|' /C calc'!A0;Āboliņa;'=1+1;;'+371 20000000;lv;environment;"), csv);
        assertFalse(csv.contains("admin;") || csv.contains("00012300001"), csv);
        assertEquals(List.of("user.export"), office.audit.actions());
    }

    @Test
    void what_people_typed_never_becomes_markup() throws Exception {
        office.registry.change(List.of(office.account("anna").with(new Account.Profile("<script>", "x", "<script>alert(1)</script>", "", "", "lv"))
                .with(new Employment("environment", "", "<b>", "", Optional.empty(), Optional.empty()))), "<i>why</i>");
        for (String address : List.of("/users", "/users/account/anna", "/users/account/anna/edit", "/users/account/anna/move", "/users/account/anna/leave",
                "/users/account/anna/remove", "/users/account/anna/history", "/users/units/environment")) {
            String html = office.html(address);
            assertFalse(html.contains("<script>") || html.contains("<i>why") || html.contains("<b>"), address + html);
        }
    }
}
