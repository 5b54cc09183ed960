package lv.pkip.kernel.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.service.reading.Problems;
import org.junit.jupiter.api.Test;

/** A municipality changes what a council may change, and nothing else. */
class OverlayTest {
    private final Ready ready = new Ready();

    private static Definition with(String overlay) {
        Problems problems = new Problems();
        ServiceFiles files = Overlay.over(SampleFiles.SOUND, overlay, problems);
        if (!problems.none()) {
            throw new AssertionError(String.join("\n", problems.list()));
        }
        return SampleFiles.definition(files, "1.0.0");
    }

    private static void refused(String overlay, String reason) {
        Problems problems = new Problems();
        ServiceFiles files = Overlay.over(SampleFiles.SOUND, overlay, problems);
        DefinitionReader.read(files, "1.0.0", problems);
        assertTrue(problems.list().stream().anyMatch(p -> p.contains(reason)),
                () -> "expected „" + reason + "” among\n" + String.join("\n", problems.list()));
    }

    private String price(Definition definition, String day) {
        return ready.rules(definition).evaluate("price", LocalDate.parse(day), Map.of("length", 2, "perMetre", definition.settings().get("perMetre")))
                .amount("total").orElseThrow().toPlainString();
    }

    private List<String> found(Definition definition, Map<String, Object> answers) {
        return ready.validate(definition, "application", Answers.of(answers)).stream().map(f -> f.field() + " " + f.key()).toList();
    }

    @Test
    void unitTermSettingsAndTextsChange() {
        Definition bench = with("""
            { "note": "Domes lēmums", "unit": "streets", "deadline": { "calendarMonths": 1, "basis": "SN 3/2026" },
              "settings": { "perMetre": "10" },
              "texts": { "lv": { "title": "Sols", "application.length.help": "Metros" }, "en": { "application.length.help": "In metres" },
                         "ru": { "application.length.help": "В метрах" } } }""");
        assertEquals("streets", bench.unit());
        assertEquals(0, bench.deadline().workingDays());
        assertEquals(1, bench.deadline().calendarMonths());
        assertEquals("SN 3/2026", bench.deadline().basis());
        assertEquals(2, bench.deadline().maxExtensionMonths());
        assertEquals("Sols", bench.text("lv", "title"));
        assertEquals("40.00", price(bench, "2026-01-01"));
    }

    @Test
    void aWholeVersionOfARuleSetIsLaidOver() {
        Definition bench = with("""
            { "rules": { "price": [ { "from": "2026-03-01", "to": "2026-12-31", "unit": "EUR", "basis": "SN 5/2026",
              "calc": [ { "id": "total", "op": "product", "of": ["length", "5"], "round": { "scale": 2, "mode": "HALF_UP" } } ] } ] } }""");
        assertEquals("162.00", price(bench, "2026-02-28"));
        assertEquals("10.00", price(bench, "2026-03-01"));
        assertEquals("10.00", price(bench, "2026-12-31"));
        assertEquals("162.00", price(bench, "2027-01-01"));
        assertEquals("81.00", price(bench, "2024-12-31"));
    }

    @Test
    void anOverlayCannotHideALawItDoesNotKnow() {
        refused("""
            { "rules": { "price": [ { "from": "2024-03-01", "unit": "EUR", "basis": "b", "calc": [ { "id": "total", "op": "sum", "of": ["length"] } ] } ] } }""",
                "would hide the service's own version from 2025-01-01");
    }

    @Test
    void rulesOfAnOverlayPassTheSameChecks() {
        refused("""
            { "rules": { "price": [ { "from": "2026-01-01", "unit": "EUR", "basis": "b", "calc": [ { "id": "total", "op": "sum", "of": ["width"] } ] } ] } }""",
                "„width” is neither a fact nor");
        refused("{ \"rules\": { \"prices\": [] } }", "there is no rule set „prices”");
        refused("""
            { "rules": { "price": [ { "from": "2026-01-01", "unit": "EUR", "basis": "b", "calc": [ { "id": "sum", "op": "sum", "of": ["length"] } ] } ] } }""",
                "is not a calculation's store and one of its outputs");
    }

    @Test
    void aFormIsNarrowed() {
        Definition bench = with("""
            { "forms": { "application": { "hide": ["note"], "require": ["place.owner"], "enum": { "colour": ["green", "brown"] },
              "limits": { "length": { "maximum": 3 }, "place.owner": { "minLength": 3 } }, "order": { "": ["place", "length"] } } } }""");
        assertEquals(List.of(), found(bench, Map.of("length", 3, "place", Map.of("name", "Parks", "owner", "Dome"), "colour", "green")));
        assertEquals(List.of("place.owner error.required", "length error.maximum", "colour error.enum", "note error.unknown").stream().sorted().toList(),
                found(bench, Map.of("length", 4, "place", Map.of("name", "Parks"), "colour", "red", "note", "x")).stream().sorted().toList());
        assertEquals(List.of("place.owner error.minLength"), found(bench, Map.of("length", 3, "place", Map.of("name", "Parks", "owner", "D"))));
        assertTrue(bench.forms().get("application").contains("x-pkip-order"));
    }

    @Test
    void aFormIsNeverWidened() {
        refused("{ \"forms\": { \"application\": { \"limits\": { \"length\": { \"maximum\": 9 } } } } }", "maximum 9 allows more than the service's 5");
        refused("{ \"forms\": { \"application\": { \"limits\": { \"length\": { \"pattern\": 1 } } } } }", "pattern is not a limit");
        refused("{ \"forms\": { \"application\": { \"enum\": { \"colour\": [\"green\", \"blue\"] } } } }", "„blue” is not one of the values of „colour”");
        refused("{ \"forms\": { \"application\": { \"hide\": [\"length\"] } } }", "„length” is required; only optional fields can be hidden");
        refused("{ \"forms\": { \"application\": { \"hide\": [\"width\"] } } }", "there is no field „width”");
        refused("{ \"forms\": { \"request\": { } } }", "there is no form „request”");
    }

    @Test
    void slipsOfThePenAreFound() {
        refused("{ \"units\": \"x\" }", "units: is not known here");
        refused("{ \"settings\": { \"perMeter\": \"1\" } }", "the service has no setting „perMeter”");
        refused("{ \"texts\": { \"lv\": { \"titel\": \"x\" } } }", "the service has no text titel");
        refused("{ \"texts\": { \"de\": { \"title\": \"x\" } } }", "„de” is not one of lv, en, ru");
        refused("{ \"texts\": { \"lv\": { \"application.note.help\": \"x\" } } }", "i18n/messages_en.properties: the key application.note.help is missing");
        refused("{ \"deadline\": { \"workingDays\": 5 } }", "another term needs the law that sets it");
        refused("[]", "has to be an object");
        refused("{", "overlay: is not valid JSON");
    }

    @Test
    void findingsOfANarrowedFormNameTheField() {
        Definition bench = with("{ \"forms\": { \"application\": { \"require\": [\"note\"] } } }");
        assertEquals(List.of(Finding.error("note", "error.required")), ready.validate(bench, "application",
                Answers.of(Map.of("length", 1, "place", Map.of("name", "x")))));
    }
}
