package lv.pkip.kernel.identitydesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.Test;

final class StructureTest {
    private final Office office = new Office();

    @Test
    void units_stand_below_each_other_with_their_people() throws Exception {
        String tree = office.html("/users/units");
        assertTrue(tree.matches("(?s).*Pašvaldība</a>.*<ul>.*Ābeļu pagasta pārvalde</a>.*Vides nodaļa</a>.*darbinieki: 2.*</ul>.*"), tree);
        assertTrue(office.html("/users/units/environment").contains("Berta Bērziņa"));
        assertEquals(404, ((Page.Problem) office.get("/users/units/nowhere")).status());
    }

    @Test
    void a_unit_is_added_led_moved_and_removed_when_nobody_needs_it() throws Exception {
        assertEquals("/users/units/forest?said=saved", Office.location(office.post("/users/units/new", "id", "forest", "name-lv", "Mežu nodaļa", "name-en", "Forests",
                "kind", "unit", "parent", "environment", "head", "anna", "reason", "jauna nodaļa", "version", "0")));
        assertEquals("environment anna Forests", unit("forest").parent() + " " + unit("forest").head() + " " + unit("forest").name("en"));
        office.post("/users/units/forest/edit", "name-lv", "Mežu nodaļa", "kind", "unit", "parent", "city", "reason", "pārcelta", "version", "1");
        assertEquals("city", unit("forest").parent());
        String loop = Office.html(office.post("/users/units/city/edit", "name-lv", "Pašvaldība", "kind", "institution", "parent", "forest", "reason", "x", "version", "1"));
        assertTrue(loop.contains("nevar būt pati sev pakļauta"), loop);
        assertEquals("problem.in_use", ((Page.Problem) office.post("/users/units/environment/remove", "reason", "x")).key());
        assertEquals("/users/units?said=removed", Office.location(office.post("/users/units/forest/remove", "reason", "likvidēta")));
        assertTrue(office.registry.directory().unit("forest").isEmpty());
    }

    private lv.pkip.kernel.api.registry.Unit unit(String id) {
        return office.registry.directory().unit(id).orElseThrow();
    }

    @Test
    void a_unit_needs_a_latvian_name_a_free_id_and_a_head_that_exists() throws Exception {
        String html = Office.html(office.post("/users/units/new", "id", "city", "registrationNumber", "12", "head", "nobody", "version", "0"));
        for (String field : new String[] {"id", "name-lv", "registrationNumber", "head", "reason"}) {
            assertTrue(html.contains("href=\"#" + field + "\""), field + " in " + html);
        }
        assertFalse(office.html("/users/units/environment/edit").contains("<option value=\"environment\""), "nobody is above oneself");
    }

    @Test
    void a_position_brings_its_roles_and_cannot_go_while_somebody_has_it() throws Exception {
        office.post("/users/positions/clerk", "name-lv", "Referents", "roles", "clerk", "reason", "visiem", "version", "1");
        assertTrue(office.html("/users/account/carlis").contains("Amats: Referents"));
        assertTrue(office.html("/users/positions").contains("Lietvedis"));
        assertTrue(office.html("/users/positions/clerk").contains("Kārlis Čakste"));
        assertEquals("problem.in_use", ((Page.Problem) office.post("/users/positions/clerk/remove", "reason", "x")).key());
        assertEquals("/users/positions/driver?said=saved", Office.location(office.post("/users/positions/new", "id", "driver", "name-lv", "Šoferis", "reason", "jauns", "version", "0")));
        assertTrue(Office.html(office.post("/users/positions/new", "id", "driver", "name-lv", "", "version", "0")).contains("href=\"#id\""));
        office.post("/users/positions/driver/remove", "reason", "nevajag");
        assertTrue(office.registry.directory().position("driver").isEmpty());
    }

    @Test
    void members_are_found_ticked_and_added_and_taken_out_again() throws Exception {
        String found = office.html("/users/groups/auditors?q=b%C4%93rzi%C5%86a");
        assertTrue(found.contains("name=\"member\" value=\"berta\""), found);
        assertTrue(Office.html(office.post("/users/groups/auditors/members", "act", "add", "version", "1")).contains("Neviens nav atzīmēts"));
        office.post("/users/groups/auditors/members", "act", "add", "member", "berta", "member", "carlis", "add-reason", "revīzija", "version", "1");
        assertEquals(Set.of("anna", "berta", "carlis"), office.registry.directory().group("auditors").orElseThrow().members());
        office.post("/users/groups/auditors/members", "act", "take", "member", "anna", "out-reason", "aiziet", "version", "2");
        assertEquals(Set.of("berta", "carlis"), office.registry.directory().group("auditors").orElseThrow().members());
        assertTrue(Office.html(office.post("/users/groups/auditors/members", "act", "take", "member", "berta", "out-reason", "x", "version", "1")).contains("pa šo laiku"));
    }

