package lv.pkip.kernel.service.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import org.junit.jupiter.api.Test;

/** One helpful finding per field, in the order of the form, with a key and arguments in place of a text. */
class FormValidatorTest {
    private final FormValidator tree = Forms.validator(Forms.read("tree"));

    private static Map<String, Object> applicant() {
        return new HashMap<>(Map.of("kind", "person", "personCode", "32000000001", "email", "anna@piemers.example"));
    }

    private static Map<String, Object> oak() {
        return new HashMap<>(Map.of("species", "oak", "diameter", new BigDecimal("40.5"), "count", 1, "reason", "danger"));
    }

    private static Map<String, Object> answers(Map<String, Object> applicant, Map<String, Object> tree) {
        return new HashMap<>(Map.of("applicant", applicant, "land", Map.of("cadastre", "05000010101"), "trees", List.of(tree),
                "confirm", Map.of("truth", true)));
    }

    private List<String> found(Map<String, Object> answers) {
        return tree.validate("tree", Answers.of(answers), key -> false).stream().map(f -> f.field() + " " + f.key() + (f.args().isEmpty() ? "" : " " + f.args())).toList();
    }

    @Test
    void aCompleteApplicationHasNoFindings() {
        assertEquals(List.of(), found(answers(applicant(), oak())));
    }

    @Test
    void anEmptyApplicationAsksForEachPartInTheOrderOfTheForm() {
        assertEquals(List.of("applicant error.required", "land error.required", "trees error.required", "confirm error.required"), found(Map.of()));
    }

    @Test
    void whatIsAbsentIsNamedItself() {
        Map<String, Object> two = oak();
        two.remove("diameter");
        Map<String, Object> all = answers(applicant(), oak());
        all.put("trees", List.of(oak(), two));
        assertEquals(List.of("trees.1.diameter error.required"), found(all));
    }

