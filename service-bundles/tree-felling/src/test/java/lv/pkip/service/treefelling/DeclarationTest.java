package lv.pkip.service.treefelling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler.Submission;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Definition.By;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.fixture.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The declaration, the forms and the papers, read by the kernel's own code. */
class DeclarationTest {
    private static final ServiceFixture SERVICE = ServiceFixture.read(Path.of("src/main/resources"));
    private static final LocalDate TODAY = LocalDate.of(2026, 5, 4);

    @Test
    void theKernelHasNothingAgainstIt() {
        assertEquals(List.of(), ServiceFixture.problems(Path.of("src/main/resources")));
    }

    @Test
    void theClockStandsStillExactlyWhereThePersonHasToAct() {
        assertEquals(List.of("correction", "payment"),
                SERVICE.definition().steps().stream().filter(Definition.Step::paused).map(Definition.Step::id).toList());
    }

    @Test
    void theApplicantMayWithdrawUntilTheDecisionAndNotAfter() {
        assertEquals(List.of("completeness", "correction", "inspection", "coordination", "calculation", "decision", "decision-free"),
                SERVICE.definition().steps().stream().filter(s -> s.actions().stream().anyMatch(a -> a.id().equals("withdraw")
                        && a.by() == By.APPLICANT && a.confirm())).map(Definition.Step::id).toList());
    }

    @Test
    void whoeverDecidesNeedsMoreThanWhoeverProcesses() {
        List<String> deciding = SERVICE.definition().steps().stream().flatMap(s -> s.actions().stream())
                .filter(a -> a.permission().equals("decide")).map(Definition.Action::id).distinct().sorted().toList();
        assertEquals(List.of("grant", "lapse", "leave-unexamined", "refuse"), deciding);
    }

    @Test
    void noPermitIsMadeBeforeTheMoneyIsThere() {
        for (Definition.Step step : SERVICE.definition().steps()) {
            for (Definition.Action action : step.actions()) {
                boolean permit = action.outputs().stream().anyMatch(o -> o.kind().equals("permit"));
                assertEquals(permit, step.id().equals("payment") && action.id().equals("paid")
                        || step.id().equals("decision-free") && action.id().equals("grant"), step.id() + " " + action.id());
            }
        }
        assertEquals(Phase.AWAITING_PAYMENT, SERVICE.definition().step("payment").orElseThrow().phase());
    }

    @Test
    void aFullApplicationIsTakenByFormAndHandler() {
        assertEquals(List.of(), SERVICE.validate("application", Answers.of(application())));
        assertEquals(List.of(), new TreeFelling().check(new Submission(SERVICE.definition(), Answers.of(application()), TODAY, SERVICE.rules())));
    }

    @Test
    void theLiveThresholdsStopWhatNeedsNoPermit() {
        Map<String, Object> thin = application();
        thin.put("trees", List.of(tree("birch", "19.9", "50")));
        List<Finding> findings = new TreeFelling().check(new Submission(SERVICE.definition(), Answers.of(thin), TODAY, SERVICE.rules()));
        assertEquals("stop.trees.thin", findings.get(0).key());
        assertTrue(SERVICE.definition().text("lv", findings.get(0).key()).contains("Atļauja nav vajadzīga"));
    }