    @Test
    void a_group_is_made_renamed_and_removed() throws Exception {
        assertEquals("/users/groups/duty?said=saved", Office.location(office.post("/users/groups/new", "name", "duty", "title", "Dežuranti", "roles", "clerk", "reason", "x", "version", "0")));
        office.post("/users/groups/duty", "title", "Dežūrgrupa", "roles", "clerk", "reason", "x", "version", "1");
        assertTrue(office.html("/users/groups?q=de%C5%BE%C5%ABr").contains("Dežūrgrupa"));
        assertTrue(Office.html(office.post("/users/groups/new", "name", "Duty 2", "title", "", "version", "0")).contains("href=\"#title\""));
        office.post("/users/groups/duty/remove", "reason", "x");
        assertTrue(office.registry.directory().group("duty").isEmpty());
    }

    @Test
    void roles_tell_what_they_allow_who_holds_them_and_what_nobody_knows() throws Exception {
        String list = office.html("/users/roles");
        assertTrue(list.contains("gone:read") && list.contains("Aizmirstā"), list);
        String decider = office.html("/users/roles/decider");
        assertTrue(decider.contains("Pieņemt lēmumu par koku ciršanu") && decider.contains("Amats: Nodaļas vadītājs") && decider.contains("Grupa: Auditori"), decider);
        assertTrue(office.html("/users/roles/lost").contains("Nevienam nezināmas"));
        assertTrue(office.html("/users/roles/administrator").contains("Īpašas tiesības"));
    }

    @Test
    void the_matrix_shows_what_a_wildcard_gives_and_leaves_the_house_as_a_file() throws Exception {
        String matrix = office.html("/users/roles/matrix");
        assertTrue(matrix.contains("<code>tree-felling:*</code>") && matrix.contains("<code>users:*</code>"), matrix);
        String csv = Office.csv(office.get("/users/roles/matrix/export"));
        assertTrue(csv.contains("privileged;administrator;lost;decider;clerk") && csv.contains("tree-felling:read;Skatīt koku ciršanas lietas;;;;tree-felling:*;x"), csv);
    }

    @Test
    void a_role_is_copied_ticked_and_saved_with_wildcards() throws Exception {
        String copy = office.html("/users/roles/new?copy=decider");
        assertTrue(copy.matches("(?s).*value=\"tree-felling:\\*\" checked>.*jau dod tree-felling:\\*.*"), copy);
        assertEquals("/users/roles/head?said=saved", Office.location(office.post("/users/roles/new", "name", "head", "name-lv", "Vadītājs", "permission", "tree-felling:read",
                "permission", "audit:read", "others", "*:configure\ngone:read", "reason", "jauna")));
        assertEquals(Set.of("tree-felling:read", "audit:read", "*:configure", "gone:read"), office.registry.directory().role("head").orElseThrow().permissions());
        assertTrue(Office.html(office.post("/users/roles/new", "name", "other", "others", "Tree Felling", "reason", "x")).contains("href=\"#others\""));
        String edit = office.html("/users/roles/head/edit");
        assertTrue(edit.contains("*:configure\ngone:read"), edit);
        office.post("/users/roles/head/edit", "name-lv", "Vadītājs", "permission", "tree-felling:read", "seen", "*:configure audit:read gone:read tree-felling:read", "reason", "mazāk");
        assertEquals(Set.of("tree-felling:read"), office.registry.directory().role("head").orElseThrow().permissions());
        assertTrue(Office.html(office.post("/users/roles/head/edit", "name-lv", "V", "permission", "audit:read", "seen", "audit:read", "reason", "x")).contains("pa šo laiku"),
                "somebody else was quicker");
        office.post("/users/roles/head/remove", "reason", "x");
        assertTrue(office.registry.directory().role("head").isEmpty());
        assertEquals("problem.in_use", ((Page.Problem) office.post("/users/roles/clerk/remove", "reason", "x")).key());
    }
}
