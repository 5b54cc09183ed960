package lv.pkip.kernel.workplace.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Pages;
import lv.pkip.kernel.workplace.Publications;
import lv.pkip.kernel.workplace.Town;
import lv.pkip.kernel.workplace.tell.TestBoards;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The municipality's navigation: drafted, looked at, published, brought back, and as each person sees it. */
class NavigationTest {
    private final Town town = new Town();
    private final Favourites favourites = new Favourites(town.jpa, town.audit);
    private final Bars bars = new Bars(town.actor, town.registry, town, town.publications, town.arrangements, favourites, TestBoards.of(town));
    private final NavigationPage page = new NavigationPage(town.publications, bars, town, town.registry, town, town.actor);
    private final MenuPage menu = new MenuPage(bars, town.arrangements, favourites, town.actor);
    private final FavouritesPage stars = new FavouritesPage(favourites, town.actor);

    @BeforeEach
    void administrator() {
        town.anna("navigation:manage", "payments:read", "audit:read");
    }

    @AfterEach
    void close() {
        town.close();
    }

    private List<String> seen() {
        return bars.bar("lv").sections().stream().flatMap(s -> Stream.concat(Stream.of(s.title() + ":"), s.items().stream().map(Workplace.Item::text))).toList();
    }

    private void done(Page.Answer answer) {
        assertInstanceOf(Page.Redirect.class, answer);
    }

    private void application(String name, String url, String... more) {
        String[] all = Stream.concat(Stream.of("name-lv", name, "name-en", "GIS", "url", url, "icon", "globe"), Stream.of(more)).toArray(String[]::new);
        done(page.handle(Town.post("applications", all)));
    }

    @Test
    void withNothingArrangedTheMenuIsAsItComes() {
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi", "Auditācijas pieraksti"), seen());
    }