    @Test
    void whatIsMissingIsSaidAtItsField() {
        Map<String, Object> organisation = application();
        organisation.put("applicant", Map.of("kind", "organisation", "right", "authorised", "coOwned", "no", "email", "birojs@uznemums.example"));
        organisation.put("land", Map.of("cadastre", "123", "address", "Parauga iela 5", "places", List.of("settlement"), "buildingPermit", "no"));
        Map<String, Object> other = tree("other", "40", "100");
        other.put("reason", "other");
        organisation.put("trees", List.of(other));
        List<String> fields = SERVICE.validate("application", Answers.of(organisation)).stream().map(Finding::field).sorted().toList();
        assertEquals(List.of("applicant.organisation", "applicant.regNo", "applicant.represented", "land.cadastre",
                "trees.0.reasonText", "trees.0.speciesOther"), fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truth", "wait"})
    void bothConfirmationsAreNeeded(String confirmation) {
        Map<String, Object> application = application();
        Map<String, Object> confirm = new LinkedHashMap<>(Map.of("truth", true, "wait", true));
        confirm.remove(confirmation);
        application.put("confirm", confirm);
        assertEquals(List.of("confirm." + confirmation),
                SERVICE.validate("application", Answers.of(application)).stream().map(Finding::field).toList());
    }

    @Test
    void everyKeyOfTheHandlerHasAText() {
        Definition definition = SERVICE.definition();
        for (Need need : Need.values()) {
            if (need != Need.PERMIT) {
                assertTrue(definition.hasText("lv", "stop.trees." + need.key()), need.key());
                assertTrue(definition.hasText("lv", "notice.tree." + need.key()), need.key());
            }
        }
        for (Opinions.Kind kind : Opinions.Kind.values()) {
            assertTrue(definition.hasText("lv", "error.opinion.missing." + kind.action()));
            assertTrue(hasAction(kind.action()), kind.action());
        }
        for (String key : List.of("stop.trees.several", "stop.building-permit", "notice.tree.great", "notice.tree.danger",
                "error.places.none-and-others", "error.documents.right.possessor", "error.documents.right.authorised",
                "error.documents.right.flat-owners", "error.documents.consents", "error.trees.girth.impossible",
                "error.inspection.date.future", "error.grant.validUntil.past", "error.opinion.against.heritage-opinion",
                "error.opinion.against.nature-opinion")) {
            assertTrue(definition.hasText("lv", key), key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lv", "en", "ru"})
    void papersAndLettersAreMadeInEveryLanguage(String language) {
        Map<String, Object> model = model(Map.of());
        assertPdf(SERVICE.pdf("permit", model, language));
        assertPdf(SERVICE.preview("refusal", model(Map.of("ground", "valuable-tree")), language));
        for (String letter : List.of("received", "payment", "decided")) {
            String text = SERVICE.letter(letter, model, language);
            assertTrue(text.lines().findFirst().orElse("").contains("KC-2026-1"), text);
            assertFalse(text.contains("letter."), text);
            assertTrue(text.contains("https://piemers.example/cases/KC-2026-1"), text);
        }
        String correction = SERVICE.letter("correction", model(Map.of("missing", List.of("photos", "plan"), "until", "2026-05-20")), language);
        assertTrue(correction.contains("20.05.2026."), correction);
        assertTrue(correction.contains(SERVICE.definition().text(language, "correction.missing.enum.photos")), correction);
    }

    private static boolean hasAction(String id) {
        return SERVICE.definition().steps().stream().flatMap(s -> s.actions().stream()).anyMatch(a -> a.id().equals(id));
    }

    private static void assertPdf(byte[] pdf) {
        assertEquals("%PDF-", new String(pdf, 0, 5, StandardCharsets.US_ASCII));
    }

    private static Map<String, Object> tree(String species, String diameter, String girth) {
        return new LinkedHashMap<>(Map.of("species", species, "count", 1, "diameter", new BigDecimal(diameter),
                "girth", new BigDecimal(girth), "reason", "construction"));
    }

    private static Map<String, Object> application() {
        Map<String, Object> application = new LinkedHashMap<>();
        application.put("applicant", Map.of("kind", "person", "right", "owner", "coOwned", "no", "email", "janis@pasts.example"));
        application.put("land", Map.of("cadastre", "05000010101", "address", "Parauga iela 5, Paraugpils",
                "places", List.of("settlement"), "buildingPermit", "no"));
        application.put("trees", List.of(tree("maple", "70", "190")));
        application.put("confirm", Map.of("truth", true, "wait", true));
        return application;
    }

    private static Map<String, Object> model(Map<String, Object> input) {
        Map<String, Object> facts = Map.of("settlement", "state-city", "part", "other", "publicFunds", "no", "municipality", "1",
                "trees", List.of(Map.of("species", "maple", "count", 1, "diameter", new BigDecimal("70"), "reason", "construction", "condition", "healthy")));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("case", Map.of("number", "KC-2026-1", "submitted", TODAY, "due", TODAY.plusDays(30), "step", "issued",
                "phase", "completed", "applicantName", "Jānis Paraudziņš"));
        model.put("application", application());
        model.put("results", Map.of("compensation", SERVICE.evaluate("compensation", TODAY, facts)));
        model.put("data", Map.of("calculate", facts, "grant", Map.of("reasons", "Koks bojā ēkas pamatus.", "validUntil", "2027-05-04")));
        model.put("input", input);
        model.put("reason", "Koks ir saglabājams.");
        model.put("today", TODAY);
        return model;
    }
}
