package lv.pkip.kernel.workplace.look;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.workplace.Pages;
import lv.pkip.kernel.workplace.Publications;
import lv.pkip.kernel.workplace.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThemeTest {
    private static final String PLAIN = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"M0 0h4v4z\" fill=\"url(#g)\"/></svg>";
    private final Town town = new Town();
    private final Looks looks = new Looks(town.publications, town);
    private final ThemePage page = new ThemePage(town.publications, looks, town, town.actor, town.people);
    private final ArmsPage arms = new ArmsPage(looks);

    @BeforeEach
    void manager() {
        town.anna("theme:manage");
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Page.Answer send(String accent, String highlight, Map<String, Page.Upload> files) throws Exception {
        return page.handle(new Page.Request("POST", "", Map.of("accent", List.of(accent), "highlight", List.of(highlight), "name-lv", List.of("Jaunais novads"), "edition", List.of(edition())),
                Map.of(), new byte[0], "lv", "https://town.example", files, new Page.Caller("127.0.0.1", Optional.empty())));
    }

    private String edition() {
        return String.valueOf(town.publications.state(Publications.THEME).edition());
    }

    private static Map<String, Page.Upload> file(byte[] content) {
        return Map.of("arms", new Page.Upload("gerbonis", "image/svg+xml", content.length, new ByteArrayInputStream(content)));
    }

    private static byte[] png(int width, int height) {
        return ByteBuffer.allocate(64).put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'}).putInt(width).putInt(height).array();
    }

    @Test
    void whatIsPublishedIsTheLookAndCanBeTakenBack() throws Exception {
        assertEquals(Optional.empty(), looks.published());
        assertInstanceOf(Page.Redirect.class, send("#004D40", "#ffd54f", Map.of()));
        assertEquals("#004d40", looks.published().orElseThrow().colours().get("accent"));
        assertEquals(Map.of("lv", "Jaunais novads"), looks.published().orElseThrow().names());
        send("#7b1fa2", "#ffd54f", Map.of());
        long first = town.publications.history(Publications.THEME, 0, 10).get(1).id();
        assertInstanceOf(Page.Redirect.class, page.handle(Town.post("republish", "id", String.valueOf(first), "edition", edition())));
        assertEquals("#004d40", looks.published().orElseThrow().colours().get("accent"));
        assertTrue(town.audit.actions().contains("theme.publish"));
    }

    @Test
    void aColourThatCannotBeReadIsRefusedWithTheRatioAndTheNearestThatPasses() throws Exception {
        String shown = Pages.html(send("#ffee00", "#333333", Map.of()));
        assertTrue(shown.contains("[theme.flaw.contrast.accent{") && shown.contains("ratio=1.20"), shown);
        assertTrue(shown.contains("[theme.flaw.contrast.highlight{"), shown);
        assertEquals(Optional.empty(), looks.published());
        String nearest = shown.replaceAll("(?s).*contrast.accent\\{[^}]*nearest=(#[0-9a-f]{6}).*?}.*", "$1");
        assertInstanceOf(Page.Redirect.class, send(nearest, "#f2b632", Map.of()), "and what was offered is taken");
        assertTrue(Pages.html(send("red;} body{display:none", "#f2b632", Map.of())).contains("[theme.flaw.accent]"));
    }

    @Test
    void theNearestColourPassesAndIsNotFurtherThanNeeded() {
        assertEquals(21.0, Colour.WHITE.contrast(Colour.BLACK), 0.01);
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Colour colour = new Colour(random.nextInt(256), random.nextInt(256), random.nextInt(256));
            for (Colour on : List.of(Colour.WHITE, Colour.INK)) {
                Colour near = colour.readableOn(on);
                assertTrue(near.contrast(on) >= Colour.ENOUGH, colour + " on " + on + " gives " + near);
                assertTrue(colour.contrast(on) >= Colour.ENOUGH ? near.equals(colour) : near.contrast(on) < 5.1, colour + " on " + on + " gives " + near);
            }
        }
    }

    @Test
    void theCoatOfArmsIsShownAsAPictureThatCanDoNothing() throws Exception {
        assertInstanceOf(Page.Problem.class, arms.handle(Town.get("x")));
        byte[] svg = PLAIN.getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Page.Redirect.class, send("#004d40", "#ffd54f", file(svg)));
        String path = looks.published().orElseThrow().arms();
        Page.Content content = (Page.Content) arms.handle(Town.get(path.replace("/arms/", "")));
        assertEquals("image/svg+xml", content.type());
        assertArrayEquals(svg, content.stream().readAllBytes());
        assertTrue(content.headers().get("Content-Security-Policy").endsWith("; sandbox"));
        assertTrue(content.headers().get("Cache-Control").contains("immutable"));
        assertEquals("no-cache", ((Page.Content) arms.handle(Town.get("old"))).headers().get("Cache-Control"));
        send("#004d41", "#ffd54f", Map.of());
        assertEquals(path, looks.published().orElseThrow().arms(), "it stays when only a colour is changed");
        page.handle(Town.post("", "accent", "#004d40", "highlight", "#ffd54f", "without-arms", "1", "edition", edition()));
        assertEquals("", looks.published().orElseThrow().arms());
    }

    @Test
    void picturesThatCouldDoHarmAreRefused() throws Exception {
        List<String> bad = List.of(
                PLAIN.replace("<path", "<script>alert(1)</script><path"),
                PLAIN.replace("<path", "<path onclick=\"alert(1)\""),
                PLAIN.replace("<path", "<foreignObject/><path"),
                PLAIN.replace("<path", "<style>@import url(//evil.example)</style><path"),
                PLAIN.replace("<path", "<image href=\"https://evil.example/a.png\"/><path"),
                PLAIN.replace("<path", "<use href=\"https://evil.example/a.svg#x\"/><path"),
                PLAIN.replace("<path", "<a href=\"javascript:alert(1)\"><path/></a><path"),
                PLAIN.replace("url(#g)", "url(https://evil.example/x)"),
                PLAIN.replace("<path", "<animate attributeName=\"href\"/><path"),
                "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + PLAIN,
                "<?xml-stylesheet href=\"//evil.example\"?>" + PLAIN,
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "not xml at all", "");
        for (String one : bad) {
            assertEquals(Optional.empty(), Arms.type(one.getBytes(StandardCharsets.UTF_8)), one);
        }
        assertTrue(Pages.html(send("#004d40", "#ffd54f", file(bad.get(0).getBytes(StandardCharsets.UTF_8)))).contains("[theme.flaw.arms]"));
        assertEquals(Optional.empty(), looks.published());
        assertEquals(Optional.empty(), Arms.type(PLAIN.replace("<path", "<g></g>".repeat(6000) + "<path").getBytes(StandardCharsets.UTF_8)), "many parts");
        assertEquals(Optional.empty(), Arms.type(new byte[Arms.LARGEST + 1]), "large");
        assertEquals(Optional.empty(), Arms.type(png(5000, 10)), "wide");
        assertEquals(Optional.of("image/png"), Arms.type(png(400, 500)));
        assertEquals(Optional.of("image/svg+xml"), Arms.type(PLAIN.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void settingsAreWhatThePageBeginsWith() throws Exception {
        town.properties.put("theme.accent", "#14532d");
        String shown = Pages.html(page.handle(Town.get("")));
        assertTrue(shown.contains("value=\"#14532d\"") && shown.contains("fill=\"#14532d\""), shown);
        assertFalse(shown.contains("style="), "nothing is styled inline");
    }

    @Test
    void whoIsSecondIsToldAndKeepsWhatTheyTyped() throws Exception {
        String both = edition();
        send("#004d40", "#ffd54f", Map.of());
        town.eva("theme:manage");
        Page.View late = (Page.View) page.handle(Town.post("", "accent", "#7b1fa2", "highlight", "#f2b632", "name-lv", "Mans novads", "edition", both));
        assertEquals(409, late.status());
        String shown = Pages.html(late);
        assertTrue(shown.contains("[theme.faster{") && shown.contains("who=Anna Ozola") && shown.contains("accent=#004d40"), shown);
        assertTrue(shown.contains("value=\"#7b1fa2\"") && shown.contains("value=\"Mans novads\"") && shown.contains("name=\"edition\" value=\"" + edition() + "\""), shown);
        assertEquals("#004d40", looks.published().orElseThrow().colours().get("accent"));
        assertEquals(409, ((Page.View) page.handle(Town.post("", "accent", "#7b1fa2", "highlight", "#f2b632"))).status(), "a form without a number is too late");
        long id = town.publications.history(Publications.THEME, 0, 1).get(0).id();
        assertEquals(409, ((Page.View) page.handle(Town.post("republish", "id", String.valueOf(id), "edition", both))).status());
        assertInstanceOf(Page.Redirect.class, page.handle(Town.post("", "accent", "#7b1fa2", "highlight", "#f2b632", "edition", edition())));
        assertFalse(Pages.html(page.handle(Town.get(""))).contains("[theme.faster"));
    }

    @Test
    void nobodyElseChangesTheLook() {
        town.anna("navigation:manage");
        assertThrows(Forbidden.class, () -> page.handle(Town.get("")));
        assertThrows(Forbidden.class, () -> send("#004d40", "#ffd54f", Map.of()));
    }
}
