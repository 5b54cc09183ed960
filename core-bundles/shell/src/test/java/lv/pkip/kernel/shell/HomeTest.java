package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.Workplace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The start page of staff, with widgets that work, fail and hang. */
class HomeTest {
    private static final Widget GOOD = language -> new Widget.Figures(List.of(new Widget.Figure("nav.hello", "7", "/work/cases", true)));
    private final CountDownLatch released = new CountDownLatch(1);
    private final MemoryWorkplace workplace = new MemoryWorkplace();
    private TestSite site;
    private TestSite.Visitor anna;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
        anna = site.staff("anna", "bench:*");
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (site.dispatcher.openLeases() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(0, site.dispatcher.openLeases(), "every lease was given back");
        site.close();
    }

    private void bring(String id, int order, String permission, Widget widget) {
        Map<String, Object> properties = new HashMap<>(Map.of("pkip.widget.title", "nav.hello", "pkip.widget.order", order, "pkip.widget.permission", permission,
                "pkip.widget.wide", false));
        site.dispatcher.with(Widget.class, id, widget, properties, "1.0.0");
    }

    private Widget hanging(AtomicInteger inside) {
        return language -> {
            inside.incrementAndGet();
            released.await(30, TimeUnit.SECONDS);
            return new Widget.Figures(List.of());
        };
    }

    private static int at(String body, String id) {
        return body.indexOf("id=\"w-" + id + "\"");
    }

    @Test
    void widgetsStandInTheirOrderInTheirOwnWords() throws Exception {
        bring("second", 20, "", GOOD);
        bring("first", 10, "", language -> new Widget.View("hello", Map.of("name", "<b>" + site.actor.get().id() + "</b>")));
        String body = anna.get("/work").body();
        assertTrue(at(body, "first") > 0 && at(body, "first") < at(body, "second"), body);
        assertTrue(body.contains("Sveiki, &lt;b&gt;anna&lt;/b&gt;!"), "the widget runs as the one who looks: " + body);
        assertTrue(body.contains("<strong>7</strong>Sveiciens"), "keys are the bundle's own texts");
    }

    @Test
    void oneThatFailsIsShownSoAndHurtsNobody() throws Exception {
        bring("bad", 10, "", language -> {
            throw new IllegalStateException("secret reason");
        });
        bring("good", 20, "", GOOD);
        HttpResponse<String> home = anna.get("/work");
        assertEquals(200, home.statusCode());
        assertTrue(home.body().contains("<strong>7</strong>"), home.body());
        assertTrue(home.body().contains("href=\"/work/widgets/bad\" data-retry"), home.body());
        assertFalse(home.body().contains("secret reason"));
        assertEquals(503, anna.get("/work/widgets/bad?part=1").statusCode());
    }

