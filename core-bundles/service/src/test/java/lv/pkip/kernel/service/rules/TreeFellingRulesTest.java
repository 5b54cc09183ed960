package lv.pkip.kernel.service.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Rules.Result;
import lv.pkip.kernel.api.service.Rules.RuleProblem;
import org.junit.jupiter.api.Test;

/** Decisions that municipalities really made, reproduced to the cent. */
class TreeFellingRulesTest {
    private static final LocalDate YEAR_2013 = LocalDate.of(2013, 5, 6);
    private static final LocalDate YEAR_2016 = LocalDate.of(2016, 5, 6);
    private final String file = RuleFiles.read("compensation");

    private Result evaluate(String text, LocalDate on, String city, String reason, String place, String municipality,
            Map<String, Object> tree) {
        return RuleFiles.book(Map.of("compensation", text)).evaluate("compensation", on, Map.of("trees", List.of(tree),
                "city", city, "reason", reason, "place", place, "kMunicipality", municipality));
    }

    @Test
    void rigaWillowOf2016Costs273Euro19() {
        Result result = evaluate(file, YEAR_2016, "capital", "construction", "other", "1",
                Map.of("species", "willow", "diameter", "80"));
        assertEquals(new BigDecimal("273.19"), result.amount("total").orElseThrow());
        assertEquals("EUR", result.unit());
    }

    @Test
    void liepajaOf2013Costs244Lats80() {
        Result result = evaluate(file, YEAR_2013, "state-city", "construction", "other", "1",
                Map.of("species", "linden", "diameter", "51", "count", BigDecimal.ONE));
        assertEquals(new BigDecimal("244.80"), result.amount("total").orElseThrow());
        assertEquals("LVL", result.unit());
        assertEquals(LocalDate.of(2012, 6, 1), result.version());
    }

    /** The council's 398.41 comes from rounding the base amount up to tenths of a cent; nothing else differs. */
    @Test
    void rigaMapleCosts398Euro40Or41DependingOnTheRoundingRuleAlone() {
        String upwards = file.replace("\"of\": [\"diameter\", \"rate\"] }",
                "\"of\": [\"diameter\", \"rate\"], \"round\": { \"scale\": 3, \"mode\": \"UP\" } }");
        Map<String, Object> maple = Map.of("species", "maple", "diameter", "70");
        Result atTheEnd = evaluate(file, YEAR_2016, "capital", "other", "other", "1", maple);
        Result between = evaluate(upwards, YEAR_2016, "capital", "other", "other", "1", maple);
        assertEquals(new BigDecimal("398.40"), atTheEnd.amount("total").orElseThrow());
        assertEquals(new BigDecimal("398.41"), between.amount("total").orElseThrow());

        var base = atTheEnd.lines().stream().filter(l -> l.id().equals("base")).findFirst().orElseThrow();
        var rounded = between.lines().stream().filter(l -> l.id().equals("base")).findFirst().orElseThrow();
        assertEquals(base.operands(), rounded.operands());
        assertEquals(Optional.empty(), base.rounding());
        assertEquals(Optional.of("3 UP"), rounded.rounding());
        assertEquals(new BigDecimal("99.602"), rounded.result());
        assertTrue(((BigDecimal) base.result()).compareTo((BigDecimal) rounded.result()) < 0);
        assertEquals(atTheEnd.lines().stream().map(l -> l.id() + l.op() + l.rule()).toList(),
                between.lines().stream().map(l -> l.id() + l.op() + l.rule()).toList());

        // The same rule gives the other real decision too, so it is a rule and not a slip.
        assertEquals(new BigDecimal("273.19"), evaluate(upwards, YEAR_2016, "capital", "construction", "other", "1",
                Map.of("species", "willow", "diameter", "80")).amount("total").orElseThrow());
    }

    @Test
    void theWorkingNamesEveryOperandRuleAndLawTreeByTree() {
        Result result = RuleFiles.book(Map.of("compensation", file)).evaluate("compensation", YEAR_2016, Map.of(
                "trees", List.of(Map.of("species", "oak", "diameter", "40", "count", "2"), Map.of("species", "birch", "diameter", "25")),
                "city", "town", "reason", "renewal", "place", "centre"));
        List<String> said = result.lines().stream().map(l -> l.item() + " " + l.id() + " " + l.rule().orElse("-")).toList();
        assertEquals(List.of("0 kReason 2.2", "0 kCity 3.3", "0 kPlace 4.1", "1 kSpecies 1.1", "1 base -", "1 group -",
                "2 kSpecies 1.2", "2 base -", "2 group -", "0 total -"), said);
        var group = result.lines().get(5);
        assertEquals(List.of("base", "kSpecies", "kReason", "kCity", "kPlace", "kMunicipality", "count"),
                group.operands().stream().map(o -> o.name()).toList());
        assertEquals(Optional.of("2 HALF_UP"), group.rounding());
        assertEquals(Optional.of("3. pielikums, 1.1."), result.lines().get(3).basis());
        assertEquals(Optional.of("Euro ieviešanas kārtības likums"), result.lines().get(4).basis());
        // 40 / 0.702804 · 2 · 0.8 · 0.8 · 2 · 0.5 · 2 = 145.702… and 25 / 0.702804 · 1 · 0.8 · 0.8 · 2 · 0.5 · 1 = 22.766…
        assertEquals(List.of(new BigDecimal("145.70"), new BigDecimal("22.77")), result.values().get("group"));
        assertEquals(new BigDecimal("168.47"), result.amount("total").orElseThrow());
    }

    @Test
    void aMissingFactIsAnErrorThatNamesItAndNoValue() {
        RuleProblem problem = assertThrows(RuleProblem.class, () -> RuleFiles.book(Map.of("compensation", file))
                .evaluate("compensation", YEAR_2016, Map.of("trees", List.of(Map.of("species", "oak", "diameter", "40"),
                        Map.of("species", "birch")), "city", "town", "reason", "renewal")));
        assertEquals("rule set compensation, version 2014-01-01, on 2016-05-06: missing facts: place, trees.1.diameter", problem.getMessage());
    }

    @Test
    void aFactOutsideItsDeclaredValuesIsAnErrorWithoutTheValue() {
        RuleProblem problem = assertThrows(RuleProblem.class, () -> evaluate(file, YEAR_2016, "capital", "other", "other", "1",
                Map.of("species", "baobab", "diameter", "70")));
        assertTrue(problem.getMessage().endsWith("the fact trees.0.species is outside its declared values"), problem.getMessage());
        assertThrows(RuleProblem.class, () -> evaluate(file, YEAR_2016, "capital", "other", "other", "1",
                Map.of("species", "oak", "diameter", "1e30")));
        assertThrows(RuleProblem.class, () -> evaluate(file, YEAR_2016, "capital", "other", "other", "1",
                Map.of("species", "oak", "diameter", "1e999999999")));
    }

    @Test
    void beforeTheFirstVersionThereIsNoAnswer() {
        assertThrows(RuleProblem.class, () -> evaluate(file, LocalDate.of(2012, 5, 31), "capital", "other", "other", "1",
                Map.of("species", "oak", "diameter", "70")));
    }
}
