package lv.pkip.kernel.shell.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.fixture.ServiceFixture;
import lv.pkip.kernel.shell.Site;
import lv.pkip.kernel.shell.frame.Templates;
import lv.pkip.kernel.shell.frame.Words;
import org.junit.jupiter.api.Test;

/** What the controls look like in HTML, one golden piece per kind. */
class RenderingTest {
    private static final ServiceFixture BENCH = ServiceFixture.read(Path.of("src/test/resources/bench"));
    private static final Form FORM = new FormReader().read("application", BENCH.definition().forms().get("application"));
    private static final Templates TEMPLATES = new Templates(name -> Optional.ofNullable(Site.class.getResource("/templates/" + name + ".peb")),
            new Words(Site.ownTexts(), "/assets/h"));

    private static String html(String path, Answers answers, Finding... findings) {
        FormView view = new FormView(FORM, new Wording(BENCH.definition(), Site.ownTexts(), "lv"), answers, List.of(findings), id -> Optional.empty());
        String top = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
        Control control = view.controls(FORM.fields().stream().filter(f -> f.name().equals(top)).toList()).get(0);
        if (!top.equals(path)) {
            control = control.controls().stream().filter(c -> c.name().equals(path)).findFirst().orElseThrow();
        }
        return TEMPLATES.render("control", Map.of("c", control, "language", "lv", "title", "")).replaceAll(">\\s+<", "><").strip();
    }

    @Test
    void aNumberWithUnitHelpAndError() {
        assertEquals("<div class=\"control\"><div class=\"ds-field invalid\"><label class=\"ds-label\" for=\"f-bench-length\">Garums <span class=\"quiet\">(nav obligāti)</span></label>"
                + "<p class=\"hint\" id=\"f-bench-length-help\">No gala līdz galam</p>"
                + "<p class=\"ds-validation-message\" id=\"f-bench-length-error\"><span class=\"visually-hidden\">Kļūda: </span>Skaitlim jābūt vismaz 0,5</p>"
                + "<div class=\"with-unit\"><input class=\"ds-input\" type=\"text\" id=\"f-bench-length\" name=\"bench.length\" value=\"0,2\" maxlength=\"24\" inputmode=\"decimal\""
                + " aria-describedby=\"f-bench-length-help f-bench-length-error\" aria-invalid=\"true\"><span>m</span></div></div></div>",
                html("bench.length", Answers.of(Map.of("bench", Map.of("length", new java.math.BigDecimal("0.2")))),
                        Finding.error("bench.length", "error.minimum").with(Map.of("minimum", "0.5"))).replaceAll("\\s*\n\\s*", ""));
    }

    @Test
    void aChoiceIsAFieldsetWithItsFirstOptionAsTarget() {
        String html = html("bench.kind", Answers.of(Map.of("bench", Map.of("kind", "stone"))));
        assertTrue(html.contains("<legend>Materiāls</legend>"), html);
        assertTrue(html.contains("id=\"f-bench-kind\" name=\"bench.kind\" value=\"wood\">"), html);
        assertTrue(html.contains("value=\"stone\" checked>"), html);
    }

    @Test
    void aConditionalFieldSaysWhatItHangsOn() {
        String hidden = html("bench.other", Answers.empty());
        assertTrue(hidden.contains("data-visible=\"[{&quot;field&quot;:&quot;bench.kind&quot;,&quot;in&quot;:[&quot;other&quot;]}]\" hidden"), hidden);
        assertFalse(html("bench.other", Answers.of(Map.of("bench", Map.of("kind", "other")))).contains("hidden>"));
        assertFalse(hidden.contains("nav obligāti"), "when shown it is asked for");
    }

    @Test
    void aDateIsTextWithAHint() {
        String html = html("bench.made", Answers.of(Map.of("bench", Map.of("made", "2026-01-05"))));
        assertTrue(html.contains("value=\"05.01.2026.\"") && html.contains("type=\"text\"") && html.contains("dd.mm.gggg."), html);
    }

