package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages that bundles bring. */
class PagesTest {
    private TestSite site;
    private Page.Request seen;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
    }

    @AfterEach
    void stop() throws Exception {
        assertEquals(0, site.dispatcher.openLeases(), "every lease was given back");
        site.close();
    }

    private void bring(String path, Audience audience, String permission, Page.Answer answer) {
        Map<String, Object> properties = new HashMap<>();
        if (audience != null) {
            properties.put("pkip.page.audience", audience.name());
        }
        if (permission != null) {
            properties.put("pkip.page.permission", permission);
        }
        properties.put("pkip.nav.area", audience == Audience.STAFF ? "work" : "portal");
        properties.put("pkip.nav.text", "nav.hello");
        Page page = request -> {
            seen = request;
            return answer;
        };
        site.dispatcher.with(Page.class, path, page, properties, "1.0.0");
    }

    private static Page.View hello(String name) {
        return new Page.View("hello", Map.of("name", name));
    }

    @Test
    void whatIsToldOfAPageIsWhatItSaysAndNobodysWhenItSaysNothing() {
        bring("hello", null, null, hello("x"));
        bring("desk", Audience.STAFF, "desk:use", hello("x"));
        bring("callback", Audience.MACHINE, null, hello("x"));
        assertEquals(List.of("* /callback/** MACHINE ", "GET /desk/** STAFF desk:use", "POST /desk/** STAFF desk:use", "GET /hello/** NOBODY ", "POST /hello/** NOBODY "),
                site.site.endpoints().stream().filter(e -> e.part().equals("page")).map(e -> e.method() + " " + e.path() + " " + e.who() + " " + e.permission().orElse("")).toList());
    }

    @Test
    void aPageIsShownInTheFrameInItsOwnWords() throws Exception {
        bring("hello", Audience.PUBLIC, null, hello("<b>Paula</b>"));
        HttpResponse<String> response = site.anonymous().get("/hello/deep/er?x=1");
        assertEquals(200, response.statusCode());
        assertTrue(response.body().contains("<h1>Sveiki, &lt;b&gt;Paula&lt;/b&gt;!</h1>"), response.body());
        assertTrue(response.body().contains("<title>Sveiki, &lt;b&gt;Paula&lt;/b&gt;! – Daugavpils"), "its heading is its title");
        assertTrue(response.body().contains("class=\"site\""));
        assertEquals("deep/er", seen.path());
        assertEquals(Optional.of("1"), seen.parameter("x"));
        assertFalse(seen.headers().containsKey("cookie"));
    }

    @Test
    void theLongestPathWins() throws Exception {
        bring("a", Audience.PUBLIC, null, hello("short"));
        bring("a/b", Audience.PUBLIC, null, hello("long"));
        assertTrue(site.anonymous().get("/a/b/c").body().contains("long"));
        assertTrue(site.anonymous().get("/a/bc").body().contains("short"));
    }

    @Test
    void noPageTakesARouteOfTheKernel() throws Exception {
        bring("work", Audience.PUBLIC, null, hello("trap"));
        assertEquals(303, site.anonymous().get("/work").statusCode());
    }

    @Test
    void aPageThatDoesNotSayForWhomIsRefused() throws Exception {
        bring("hello", null, null, hello("x"));
        assertEquals(403, site.staff("anna", "*").get("/hello").statusCode());
        assertEquals(null, seen);
    }

    @Test
    void theAudienceIsHeldTo() throws Exception {
        bring("own", Audience.RESIDENT, null, hello("x"));
        bring("desk", Audience.STAFF, "desk:use", hello("x"));
        assertEquals(303, site.anonymous().get("/own").statusCode());
        assertEquals(403, site.staff("anna", "*").get("/own").statusCode());
        assertEquals(200, site.resident("p").get("/own").statusCode());
        assertEquals(303, site.anonymous().get("/desk").statusCode());
        assertEquals(403, site.resident("p").get("/desk").statusCode());
        assertEquals(403, site.staff("anna", "other:*").get("/desk").statusCode());
        assertEquals(200, site.staff("anna", "desk:*").get("/desk").statusCode());
    }

    @Test
    void aChangingRequestCarriesTheToken() throws Exception {
        bring("own", Audience.RESIDENT, null, new Page.Redirect("/own?ok"));
        TestSite.Visitor paula = site.resident("p");
        assertEquals(403, paula.postPlain("/own", "a", "b").statusCode());
        assertEquals(null, seen);
        assertEquals(303, paula.post("/own", "a", "b").statusCode());
        assertEquals(List.of("b"), seen.parameters().get("a"));
        assertFalse(seen.parameters().containsKey("_csrf"));
    }

    @Test
    void machinesBringNoSessionAndGetTheRawBody() throws Exception {
        bring("callback", Audience.MACHINE, null, new Page.Content(202, "application/json", Optional.empty(), new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))));
        site.sessions.away = new IllegalStateException("never asked");
        TestSite.Visitor gateway = site.anonymous().cookie("PKIP", "A".repeat(43)).header("X-Signature", "abc");
        HttpResponse<String> response = gateway.postPlain("/callback/7?a=1", "amount", "12,50 EUR");
        assertEquals(202, response.statusCode());
        assertEquals("{}", response.body());
        assertEquals("amount=12%2C50+EUR", new String(seen.body(), StandardCharsets.UTF_8));
        assertEquals(Optional.of("12,50 EUR"), seen.parameter("amount"));
        assertEquals(Optional.of("1"), seen.parameter("a"));
        assertEquals("abc", seen.headers().get("x-signature"));
    }

    @Test
    void aMachinesBodyIsLimited() throws Exception {
        bring("callback", Audience.MACHINE, null, new Page.Redirect("/"));
        assertEquals(413, site.anonymous().postPlain("/callback", "a", "x".repeat(1_000_100)).statusCode());
    }

    @Test
    void aPageThatStreamsReadsTheBodyItselfHoweverLong() throws Exception {
        StringBuilder came = new StringBuilder();
        site.dispatcher.with(Page.class, "records", request -> {
            came.append(request.body().length).append(' ').append(request.stream().readAllBytes().length).append(' ').append(request.parameters());
            return new Page.Redirect("/");
        }, Map.of("pkip.page.audience", "MACHINE", "pkip.page.stream", true), "1.0.0");
        assertEquals(303, site.anonymous().postPlain("/records?x=1", "a", "x".repeat(3_000_000)).statusCode());
        assertEquals("0 3000002 {x=[1]}", came.toString());
    }

    @Test
    void staffMayBringFilesAndThePublicMayNot() throws Exception {
        bring("desk", Audience.STAFF, null, new Page.Redirect("/desk"));
        bring("open", Audience.PUBLIC, null, new Page.Redirect("/open"));
        assertEquals(303, site.staff("anna", "*").postFile("/desk", "statement", "camt.xml", "application/xml", "<a/>".getBytes(StandardCharsets.UTF_8), "note", "x").statusCode());
        assertEquals("camt.xml", seen.files().get("statement").name());
        assertEquals(Optional.of("x"), seen.parameter("note"));
        seen = null;
        assertEquals(415, site.anonymous().postFile("/open", "f", "a", "text/plain", new byte[3]).statusCode());
        assertEquals(null, seen);
    }

    @Test
    void redirectsAndNamesCannotBreakTheHeader() throws Exception {
        bring("own", Audience.PUBLIC, null, new Page.Redirect("/x\r\nSet-Cookie: a=b"));
        HttpResponse<String> response = site.anonymous().get("/own");
        assertEquals("/", response.headers().firstValue("Location").orElseThrow());
        bring("own", Audience.PUBLIC, null, new Page.Redirect("javascript:alert(1)"));
        assertEquals("/", site.anonymous().get("/own").headers().firstValue("Location").orElseThrow());
        bring("own", Audience.PUBLIC, null, new Page.Content(200, "text/plain\r\nX: y", Optional.of("ā\r\nX: y\".txt"), new ByteArrayInputStream(new byte[1])));
        HttpResponse<String> file = site.anonymous().get("/own");
        assertEquals("attachment; filename*=UTF-8''%C4%81%0D%0AX%3A%20y%22.txt", file.headers().firstValue("Content-Disposition").orElseThrow());
        assertTrue(file.headers().firstValue("X").isEmpty());
    }

    @Test
    void aProblemIsToldInTheBundlesWords() throws Exception {
        bring("own", Audience.PUBLIC, null, new Page.Problem(409, "wrong"));
        HttpResponse<String> response = site.anonymous().get("/own");
        assertEquals(409, response.statusCode());
        assertTrue(response.body().contains("Nav labi"));
    }

    @Test
    void aTemplateCannotLeaveItsFolder() throws Exception {
        bring("own", Audience.PUBLIC, null, new Page.View("../i18n/messages_lv", Map.of()));
        assertEquals(500, site.anonymous().get("/own").statusCode());
    }

    @Test
    void aPageThatWentIs503AndOneThatNeverWasIs404() throws Exception {
        bring("own", Audience.PUBLIC, null, hello("x"));
        site.dispatcher.without(Page.class, "own");
        assertEquals(503, site.anonymous().get("/own/a").statusCode());
        assertEquals(404, site.anonymous().get("/never/a").statusCode());
    }

    @Test
    void theMenuComesAndGoesWithThePage() throws Exception {
        assertFalse(site.staff("anna", "*").get("/work").body().contains("Sveiciens"));
        bring("desk", Audience.STAFF, "desk:use", hello("x"));
        assertTrue(site.staff("anna", "desk:*").get("/work").body().contains("Sveiciens"));
        assertFalse(site.staff("eva", "other:*").get("/work").body().contains("Sveiciens"));
        site.dispatcher.without(Page.class, "desk");
        assertFalse(site.staff("anna", "desk:*").get("/work").body().contains("Sveiciens"));
    }
}
