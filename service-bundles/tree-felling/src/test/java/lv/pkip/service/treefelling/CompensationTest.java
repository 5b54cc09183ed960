package lv.pkip.service.treefelling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.fixture.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compensation, held against decisions that municipalities really took. */
class CompensationTest {
    private static final Path FOLDER = Path.of("src/main/resources");
    private static final ServiceFixture SERVICE = ServiceFixture.read(FOLDER);
    private static final LocalDate RIGA_2016 = LocalDate.of(2016, 6, 1);
    private static final LocalDate LIEPAJA_2013 = LocalDate.of(2013, 6, 1);

    @Test
    void rigaDecidedIn2016For80CentimetresOfGoatWillow() {
        Rules.Result result = evaluate(SERVICE, RIGA_2016, "riga", "other", tree("goat-willow", 1, "80", "construction", "healthy"));

        assertEquals(new BigDecimal("273.19"), total(result));
        assertEquals("EUR", result.unit());
    }

    @Test
    void liepajaDecidedIn2013InLats() {
        Rules.Result result = evaluate(SERVICE, LIEPAJA_2013, "state-city", "other", tree("oak", 1, "51", "construction", "healthy"));

        assertEquals(new BigDecimal("244.80"), total(result));
        assertEquals("LVL", result.unit());
        assertEquals(LocalDate.of(2012, 5, 2), result.version());
    }

    @Test
    void theCentOfRigasMapleIsAMatterOfTheRoundingRuleAlone() throws IOException {
        Map<String, Object> maple = tree("maple", 1, "70", "other", "healthy");
        ServiceFixture otherRounding = ServiceFixture.read(FOLDER, roundingTheBaseUp());

        Rules.Result ours = evaluate(SERVICE, RIGA_2016, "riga", "other", maple);
        Rules.Result theirs = evaluate(otherRounding, RIGA_2016, "riga", "other", maple);

        assertEquals(new BigDecimal("398.40"), total(ours));
        assertEquals(new BigDecimal("398.41"), total(theirs));
        assertEquals(Optional.empty(), line(ours, "base").rounding());
        assertEquals(Optional.of("3 CEILING"), line(theirs, "base").rounding());
        assertEquals(new BigDecimal("99.602"), line(theirs, "base").result());
        // Everything else is the same: the tables that fired and what they gave.
        assertEquals(fired(ours), fired(theirs));
        // The other real decision follows from both rules.
        assertEquals(new BigDecimal("273.19"), total(evaluate(otherRounding, RIGA_2016, "riga", "other",
                tree("goat-willow", 1, "80", "construction", "healthy"))));
    }

    @Test
    void theLatsEndedWithTheYear2013() {
        Map<String, Object> oak = tree("oak", 1, "51", "construction", "healthy");
        assertEquals("LVL", evaluate(SERVICE, LocalDate.of(2013, 12, 31), "state-city", "other", oak).unit());
        Rules.Result euro = evaluate(SERVICE, LocalDate.of(2014, 1, 1), "state-city", "other", oak);
        assertEquals("EUR", euro.unit());
        assertEquals(new BigDecimal("348.32"), total(euro)); // 244.80 / 0.702804
    }

    @Test
    void treesAreRoundedOneByOneAndSummed() {
        Rules.Result result = evaluate(SERVICE, RIGA_2016, "riga", "other",
                tree("maple", 1, "70", "other", "healthy"), tree("goat-willow", 2, "80", "construction", "damaged"));

        assertEquals(List.of(new BigDecimal("398.40"), new BigDecimal("546.38")), result.values().get("amount"));
        assertEquals(new BigDecimal("944.78"), total(result));
    }

    @ParameterizedTest
    @CsvSource({"dead", "dangerous"})
    void deadAndDangerousTreesAreNotChargedFor(String condition) {
        Rules.Result result = evaluate(SERVICE, RIGA_2016, "riga", "centre",
                tree("oak", 3, "90", "other", condition), tree("maple", 1, "70", "other", "healthy"));

        assertEquals(new BigDecimal("996.01"), total(result)); // the maple alone, in the centre: 70 / 0.702804 × 2 × 2.5 × 2
    }

    @Test
    void publicMoneyAndPlacesOutsideTownsAreNotChargedFor() {
        Map<String, Object> oak = tree("oak", 1, "90", "other", "healthy");
        assertEquals(0, total(evaluate(SERVICE, RIGA_2016, "rural", "other", oak)).signum());
        Map<String, Object> facts = facts("riga", "other", oak);
        facts.put("publicFunds", "yes");
        assertEquals(0, total(SERVICE.evaluate("compensation", RIGA_2016, facts)).signum());
    }