    @Test
    void findingsOfAListComeInItsOrder() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Map<String, Object> tree = oak();
            tree.put("diameter", 1);
            many.add(tree);
        }
        Map<String, Object> all = answers(applicant(), oak());
        all.put("trees", many);
        List<String> found = found(all);
        assertEquals("trees error.maxItems {maxItems=3}", found.get(0));
        assertEquals("trees.2.diameter error.minimum {minimum=8}", found.get(3));
        assertEquals("trees.10.diameter error.minimum {minimum=8}", found.get(11));
    }

    @Test
    void limitsComeAsArguments() {
        Map<String, Object> tree = oak();
        tree.put("diameter", 501);
        tree.put("count", new BigDecimal("1.5"));
        tree.put("species", "baobab");
        assertEquals(List.of("trees.0.species error.enum", "trees.0.diameter error.maximum {maximum=500}", "trees.0.count error.type.integer"),
                found(answers(applicant(), tree)));
    }

    @Test
    void oneFindingPerFieldTheMostHelpfulOne() {
        Map<String, Object> applicant = applicant();
        applicant.put("personCode", false); // neither a text nor a code
        applicant.put("email", "not an address");
        assertEquals(List.of("applicant.personCode error.type.string", "applicant.email error.format.email"), found(answers(applicant, oak())));
    }

    @Test
    void aListThatNeedsOneElementIsSimplyRequired() {
        Map<String, Object> all = answers(applicant(), oak());
        all.put("trees", List.of());
        assertEquals(List.of("trees error.required"), found(all));
    }

    @Test
    void conditionsAskForWhatTheyShow() {
        Map<String, Object> company = new HashMap<>(Map.of("kind", "company", "email", "a@b.example", "representative", "Anna Ozola"));
        Map<String, Object> other = oak();
        other.put("species", "other");
        other.put("reason", "shade");
        assertEquals(List.of("applicant.regNo error.required", "applicant.mandate error.required", "trees.0.speciesOther error.required",
                "trees.0.reasonText error.required"), found(answers(company, other)));
    }

    @Test
    void whatIsNotShownIsNotHeldAgainstAnybody() {
        Map<String, Object> applicant = applicant();
        applicant.put("regNo", "left over from before, and wrong");
        applicant.put("mandate", 5);
        Map<String, Object> tree = oak();
        tree.put("speciesOther", "x");
        tree.put("reasonText", "short");
        assertEquals(List.of(), found(answers(applicant, tree)));
    }

    @Test
    void whatTheFormDoesNotKnowIsRefused() {
        Map<String, Object> all = answers(applicant(), oak());
        all.put("extra", "x");
        assertEquals(List.of("extra error.unknown"), found(all));
    }

    @Test
    void aConfirmationHasToBeGiven() {
        Map<String, Object> all = answers(applicant(), oak());
        all.put("confirm", Map.of("truth", false));
        assertEquals(List.of("confirm.truth error.const"), found(all));
    }

    @Test
    void aFieldMayHaveTextsOfItsOwn() {
        Set<String> own = Set.of("tree.applicant.email.error.format", "tree.trees.diameter.error.minimum", "tree.land.cadastre.error.required");
        Map<String, Object> applicant = applicant();
        applicant.put("email", "x");
        Map<String, Object> tree = oak();
        tree.put("diameter", 2);
        Map<String, Object> all = answers(applicant, tree);
        all.put("land", Map.of());
        List<Finding> findings = this.tree.validate("tree", Answers.of(all), own::contains);
        assertEquals(List.of("tree.applicant.email.error.format", "tree.land.cadastre.error.required", "tree.trees.diameter.error.minimum"),
                findings.stream().map(Finding::key).toList());
        assertEquals(Map.of("minimum", "8"), findings.get(2).args());
    }

    @Test
    void formatsAreOursAndChecked() {
        assertTrue(Formats.personCode("320000-00001") && Formats.personCode("00000000001"), "000000-00001 satisfies the checksum: 1101 mod 11 is 1");
        assertFalse(Formats.personCode("00000000002") || Formats.personCode("3200000000") || Formats.personCode("320000-000012") || Formats.personCode("٣٢٠٠٠٠00001"));
        assertTrue(Formats.registrationNumber("90000000014"));
        assertFalse(Formats.registrationNumber("90000000015") || Formats.registrationNumber("10000000014") || Formats.registrationNumber("9000000001"));
        assertTrue(Formats.ALL.get("lv-cadastre").test("05000010101") && Formats.ALL.get("lv-cadastre").test("05000010101001"));
        assertFalse(Formats.ALL.get("lv-cadastre").test("050000101012"));
        assertTrue(Formats.ALL.get("date").test("2024-02-29"));
        assertFalse(Formats.ALL.get("date").test("2023-02-29") || Formats.ALL.get("date").test("29.02.2024.") || Formats.ALL.get("date").test("0000-01-01"));
        assertTrue(Formats.ALL.get("uuid").test("123e4567-e89b-12d3-a456-426614174000"));
        for (String good : List.of("a@b.lv", "anna.ozola+koki@pilseta.gov.lv", "jānis@ēģele.example")) {
            assertTrue(Formats.ALL.get("email").test(good), good);
        }
        for (String bad : List.of("a@b", "@b.lv", "a b@c.lv", "a@b..lv", ".a@b.lv", "a.@b.lv", "a@b.lv\nBcc: c@d.lv", "a@b.lv,c@d.lv", "a@-b.lv")) {
            assertFalse(Formats.ALL.get("email").test(bad), bad);
        }
    }

    @Test
    void hostileAnswersAreAnsweredQuickly() {
        Map<String, Object> deep = Map.of("a", 1);
        for (int i = 0; i < 200; i++) {
            deep = Map.of("a", deep);
        }
        assertEquals(List.of(" error.size"), found(deep));
        assertEquals(List.of(" error.size"), found(Map.of("trees", java.util.Collections.nCopies(30_000, 1))));
        assertEquals(List.of(" error.size"), found(Map.of("x", "y".repeat(1_000_001))));
        Map<String, Object> tree = oak();
        tree.put("diameter", new BigDecimal("1e999999999"));
        assertEquals(List.of(" error.size"), found(answers(applicant(), tree)));
        tree.put("diameter", new BigDecimal("4E+1"));
        tree.put("count", new BigDecimal("2.00"));
        assertEquals(List.of(), found(answers(applicant(), tree)));
    }
}
