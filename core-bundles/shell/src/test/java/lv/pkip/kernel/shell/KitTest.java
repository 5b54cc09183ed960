package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.workplace.Workplace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interface elements for other systems. */
class KitTest {
    private TestSite site;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void filesMayBeTakenFromAnywhereWithoutASessionAndKept() throws Exception {
        site.sessions.away = new IllegalStateException("never asked");
        for (String file : List.of("kit.css", "theme.css", "icons.svg", "inter-latin.woff2", "header.html", "footer.html", "page.html", "controls.html", "licences.txt")) {
            HttpResponse<String> response = site.anonymous().cookie("PKIP", "A".repeat(43)).get("/kit/v1/" + file);
            assertEquals(200, response.statusCode(), file);
            assertEquals(Optional.of("*"), response.headers().firstValue("Access-Control-Allow-Origin"), file);
            assertEquals(Optional.of("cross-origin"), response.headers().firstValue("Cross-Origin-Resource-Policy"), file);
            assertEquals(Optional.of("public, max-age=3600"), response.headers().firstValue("Cache-Control"), file);
            assertTrue(response.headers().firstValue("Set-Cookie").isEmpty(), file);
        }
        for (String none : List.of("other.html", "kit.properties", "kit.css.gz", "..%2fkit.css", "secret")) {
            assertTrue(Set.of(400, 404).contains(site.anonymous().get("/kit/v1/" + none).statusCode()), none);
        }
    }

    @Test
    void headerFooterAndPageHoldWholeAddressesAndNobodysName() throws Exception {
        MemoryWorkplace workplace = new MemoryWorkplace();
        workplace.look = Optional.of(new Workplace.Look(Map.of("accent", "#004d40"), Map.of("lv", "Paraugu novads"), "/arms/ab"));
        site.site.appeared(workplace);
        for (String part : List.of("header", "footer", "page")) {
            String html = site.staff("anna", "*").get("/kit/v1/" + part + ".html").body();
            assertFalse(html.contains("Anna Ozola"), html);
            assertFalse(Pattern.compile("(href|src|action)=\"/[^/]").matcher(html).find(), html);
            assertFalse(html.contains("/assets/"), "addresses with a hash do not last: " + html);
            assertFalse(html.contains("_csrf"), html);
            assertTrue(html.contains("Paraugu novads"), html);
        }
        assertTrue(site.anonymous().get("/kit/v1/header.html").body().contains("/arms/ab"));
        assertTrue(site.anonymous().get("/kit/v1/page.html?lang=en").body().contains("<html lang=\"en\""));
        assertTrue(site.anonymous().get("/kit/v1/theme.css").body().contains("#004d40"));
    }

    @Test
    void theGuideShowsEveryElementWithItsHtmlAndNothingTwice() throws Exception {
        String guide = site.anonymous().get("/kit").body();
        Matcher ids = Pattern.compile(" id=\"([^\"]+)\"").matcher(guide);
        Set<String> seen = new HashSet<>();
        while (ids.find()) {
            assertTrue(seen.add(ids.group(1)), "the id " + ids.group(1) + " stands twice");
        }
        for (String element : List.of("buttons", "text", "error", "area", "number", "date", "select", "radio", "checks", "check", "group", "errors", "notices", "tags",
                "table", "figures", "chart", "timeline", "way", "answers", "facts", "sure", "tabs", "crumbs", "progress", "header", "footer", "page")) {
            assertTrue(seen.contains(element), element);
        }
        assertTrue(guide.contains("&lt;input class=&quot;ds-input&quot;"), "the HTML to copy");
        assertFalse(guide.contains("guide."), "no key in place of a text");
        for (String language : List.of("en", "ru")) {
            assertEquals(200, site.anonymous().cookie("PKIP-LANG", language).get("/kit").statusCode());
        }
    }

    @Test
    void whatIsCopiedIsWhatTheSiteIsMadeWith() throws Exception {
        String controls = site.anonymous().get("/kit/v1/controls.html").body();
        String form = site.resident("p1").post("/services/bench/apply").headers().firstValue("Location").orElseThrow();
        String page = site.resident("p1").get(form).body();
        Matcher field = Pattern.compile("<div class=\"ds-field\"><label class=\"ds-label\" for=").matcher(page);
        assertTrue(field.find(), page);
        assertTrue(controls.contains(field.group()), "the same template makes both");
    }

    @Test
    void darkRulesStandForTheDeviceAndForTheChoice() throws Exception {
        String css = site.anonymous().get("/kit/v1/kit.css").body();
        assertTrue(css.contains(":root[data-color-scheme=dark] .card h3 .icon"));
        assertTrue(css.contains(":root:not([data-color-scheme=light]) .card h3 .icon"));
    }
}