    @ParameterizedTest
    @CsvSource({"buildings,0.1", "renewal,0.8", "construction,1.5", "other,1"})
    void theReasonHasItsCoefficientAndItsLaw(String reason, String factor) {
        Rules.Line line = line(evaluate(SERVICE, RIGA_2016, "town", "other", tree("birch", 1, "40", reason, "healthy")), "reasonFactor");
        assertEquals(new BigDecimal(factor), line.result());
        assertEquals(Optional.of("3. pielikums"), line.basis());
    }

    @Test
    void aMunicipalitysOwnCoefficientIsASetting() {
        ServiceFixture half = ServiceFixture.read(FOLDER, "{ \"settings\": { \"municipalityCoefficient\": \"0.5\" } }");
        assertEquals("0.5", half.definition().settings().get("municipalityCoefficient"));
        Map<String, Object> facts = facts("riga", "other", tree("maple", 1, "70", "other", "healthy"));
        facts.put("municipality", "0.5");
        assertEquals(new BigDecimal("199.20"), total(half.evaluate("compensation", RIGA_2016, facts)));
    }

    @Test
    void beforeTheRegulationThereIsNoAnswer() {
        assertThrows(Rules.RuleProblem.class, () -> evaluate(SERVICE, LocalDate.of(2012, 5, 1), "riga", "other",
                tree("oak", 1, "90", "other", "healthy")));
    }

    @Test
    void aMissingFactIsAnErrorThatNamesIt() {
        Map<String, Object> facts = facts("riga", "other", tree("oak", 1, "90", "other", "healthy"));
        facts.remove("part");
        Rules.RuleProblem problem = assertThrows(Rules.RuleProblem.class, () -> SERVICE.evaluate("compensation", RIGA_2016, facts));
        assertTrue(problem.getMessage().contains("part"), problem.getMessage());
    }

    @Test
    void thresholdsKnowEverySpeciesOfTheForm() {
        assertEquals(new BigDecimal("400"), SERVICE.evaluate("thresholds", RIGA_2016, Map.of("species", "oak")).amount("girth").orElseThrow());
        assertEquals(0, SERVICE.evaluate("thresholds", RIGA_2016, Map.of("species", "other")).amount("girth").orElseThrow().signum());
        assertEquals(new BigDecimal("20"), SERVICE.evaluate("thresholds", RIGA_2016, Map.of("species", "fruit")).amount("diameter").orElseThrow());
    }

    private static String roundingTheBaseUp() throws IOException {
        String file = Files.readString(FOLDER.resolve("rules/compensation.json"));
        String euro = file.substring(file.lastIndexOf("{\n      \"from\": \"2014-01-01\""), file.lastIndexOf("\n  ]"));
        String divide = "\"op\": \"divide\", \"of\": [\"diameter\", \"rate\"]";
        assertTrue(euro.contains(divide));
        return "{ \"rules\": { \"compensation\": [" + euro.replace(divide, divide + ", \"round\": { \"scale\": 3, \"mode\": \"CEILING\" }") + "] } }";
    }

    private static Map<String, Object> tree(String species, int count, String diameter, String reason, String condition) {
        return Map.of("species", species, "count", count, "diameter", new BigDecimal(diameter), "reason", reason, "condition", condition);
    }

    @SafeVarargs
    private static Map<String, Object> facts(String settlement, String part, Map<String, Object>... trees) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("settlement", settlement);
        facts.put("part", part);
        facts.put("publicFunds", "no");
        facts.put("municipality", "1");
        facts.put("trees", List.of(trees));
        return facts;
    }

    @SafeVarargs
    private static Rules.Result evaluate(ServiceFixture service, LocalDate on, String settlement, String part, Map<String, Object>... trees) {
        return service.evaluate("compensation", on, facts(settlement, part, trees));
    }

    private static BigDecimal total(Rules.Result result) {
        return result.amount("total").orElseThrow();
    }

    private static Rules.Line line(Rules.Result result, String id) {
        return result.lines().stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<String> fired(Rules.Result result) {
        return result.lines().stream().filter(l -> l.op().equals("table")).map(l -> l.id() + " " + l.rule() + " " + l.result()).toList();
    }
}