    @Test
    void aDraftIsSeenByNobodyUntilItIsPublished() {
        done(page.handle(Town.post("groups", "name-lv", "Pārvaldība")));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(Town.post("placements", "scope", "", "entry", "menu.audit", "group", "parvaldiba", "rank", "", "shown", "",
                "entry", "app.karte", "group", "parvaldiba", "rank", "5", "shown", "", "entry", "menu.inbox", "group", "-", "rank", "1", "shown", "")));
        assertEquals(5, seen().size(), "still as it was");
        String drafted = Pages.html(page.handle(Town.get("")));
        assertTrue(drafted.contains("[navigation.drafted]") && drafted.contains("Karte"), drafted);
        done(page.handle(Town.post("publish", "note", "Jauna karte")));
        assertEquals(List.of(":", "Lietas", "Sākums", "Maksājumi", "Pārvaldība:", "Karte", "Auditācijas pieraksti"), seen());
        assertTrue(bars.bar("en").sections().get(1).items().get(0).text().equals("GIS"), "an English name where there is one");
        assertFalse(Pages.html(page.handle(Town.get(""))).contains("[navigation.drafted]"));
        assertTrue(town.audit.actions().containsAll(List.of("navigation.draft", "navigation.publish")));
    }

    @Test
    void anEarlierPublicationIsBroughtBack() {
        done(page.handle(Town.post("placements", "scope", "", "entry", "menu.audit", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(Town.post("publish", "note", "pirmā")));
        assertFalse(seen().contains("Auditācijas pieraksti"));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(Town.post("publish", "note", "otrā")));
        assertTrue(seen().contains("Karte"));
        List<Publications.Publication> history = town.publications.history(Publications.NAVIGATION, 0, 10);
        assertEquals(List.of("otrā", "pirmā"), history.stream().map(Publications.Publication::note).toList());
        assertEquals("anna", history.get(0).author());
        done(page.handle(Town.post("republish", "id", String.valueOf(history.get(1).id()))));
        assertFalse(seen().contains("Karte"));
        assertEquals(3, town.publications.history(Publications.NAVIGATION, 0, 10).size(), "bringing back is a publication too");
        assertTrue(Pages.html(page.handle(Town.get("history"))).contains("pirmā"));
        assertInstanceOf(Page.Problem.class, page.handle(Town.post("republish", "id", "999")));
    }

    @Test
    void aDraftIsDiscarded() {
        application("Karte", "https://gis.example.lv/");
        done(page.handle(Town.post("discard")));
        done(page.handle(Town.post("publish")));
        assertFalse(seen().contains("Karte"));
        assertEquals(List.of(), town.publications.history(Publications.NAVIGATION, 0, 10));
    }

    @Test
    void theNarrowerScopeCounts() {
        done(page.handle(Town.post("placements", "scope", "", "entry", "page.payments", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(Town.post("placements", "scope", "unit:finance", "entry", "page.payments", "group", "-", "rank", "1", "shown", "true")));
        done(page.handle(Town.post("placements", "scope", "role:cashier", "entry", "menu.inbox", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(Town.post("publish")));
        assertEquals(List.of(":", "Sākums", "Lietas", "Auditācijas pieraksti"), seen());
        town.eva("payments:read");
        assertEquals(List.of(":", "Maksājumi", "Sākums"), seen());
    }

    @Test
    void applicationsAreSeenByWhomTheyAreFor() {
        application("Kase", "https://kase.example.lv/", "roles", "cashier", "permission", "payments:read");
        done(page.handle(Town.post("publish")));
        assertFalse(seen().contains("Kase"), "not in that role");
        town.eva("payments:read");
        assertTrue(seen().contains("Kase"));
        assertTrue(bars.bar("lv").sections().get(0).items().stream().anyMatch(i -> i.text().equals("Kase") && i.external()));
        town.eva();
        assertFalse(seen().contains("Kase"), "in that role, but without the permission");
    }

    @Test
    void aPreviewIsSeenWithTheEyesOfARole() {
        done(page.handle(Town.post("placements", "scope", "unit:finance", "entry", "menu.inbox", "group", "-", "rank", "", "shown", "false")));
        String cashier = Pages.html(page.handle(Town.get("preview", "role", "cashier", "unit", "finance")));
        assertTrue(cashier.contains("Maksājumi") && !cashier.contains(">Lietas<") && !cashier.contains("Auditācijas"), cashier);
        String nobody = Pages.html(page.handle(Town.get("preview")));
        assertTrue(nobody.contains(">Lietas<") && !nobody.contains("Maksājumi"), nobody);
        assertTrue(seen().contains("Maksājumi"), "and one's own eyes are one's own again");
    }

    @Test
    void addressesThatCouldDoHarmAreRefused() {
        for (String bad : List.of("javascript:alert(1)", "http://gis.example.lv/", "//evil.example", "data:text/html,x", "https://a b", "https://x\"onclick", "ftp://x", "")) {
            String shown = Pages.html(page.handle(Town.post("applications", "name-lv", "X", "url", bad)));
            assertTrue(shown.contains("[navigation.problem.url]"), bad);
        }
        for (String good : List.of("https://gis.example.lv", "https://gis.example.lv:8443/a?b=c#d", "http://localhost:9000/", "/work/cases?scope=mine")) {
            assertTrue(NavigationPage.goodUrl(good), good);
        }
        assertTrue(Pages.html(page.handle(Town.post("applications", "name-lv", "", "url", "/x"))).contains("[navigation.problem.name]"));
        assertTrue(Pages.html(page.handle(Town.post("applications", "name-lv", "X", "url", "/x", "permission", "all"))).contains("[navigation.problem.permission]"));
        assertTrue(town.publications.draft(Publications.NAVIGATION).isEmpty(), "nothing of it was kept");
    }

    @Test
    void nobodyWithoutThePermissionArranges() {
        town.anna("payments:read");
        assertThrows(Forbidden.class, () -> page.handle(Town.get("")));
        assertThrows(Forbidden.class, () -> page.handle(Town.post("publish")));
    }

    @Test
    void groupsAndApplicationsGoWithWhatWasSaidOfThem() {
        done(page.handle(Town.post("groups", "name-lv", "Rīki", "name-ru", "Инструменты")));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(Town.post("placements", "scope", "", "entry", "app.karte", "group", "riki", "rank", "", "shown", "")));
        done(page.handle(Town.post("remove", "group", "riki")));
        done(page.handle(Town.post("publish")));
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi", "Karte", "Auditācijas pieraksti"), seen());
        done(page.handle(Town.post("remove", "application", "karte")));
        done(page.handle(Town.post("publish")));
        assertFalse(seen().contains("Karte"));
        assertEquals(NavigationConfig.EMPTY.applications(), NavigationConfig.read(town.publications.current(Publications.NAVIGATION).orElseThrow()).applications());
    }

    @Test
    void everybodyHasTheirOwnOrder() {
        done(menu.handle(Town.post("", "up", "menu.inbox")));
        done(menu.handle(Town.post("", "hide", "page.payments")));
        assertEquals(List.of(":", "Lietas", "Sākums", "Auditācijas pieraksti"), seen());
        String own = Pages.html(menu.handle(Town.get("")));
        assertTrue(own.contains("name=\"show\" value=\"page.payments\""), own);
        town.eva("payments:read");
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi"), seen(), "others are not concerned");
        town.anna("payments:read");
        done(menu.handle(Town.post("", "reset", "1")));
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi"), seen());
    }

    @Test
    void aStarIsGivenAndTakenAway() {
        assertEquals(new Page.Redirect("/work/cases?scope=mine"), stars.handle(Town.post("", "path", "/work/cases?scope=mine", "page", "Manas lietas", "add", "1")));
        stars.handle(Town.post("", "path", "/work/cases?scope=mine", "page", "Vēlreiz", "add", "1"));
        assertEquals(List.of("Manas lietas"), bars.bar("lv").favourites().stream().map(Workplace.Item::text).toList());
        town.eva();
        stars.handle(Town.post("", "path", "/work/cases?scope=mine", "remove", "1"));
        assertEquals(List.of(), bars.bar("lv").favourites());
        town.anna();
        assertEquals(1, bars.bar("lv").favourites().size(), "nobody takes another's star");
        stars.handle(Town.post("", "path", "/work/cases?scope=mine", "remove", "1"));
        assertEquals(List.of(), bars.bar("lv").favourites());
        assertInstanceOf(Page.Problem.class, stars.handle(Town.post("", "path", "https://evil.example", "add", "1")));
        assertEquals(new Page.Redirect("/work/menu"), stars.handle(Town.get("")));
    }

    @Test
    void ofManyStarsTheOldestMakesRoom() {
        for (int i = 0; i < 25; i++) {
            stars.handle(Town.post("", "path", "/work/" + i, "page", "Lapa " + i, "add", "1"));
        }
        List<Workplace.Item> all = bars.bar("lv").favourites();
        assertEquals(20, all.size());
        assertEquals("Lapa 5", all.get(0).text());
    }
}
