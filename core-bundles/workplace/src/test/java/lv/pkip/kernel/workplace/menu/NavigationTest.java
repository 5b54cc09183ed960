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
    private final NavigationPage page = new NavigationPage(town.publications, bars, town, town.registry, town, town.actor, town.people);
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

    /** A form of a page that was opened just now. */
    private Page.Request post(String path, String... parameters) {
        return from(edition(), path, parameters);
    }

    private static Page.Request from(long edition, String path, String... parameters) {
        return Town.post(path, Stream.concat(Stream.of(parameters), Stream.of("edition", String.valueOf(edition))).toArray(String[]::new));
    }

    private long edition() {
        return town.publications.state(Publications.NAVIGATION).edition();
    }

    private void done(Page.Answer answer) {
        assertInstanceOf(Page.Redirect.class, answer);
    }

    private void application(String name, String url, String... more) {
        String[] all = Stream.concat(Stream.of("name-lv", name, "name-en", "GIS", "url", url, "icon", "globe"), Stream.of(more)).toArray(String[]::new);
        done(page.handle(post("applications", all)));
    }

    @Test
    void withNothingArrangedTheMenuIsAsItComes() {
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi", "Auditācijas pieraksti"), seen());
    }

    @Test
    void aDraftIsSeenByNobodyUntilItIsPublished() {
        done(page.handle(post("groups", "name-lv", "Pārvaldība")));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(post("placements", "scope", "", "entry", "menu.audit", "group", "parvaldiba", "rank", "", "shown", "",
                "entry", "app.karte", "group", "parvaldiba", "rank", "5", "shown", "", "entry", "menu.inbox", "group", "-", "rank", "1", "shown", "")));
        assertEquals(5, seen().size(), "still as it was");
        String drafted = Pages.html(page.handle(Town.get("")));
        assertTrue(drafted.contains("[navigation.drafted]") && drafted.contains("Karte"), drafted);
        done(page.handle(post("publish", "note", "Jauna karte")));
        assertEquals(List.of(":", "Lietas", "Sākums", "Maksājumi", "Pārvaldība:", "Karte", "Auditācijas pieraksti"), seen());
        assertTrue(bars.bar("en").sections().get(1).items().get(0).text().equals("GIS"), "an English name where there is one");
        assertFalse(Pages.html(page.handle(Town.get(""))).contains("[navigation.drafted]"));
        assertTrue(town.audit.actions().containsAll(List.of("navigation.draft", "navigation.publish")));
    }

    @Test
    void anEarlierPublicationIsBroughtBack() {
        done(page.handle(post("placements", "scope", "", "entry", "menu.audit", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(post("publish", "note", "pirmā")));
        assertFalse(seen().contains("Auditācijas pieraksti"));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(post("publish", "note", "otrā")));
        assertTrue(seen().contains("Karte"));
        List<Publications.Publication> history = town.publications.history(Publications.NAVIGATION, 0, 10);
        assertEquals(List.of("otrā", "pirmā"), history.stream().map(Publications.Publication::note).toList());
        assertEquals("anna", history.get(0).author());
        done(page.handle(post("republish", "id", String.valueOf(history.get(1).id()))));
        assertFalse(seen().contains("Karte"));
        assertEquals(3, town.publications.history(Publications.NAVIGATION, 0, 10).size(), "bringing back is a publication too");
        assertTrue(Pages.html(page.handle(Town.get("history"))).contains("pirmā"));
        assertInstanceOf(Page.Problem.class, page.handle(post("republish", "id", "999")));
    }

    @Test
    void aDraftIsDiscarded() {
        application("Karte", "https://gis.example.lv/");
        done(page.handle(post("discard")));
        done(page.handle(post("publish")));
        assertFalse(seen().contains("Karte"));
        assertEquals(List.of(), town.publications.history(Publications.NAVIGATION, 0, 10));
    }

    @Test
    void theNarrowerScopeCounts() {
        done(page.handle(post("placements", "scope", "", "entry", "page.payments", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(post("placements", "scope", "unit:finance", "entry", "page.payments", "group", "-", "rank", "1", "shown", "true")));
        done(page.handle(post("placements", "scope", "role:cashier", "entry", "menu.inbox", "group", "-", "rank", "", "shown", "false")));
        done(page.handle(post("publish")));
        assertEquals(List.of(":", "Sākums", "Lietas", "Auditācijas pieraksti"), seen());
        town.eva("payments:read");
        assertEquals(List.of(":", "Maksājumi", "Sākums"), seen());
    }

    @Test
    void applicationsAreSeenByWhomTheyAreFor() {
        application("Kase", "https://kase.example.lv/", "roles", "cashier", "permission", "payments:read");
        done(page.handle(post("publish")));
        assertFalse(seen().contains("Kase"), "not in that role");
        town.eva("payments:read");
        assertTrue(seen().contains("Kase"));
        assertTrue(bars.bar("lv").sections().get(0).items().stream().anyMatch(i -> i.text().equals("Kase") && i.external()));
        town.eva();
        assertFalse(seen().contains("Kase"), "in that role, but without the permission");
    }

    @Test
    void anApplicationIsChanged() {
        application("Kase", "https://kase.example.lv/", "roles", "cashier", "permission", "payments:read");
        String shown = Pages.html(page.handle(Town.get("")));
        assertTrue(shown.contains("value=\"https://kase.example.lv/\"") && shown.contains("id=\"a-kase-cashier\" name=\"roles\" value=\"cashier\" checked"), shown);
        application("Jaunā kase", "https://kase.example.lv:8443/", "id", "kase", "roles", "clerk");
        List<NavigationConfig.Application> all = NavigationConfig.read(town.publications.state(Publications.NAVIGATION).content().orElseThrow()).applications();
        assertEquals(1, all.size());
        assertEquals(List.of("kase", "Jaunā kase", "https://kase.example.lv:8443/", "", java.util.Set.of("clerk")),
                List.of(all.get(0).id(), all.get(0).name("lv"), all.get(0).url(), all.get(0).permission(), all.get(0).roles()));
        String refused = Pages.html(page.handle(post("applications", "name-lv", "Cita", "url", "x", "icon", "chart", "roles", "cashier")));
        assertTrue(refused.contains("value=\"chart\" selected") && refused.contains("id=\"role-cashier\" name=\"roles\" value=\"cashier\" checked"), "what was chosen stays: " + refused);
        assertTrue(Pages.html(page.handle(post("groups", "name-lv", ""))).contains("href=\"#g-lv\""));
    }

    @Test
    void aPreviewIsSeenWithTheEyesOfARole() {
        done(page.handle(post("placements", "scope", "unit:finance", "entry", "menu.inbox", "group", "-", "rank", "", "shown", "false")));
        String cashier = Pages.html(page.handle(Town.get("preview", "role", "cashier", "unit", "finance")));
        assertTrue(cashier.contains("Maksājumi") && !cashier.contains(">Lietas<") && !cashier.contains("Auditācijas"), cashier);
        String nobody = Pages.html(page.handle(Town.get("preview")));
        assertTrue(nobody.contains(">Lietas<") && !nobody.contains("Maksājumi"), nobody);
        assertTrue(seen().contains("Maksājumi"), "and one's own eyes are one's own again");
    }

    @Test
    void addressesThatCouldDoHarmAreRefused() {
        for (String bad : List.of("javascript:alert(1)", "http://gis.example.lv/", "//evil.example", "data:text/html,x", "https://a b", "https://x\"onclick", "ftp://x", "")) {
            String shown = Pages.html(page.handle(post("applications", "name-lv", "X", "url", bad)));
            assertTrue(shown.contains("[navigation.problem.url]"), bad);
        }
        for (String good : List.of("https://gis.example.lv", "https://gis.example.lv:8443/a?b=c#d", "http://localhost:9000/", "/work/cases?scope=mine")) {
            assertTrue(NavigationPage.goodUrl(good), good);
        }
        assertTrue(Pages.html(page.handle(post("applications", "name-lv", "", "url", "/x"))).contains("[navigation.problem.name]"));
        assertTrue(Pages.html(page.handle(post("applications", "name-lv", "X", "url", "/x", "permission", "all"))).contains("[navigation.problem.permission]"));
        assertFalse(town.publications.state(Publications.NAVIGATION).drafted(), "nothing of it was kept");
    }

    private static String conflict(Page.Answer answer) {
        Page.View view = assertInstanceOf(Page.View.class, answer);
        assertEquals("navigation-conflict", view.template());
        assertEquals(409, view.status());
        return Pages.html(view);
    }

    @Test
    void whoIsSecondOverwritesNothingAndSeesWhatChanged() {
        done(page.handle(post("groups", "name-lv", "Rīki")));
        done(page.handle(post("placements", "scope", "", "entry", "menu.inbox", "group", "riki", "rank", "3", "shown", "")));
        long both = edition();
        town.eva("navigation:manage", "payments:read");
        town.clock.forward(java.time.Duration.ofMinutes(5));
        done(page.handle(from(both, "placements", "scope", "", "entry", "menu.inbox", "group", "-", "rank", "7", "shown", "false")));
        application("Karte", "https://gis.example.lv/", "roles", "cashier");
        String kept = town.publications.state(Publications.NAVIGATION).content().orElseThrow();
        town.anna("navigation:manage");
        String shown = conflict(page.handle(from(both, "placements", "scope", "", "entry", "menu.inbox", "group", "riki", "rank", "9", "shown", "true")));
        assertEquals(kept, town.publications.state(Publications.NAVIGATION).content().orElseThrow(), "nothing was overwritten");
        assertTrue(shown.contains("Ēva Bērziņa, 2026-03-10T10:05:00Z"), "who and when: " + shown);
        assertTrue(shown.contains("[conflict.entry]: Lietas") && shown.contains("[navigation.group]: Rīki · [navigation.rank]: 3") && shown.contains("[navigation.rank]: 7 · [work.arrange.hide]"), shown);
        assertTrue(shown.contains("[conflict.application]: Karte") && shown.contains("[conflict.nothing]") && shown.contains("https://gis.example.lv/"), shown);
        assertFalse(shown.contains("[conflict.group]"), "the heading is as it was");
        assertTrue(shown.contains("action=\"/work/navigation/placements\"") && shown.contains("name=\"rank\" value=\"9\"")
                && shown.contains("name=\"edition\" value=\"" + edition() + "\"") && !shown.contains("value=\"" + both + "\""), "one's own can be sent once more: " + shown);
        done(page.handle(post("placements", "scope", "", "entry", "menu.inbox", "group", "riki", "rank", "9", "shown", "true")));
        NavigationConfig now = NavigationConfig.read(town.publications.state(Publications.NAVIGATION).content().orElseThrow());
        assertEquals(java.util.Optional.of(9), now.placements().get(0).rank());
        assertEquals(1, now.applications().size(), "and what the other one did elsewhere stays");
    }

    @Test
    void nobodyPublishesDiscardsOrBringsBackWhatTheyHaveNotSeen() {
        done(page.handle(post("groups", "name-lv", "Rīki")));
        done(page.handle(post("publish", "note", "pirmā")));
        long publication = town.publications.history(Publications.NAVIGATION, 0, 1).get(0).id();
        application("Karte", "https://gis.example.lv/");
        long seen = edition();
        town.eva("navigation:manage");
        application("Kase", "https://kase.example.lv/");
        town.anna("navigation:manage");
        for (Page.Request late : List.of(from(seen, "publish", "note", "otrā"), from(seen, "discard"), from(seen, "republish", "id", String.valueOf(publication)))) {
            String shown = conflict(page.handle(late));
            assertTrue(shown.contains("Kase") && shown.contains("[conflict.look.text]") && !shown.contains("[conflict.again]"), shown);
        }
        assertEquals(1, town.publications.history(Publications.NAVIGATION, 0, 10).size());
        assertTrue(town.publications.state(Publications.NAVIGATION).drafted());
        conflict(page.handle(Town.post("publish")));
        conflict(page.handle(Town.post("groups", "name-lv", "Bez numura", "edition", "x")));
        done(page.handle(post("publish", "note", "otrā")));
        assertEquals(2, town.publications.history(Publications.NAVIGATION, 0, 10).size());
    }

    @Test
    void publishingAndDiscardingAreChangesToo() {
        long first = edition();
        done(page.handle(post("groups", "name-lv", "Rīki")));
        done(page.handle(post("publish")));
        String published = conflict(page.handle(from(first, "groups", "name-lv", "Citi")));
        assertTrue(published.contains("[conflict.group]: Rīki"), published);
        long second = edition();
        done(page.handle(post("remove", "group", "riki")));
        done(page.handle(post("discard")));
        String discarded = conflict(page.handle(from(second, "remove", "group", "riki")));
        assertTrue(discarded.contains("[conflict.none]"), "it was changed and changed back: " + discarded);
        for (int i = 0; i < 40; i++) {
            done(page.handle(post("groups", "id", "riki", "name-lv", "Rīki " + i)));
        }
        assertTrue(conflict(page.handle(from(second + 3, "discard"))).contains("[conflict.unknown]"), "what is too long ago is not kept");
        assertTrue(town.jpa.<Long>txExpr(org.apache.aries.jpa.template.TransactionType.Required, em -> em.createQuery("select count(d) from DocumentRow d", Long.class).getSingleResult()) < 40);
    }

    @Test
    void ofManyAtOnceWhoBeganFromTheSameOneIsKept() throws Exception {
        long edition = edition();
        int many = 6;
        java.util.concurrent.CountDownLatch ready = new java.util.concurrent.CountDownLatch(many);
        java.util.concurrent.ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(many);
        try {
            List<java.util.concurrent.Future<Publications.Outcome>> all = java.util.stream.IntStream.range(0, many).mapToObj(i -> threads.submit(() -> {
                ready.countDown();
                ready.await();
                return town.publications.keepDraft(Publications.NAVIGATION, NavigationConfig.EMPTY.json(), edition);
            })).toList();
            int done = 0;
            for (java.util.concurrent.Future<Publications.Outcome> one : all) {
                done += one.get() == Publications.Outcome.DONE ? 1 : 0;
            }
            assertEquals(1, done);
        } finally {
            threads.shutdown();
        }
        assertEquals(edition + 1, edition());
        assertEquals(1, town.publications.since(Publications.NAVIGATION, edition, 10).size());
    }

    @Test
    void nobodyWithoutThePermissionArranges() {
        town.anna("payments:read");
        assertThrows(Forbidden.class, () -> page.handle(Town.get("")));
        assertThrows(Forbidden.class, () -> page.handle(post("publish")));
    }

    @Test
    void groupsAndApplicationsGoWithWhatWasSaidOfThem() {
        done(page.handle(post("groups", "name-lv", "Rīki", "name-ru", "Инструменты")));
        application("Karte", "https://gis.example.lv/");
        done(page.handle(post("placements", "scope", "", "entry", "app.karte", "group", "riki", "rank", "", "shown", "")));
        done(page.handle(post("remove", "group", "riki")));
        done(page.handle(post("publish")));
        assertEquals(List.of(":", "Sākums", "Lietas", "Maksājumi", "Karte", "Auditācijas pieraksti"), seen());
        done(page.handle(post("remove", "application", "karte")));
        done(page.handle(post("publish")));
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