    @Test
    void aRepeatedGroupHasItsElementsAndButtons() {
        String html = html("places", Answers.of(Map.of("places", List.of(Map.of("name", "Parks"), Map.of()))));
        assertTrue(html.contains("<input type=\"hidden\" name=\"places[]\" value=\"2\">"), html);
        assertTrue(html.contains("<legend>Vieta 1: Parks</legend>") && html.contains("<legend>Vieta 2</legend>"), html);
        assertTrue(html.contains("name=\"_remove\" value=\"places[1]\"") && html.contains("name=\"_add\" value=\"places\""), html);
        assertTrue(html.contains("name=\"places[0].seats\" value=\"3\""), "the default is suggested");
        assertFalse(html("places", Answers.of(Map.of("places", List.of(Map.of(), Map.of(), Map.of())))).contains("name=\"_add\""), "no more than allowed");
    }

    @Test
    void aMapPointIsTwoFieldsFirst() {
        String html = html("places", Answers.of(Map.of("places", List.of(Map.of("point", Map.of("lat", new java.math.BigDecimal("55.8")))))));
        assertTrue(html.contains("<pkip-map data-label=\"Punkts kartē\">"), html);
        assertTrue(html.contains("name=\"places[0].point.lat\" value=\"55,8\" data-part=\"lat\"") && html.contains("data-part=\"lon\""), html);
    }

    @Test
    void whatPeopleTypedIsEscapedEverywhere() {
        String evil = "\"><script>alert(1)</script>";
        Answers answers = Answers.of(Map.of("bench", Map.of("story", evil, "length", evil, "made", evil, "kind", "other", "other", evil, "email", evil),
                "places", List.of(Map.of("name", evil)), "papers", List.of(evil)));
        for (String path : List.of("bench", "places", "papers")) {
            String html = html(path, answers, Finding.error("bench.length", "error.minimum").with(Map.of("minimum", evil)));
            assertFalse(html.contains("<script"), html);
        }
    }

    @Test
    void theSummaryOfErrorsNamesTheFieldAndLinksToIt() {
        FormView view = new FormView(FORM, new Wording(BENCH.definition(), Site.ownTexts(), "lv"), Answers.empty(),
                List.of(Finding.error("bench.kind", "error.required"), Finding.error("places.0.name", "error.required"), Finding.error("bench.other", "error.required"),
                        Finding.notice("", "unseen")), id -> Optional.empty());
        assertEquals(List.of(new FormView.Problem("f-bench-kind", "Materiāls: Aizpildiet šo lauku"), new FormView.Problem("f-places-0-name", "Nosaukums: Aizpildiet šo lauku"),
                new FormView.Problem("f-bench-other", "Nosauciet materiālu")), view.problems(FORM.fields()));
    }

    @Test
    void answersAreReadInWords() {
        AnswersView.Group group = new AnswersView(FORM, new Wording(BENCH.definition(), Site.ownTexts(), "lv"), id -> Optional.empty())
                .group("", FORM.fields(), Answers.of(Map.of("bench", Map.of("kind", "stone", "length", new java.math.BigDecimal("2.5"), "colours", List.of("green", "brown"), "made", "2026-01-05"),
                        "places", List.of(Map.of("name", "Parks", "point", Map.of("lat", new java.math.BigDecimal("55.8"), "lon", new java.math.BigDecimal("26.5")))), "confirm", Map.of("truth", true))));
        assertEquals(List.of("akmens", "05.01.2026.", "2,5\u00a0m", "zaļš, brūns"), group.groups().get(0).lines().stream().map(AnswersView.Line::value).toList());
        assertEquals("Vieta 1: Parks", group.groups().get(1).title());
        assertEquals("55,8; 26,5", group.groups().get(1).lines().get(1).value());
        assertEquals("Jā", group.groups().get(2).lines().get(0).value());
    }
}
