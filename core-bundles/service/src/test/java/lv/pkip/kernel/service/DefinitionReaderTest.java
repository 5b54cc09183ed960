package lv.pkip.kernel.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

/** A declaration that hangs together becomes a definition; every other one is refused with a reason. */
class DefinitionReaderTest {

    private static void refused(ServiceFiles files, String reason) {
        List<String> problems = SampleFiles.problems(files);
        assertTrue(problems.stream().anyMatch(p -> p.contains(reason)), () -> "expected „" + reason + "” among\n" + String.join("\n", problems));
    }

    private static void refused(String from, String to, String reason) {
        refused(SampleFiles.declaration(from, to), reason);
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(ServiceDesk.class);
    }

    @Test
    void aSoundDeclarationBecomesADefinition() {
        Definition bench = SampleFiles.definition(SampleFiles.SOUND, "1.0.0");
        assertEquals("bench", bench.id());
        assertEquals(Assurance.LOW, bench.assurance());
        assertEquals("process", bench.action("review", "ask").orElseThrow().permission());
        assertEquals("task", bench.steps().get(0).type());
        assertEquals("Soliņš", bench.text("lv", "title"));
        assertTrue(bench.templates().containsKey("received.txt"));
        assertTrue(bench.fingerprint().matches("[0-9a-f]{64}"));
    }

    @Test
    void theFingerprintFollowsTheContentAndNothingElse() {
        String first = SampleFiles.definition(SampleFiles.SOUND, "1.0.0").fingerprint();
        assertEquals(first, SampleFiles.definition(SampleFiles.declaration("\n", "\n "), "1.0.0").fingerprint());
        assertNotEquals(first, SampleFiles.definition(SampleFiles.SOUND, "1.0.1").fingerprint());
        assertNotEquals(first, SampleFiles.definition(SampleFiles.declaration("40.50", "40.60"), "1.0.0").fingerprint());
        assertNotEquals(first, SampleFiles.definition(SampleFiles.rules("HALF_UP", "UP"), "1.0.0").fingerprint());
    }

    @Test
    void whatIsArchivedComesBackWhole() {
        Definition bench = SampleFiles.definition(SampleFiles.SOUND, "1.0.0");
        assertEquals(bench, DefinitionJson.read(DefinitionJson.write(bench), bench.fingerprint()));
    }

    @Test
    void stepsHaveToLeadSomewhere() {
        refused("\"to\": \"payment\"", "\"to\": \"paiment\"", "leads to „paiment”, which is no step");
        refused("\"to\": \"granted\", ", "", "step payment: no end can be reached from here");
        refused("{ \"id\": \"refused\", \"phase\": \"refused\", \"type\": \"end\" }",
                "{ \"id\": \"refused\", \"phase\": \"refused\", \"type\": \"end\" }, { \"id\": \"lost\", \"phase\": \"refused\", \"type\": \"end\" }",
                "step lost: can never be reached");
        refused("\"by\": \"applicant\", \"form\": \"application\", \"replacesApplication\": true", "\"by\": \"staff\"",
                "waits for the applicant, but the applicant can do nothing in it");
        refused("\"phase\": \"completed\", \"type\": \"end\"", "\"phase\": \"in-review\", \"type\": \"end\"", "its phase has to be completed, refused or withdrawn");
        refused("\"id\": \"ask\"", "\"id\": \"grant\"", "„grant” is used twice in this step");
        refused("\"by\": \"system\"", "\"by\": \"staff\"", "is of type payment, so it needs an action by system");
    }

    @Test
    void whatIsNamedHasToExist() {
        refused("\"form\": \"application\",\n  \"settings\"", "\"form\": \"request\",\n  \"settings\"", "there is no form/request.json");
        refused("\"template\": \"permit\"", "\"template\": \"licence\"", "there is no outputs/licence.peb");
        refused("\"template\": \"received\"", "\"template\": \"thanks\"", "there is no outputs/thanks.txt.peb");
        refused("\"rules\": \"price\"", "\"rules\": \"prices\"", "there is no rules/prices.json");
        refused("application.length", "application.lenght", "the form application has no field „lenght”");
        refused("settings.perMetre", "settings.perMeter", "there is no setting „perMeter”");
        refused("\"length\": \"application.length\", ", "", "does not give the fact „length” that the rule set needs");
        refused("\"length\": \"application", "\"long\": \"application", "„long” is no fact of the rule set price");
        refused("\"on\": \"submit\", \"date\"", "\"on\": \"action:check\", \"date\"", "„action:check” names no action of this service");
        refused("price.total", "price.sum", "is not a calculation's store and one of its outputs");
    }

    @Test
    void slipsOfThePenAreFound() {
        refused("\"category\"", "\"categori\"", "categori: is not known here");
        refused("\"gapless\": true", "\"gapless\": \"yes\"", "has to be true or false");
        refused("\"id\": \"bench\"", "\"id\": \"Bench\"", "„Bench” has to be lower case words joined by hyphens");
        refused("\"phase\": \"received\"", "\"phase\": \"recieved\"", "„recieved” is not one of received, in-review");
        refused("\"workingDays\": 10, ", "", "either workingDays or calendarMonths has to be given");
        refused("\"unit\": \"parks\",", "", "unit: is missing");
        refused("\"assurance\": \"low\"", "\"assurance\": \"none\"", "is not offered to anybody unknown");
        refused(new ServiceFiles("{", Map.of(), Map.of(), Map.of(), Map.of()), "service.json: is not valid JSON at line 1");
    }

    @Test
    void textsHaveToBeThereInAllLanguages() {
        refused(SampleFiles.texts("ru", texts -> {
            texts.remove("action.grant");
            return texts;
        }), "i18n/messages_ru.properties: the key action.grant is missing");
        refused(SampleFiles.texts("lv", texts -> {
            texts.put("step.review.help", "x");
            return texts;
        }), "i18n/messages_en.properties: the key step.review.help is missing");
        refused(SampleFiles.form("\"brown\"", "\"blue\""), "the key application.colour.enum.blue is missing in all languages");
        refused(SampleFiles.templates(Map.of("permit", "{{ t('permit.unheard') }}", "received.txt", "x")), "the key permit.unheard is missing in all languages");
    }

    @Test
    void filesHaveToBeReadable() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        files.put("service.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.put("form/a.json", new byte[] {'"', (byte) 0xC4, '"'});
        files.put("rules/b.json", new byte[1_000_001]);
        files.put("i18n/messages_lv.properties", "a = 1\na = 2\nb =\nc = \\uZZZZ".getBytes(StandardCharsets.UTF_8));
        Problems problems = new Problems();
        ServiceFiles.read(new ServiceFiles.Source() {
            @Override
            public List<String> list(String folder, String suffix) {
                return files.keySet().stream().filter(f -> f.startsWith(folder + "/") && f.endsWith(suffix)).sorted().toList();
            }

            @Override
            public InputStream open(String path) {
                return files.containsKey(path) ? new ByteArrayInputStream(files.get(path)) : null;
            }
        }, problems);
        assertTrue(problems.list().containsAll(List.of("form/a.json: is not UTF-8 text", "rules/b.json: is larger than 1000000 bytes",
                "i18n/messages_en.properties: is missing")), problems.list().toString());
        assertTrue(problems.list().stream().anyMatch(p -> p.startsWith("i18n/messages_lv.properties: is not a properties file")
                || p.contains("the key a is there twice")), problems.list().toString());
    }
}