    @Test
    void oneThatHangsIsNotWaitedForAndCannotTakeAllThreads() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        bring("slow", 10, "", hanging(inside));
        bring("good", 20, "", GOOD);
        for (int i = 0; i < 6; i++) {
            TestSite.Visitor clerk = site.staff("clerk" + i, "bench:*");
            long begun = System.nanoTime();
            String body = clerk.get("/work").body();
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(10), "the page does not wait for it");
            assertTrue(body.contains("<strong>7</strong>"), "the others are there");
            assertTrue(body.contains("data-state=\"failed\""), body);
        }
        assertEquals(4, inside.get(), "no more than four calls of one widget are ever inside");
    }

    @Test
    void oneThatHangsHangsOnceForAPersonHoweverOftenTheyAsk() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        bring("slow", 10, "", hanging(inside));
        anna.cookie("PKIP-SCRIPT", "1");
        assertTrue(anna.get("/work").body().contains("data-state=\"later\""));
        assertEquals(503, anna.get("/work/widgets/slow?part=1").statusCode());
        assertTrue(anna.get("/work/widgets/slow").body().contains("data-state=\"failed\""));
        assertEquals(503, site.staff("anna", "bench:*").get("/work/widgets/slow?part=1").statusCode(), "in another browser, too");
        assertEquals(1, inside.get());
        released.countDown();
    }

    @Test
    void aBrowserThatCanLoadPartsGetsThePageAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        bring("slow", 10, "", hanging(inside));
        anna.cookie("PKIP-SCRIPT", "1");
        String body = anna.get("/work").body();
        assertTrue(body.contains("data-state=\"later\""), body);
        assertTrue(body.contains("data-widget=\"/work/widgets/slow?part=1\""), body);
        released.countDown();
        HttpResponse<String> part = anna.get("/work/widgets/slow?part=1");
        assertEquals(200, part.statusCode());
        assertFalse(part.body().contains("<html"), "a part, not a page");
    }

    @Test
    void aWidgetIsSeenWithItsPermissionOnly() throws Exception {
        bring("payments", 10, "payments:read", GOOD);
        assertTrue(at(anna.get("/work").body(), "payments") < 0);
        assertEquals(404, anna.get("/work/widgets/payments").statusCode());
        assertTrue(at(site.staff("eva", "payments:*").get("/work").body(), "payments") > 0);
        assertEquals(404, anna.get("/work/widgets/never").statusCode());
    }

    @Test
    void aPersonArrangesThePageAndBringsTheOriginalBack() throws Exception {
        site.site.appeared(workplace);
        bring("a", 10, "", GOOD);
        bring("b", 20, "", GOOD);
        assertEquals(303, anna.post("/work/arrange", "down", "a").statusCode());
        assertTrue(at(anna.get("/work").body(), "b") < at(anna.get("/work").body(), "a"));
        anna.post("/work/arrange", "hide", "b");
        assertTrue(at(anna.get("/work").body(), "b") < 0);
        assertTrue(anna.get("/work/arrange").body().contains("name=\"show\" value=\"b\""));
        bring("c", 5, "", GOOD);
        assertTrue(at(anna.get("/work").body(), "a") < at(anna.get("/work").body(), "c"), "what comes later stands behind what was arranged");
        anna.post("/work/arrange", "up", "never-was");
        assertEquals(List.of(new Workplace.Placed("b", true), new Workplace.Placed("a", false)), workplace.placed);
        anna.post("/work/arrange", "reset", "1");
        assertTrue(at(anna.get("/work").body(), "c") < at(anna.get("/work").body(), "a"));
    }

    @Test
    void withoutAWorkplaceThePageIsThereAndCannotBeArranged() throws Exception {
        bring("a", 10, "", GOOD);
        assertTrue(at(anna.get("/work").body(), "a") > 0);
        assertEquals(503, anna.post("/work/arrange", "hide", "a").statusCode());
    }

    @Test
    void aChartIsAPictureAndATable() throws Exception {
        bring("load", 10, "", language -> new Widget.Bars("nav.hello", List.of("nav.hello", "phase.received"),
                List.of(new Widget.Bar("Soliņi", "/work/cases", List.of(new Widget.Piece(3, "/work/cases?x=1"), new Widget.Piece(1, ""))),
                        new Widget.Bar("Suņi", "", List.of(new Widget.Piece(0, ""), new Widget.Piece(2, ""))))));
        String body = anna.get("/work").body();
        assertTrue(body.contains("<rect data-series=\"1\" x=\"0.00\" y=\"0\" width=\"75.00\""), body);
        assertTrue(body.contains("<rect data-series=\"2\" x=\"75.00\" y=\"0\" width=\"25.00\""), body);
        assertTrue(body.contains("<a href=\"/work/cases?x=1\">3</a>"), body);
        assertTrue(body.contains("Saņemts"), "the shell's texts stand behind the bundle's");
        assertFalse(body.contains("style="), "nothing is styled inline");
    }

    @Test
    void theFrameShowsWhatTheWorkplaceTells() throws Exception {
        workplace.bar = new Workplace.Bar(List.of(new Workplace.Section("", List.of(new Workplace.Item("menu.work", "Sākums", "/work", "home", false))),
                new Workplace.Section("Sistēmas", List.of(new Workplace.Item("app.gis", "Karte", "https://gis.example.lv/", "globe", true)))),
                List.of(new Workplace.Item("favourite.1", "Manas", "/work/cases?scope=mine", "star", false)), 120);
        workplace.notices.add(new Workplace.Notice(5, "warning", "Naktī <strādās> lēnāk", true));
        workplace.look = java.util.Optional.of(new Workplace.Look(Map.of("accent", "#004d40"), Map.of("lv", "Paraugu novads"), "/arms/ab"));
        site.site.appeared(workplace);
        String body = anna.get("/work").body();
        for (String part : List.of(">Sistēmas</h2>", "href=\"https://gis.example.lv/\" rel=\"noreferrer\"", "href=\"/work/cases?scope=mine\"", ">99+</span>",
                "Naktī &lt;strādās&gt; lēnāk", "<img src=\"/arms/ab\" alt=\"\"", "<strong>Paraugu novads</strong>", "action=\"/work/favourites\"")) {
            assertTrue(body.contains(part), part + " in " + body);
        }
        assertTrue(site.anonymous().get("/theme.css").body().contains("--pkip-accent:#004d40"));
        anna.post("/announcements/5/dismiss", "to", "/work");
        assertFalse(anna.get("/work").body().contains("lēnāk"), "put away in this browser");
        assertTrue(site.staff("eva", "*").get("/work").body().contains("lēnāk"), "and in no other");
        assertEquals(404, anna.post("/announcements/x1/dismiss").statusCode());
    }

    @Test
    void aWorkplaceThatCannotTellTakesNoPageAway() throws Exception {
        workplace.away = new IllegalStateException("the database is away");
        site.site.appeared(workplace);
        HttpResponse<String> home = anna.get("/work");
        assertEquals(200, home.statusCode());
        assertTrue(home.body().contains("href=\"/work/cases\""), "the plain menu stands in");
        assertEquals(200, site.anonymous().get("/theme.css").statusCode());
    }

    @Test
    void lightAndDarkAreChosenAndKept() throws Exception {
        assertTrue(anna.get("/work").body().contains("data-color-scheme=\"auto\""));
        HttpResponse<String> chosen = anna.get("/scheme/dark?to=%2Fwork%2Fcases");
        assertEquals("/work/cases", chosen.headers().firstValue("Location").orElseThrow());
        assertTrue(anna.get("/work").body().contains("data-color-scheme=\"dark\""));
        assertEquals("/", anna.get("/scheme/light?to=https://evil.example").headers().firstValue("Location").orElseThrow());
        assertEquals(404, anna.get("/scheme/pink").statusCode());
    }

    @Test
    void helpFitsThePageAndFallsBackToTheOneAbove() throws Exception {
        assertTrue(anna.get("/work").body().contains(Site.ownTexts().get("lv", "help.page.work").substring(0, 30)));
        assertTrue(anna.get("/work/cases").body().contains(Site.ownTexts().get("lv", "help.page.work.cases").substring(0, 30)));
        assertFalse(site.anonymous().get("/").body().contains("page-help"), "where there is no help of its own, the general one is in the footer");
    }
}
