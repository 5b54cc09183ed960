package lv.pkip.kernel.service.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a rule set is found before it is ever used, and said so that its author understands. */
class RuleSetCheckTest {
    private static final String FACTS = """
        "facts": { "age": { "type": "number", "minimum": "0", "maximum": "120" }, "member": { "type": "boolean" },
                   "town": { "type": "text", "values": ["riga", "other"] }, "day": { "type": "date" },
                   "dogs": { "each": { "weight": { "type": "number" } } } }""";

    private static List<String> problems(String versions) {
        return RuleFiles.problems("x", "{ \"id\": \"x\", " + FACTS + ", \"versions\": [" + versions + "] }");
    }

    private static String version(String days, String table) {
        return "{ " + days + ", \"basis\": \"b\", \"tables\": [" + table + "] }";
    }

    private static String table(String hit, String inputs, String rules) {
        return "{ \"id\": \"fee\", \"hit\": \"" + hit + "\", \"inputs\": [" + inputs + "], \"outputs\": { \"fee\": \"number\" }, \"rules\": [" + rules + "] }";
    }

    private static String row(String id, String when, String then) {
        return "{ \"id\": \"" + id + "\", \"when\": [" + when + "], \"then\": [\"" + then + "\"] }";
    }

    private static final String OPEN = "\"from\": \"2024-01-01\"";
    private static final String SOUND = table("first", "", row("1", "", "1"));

    private static void refused(String versions, String reason) {
        List<String> problems = problems(versions);
        assertTrue(problems.stream().anyMatch(p -> p.contains(reason)), () -> "expected „" + reason + "” among\n" + String.join("\n", problems));
    }

    @Test
    void aSoundSetIsTaken() {
        assertEquals(List.of(), problems(version(OPEN, SOUND)));
    }

    @Test
    void versionsThatOverlapOrLeaveAGapAreRefused() {
        refused(version(OPEN, SOUND) + "," + version("\"from\": \"2025-01-01\"", SOUND),
                "the version from 2024-01-01 has no last day, so it overlaps the one from 2025-01-01");
        refused(version(OPEN + ", \"to\": \"2025-01-01\"", SOUND) + "," + version("\"from\": \"2025-01-01\"", SOUND),
                "the versions from 2024-01-01 and 2025-01-01 overlap");
        refused(version("\"from\": \"2025-01-01\"", SOUND) + "," + version(OPEN + ", \"to\": \"2024-12-30\"", SOUND),
                "no version is valid from 2024-12-31 to 2024-12-31");
    }

    @Test
    void aCombinationWithoutARuleIsRefused() {
        refused(version(OPEN, table("unique", "\"age\", \"member\"", row("1", "{ \"lt\": \"18\" }, null", "0") + ","
                + row("2", "{ \"gt\": \"18\" }, true", "5") + "," + row("3", "{ \"ge\": \"18\" }, false", "9"))),
                "no rule applies when age is 18, member is true");
        refused(version(OPEN, table("first", "\"town\"", row("1", "\"riga\"", "0"))), "no rule applies when town is other");
        refused(version(OPEN, table("first", "\"day\"", row("1", "{ \"ge\": \"2026-06-01\" }", "0"))), "no rule applies when day is 2026-05-31");
    }

    @Test
    void twoUniqueRulesForOneCombinationAreRefused() {
        refused(version(OPEN, table("unique", "\"age\"", row("1", "{ \"le\": \"18\" }", "0") + "," + row("2", "{ \"ge\": \"18\" }", "5"))),
                "rules 1 and 2 both apply when age is 18");
    }

    @Test
    void aRuleThatNeverAppliesIsRefused() {
        refused(version(OPEN, table("first", "\"member\"", row("1", "null", "0") + "," + row("2", "true", "5"))), "rule 2 can never apply");
        refused(version(OPEN, table("first", "\"age\"", row("1", "{ \"gt\": \"200\" }", "0") + "," + row("2", "null", "5"))), "rule 1 can never apply");
        refused(version(OPEN, SOUND.replace(" ] }", "], \"otherwise\": { \"then\": [\"3\"] } }").replace("}] }", "}], \"otherwise\": { \"then\": [\"3\"] } }")),
                "otherwise can never apply");
    }

    @Test
    void cellsHaveToFitInNumberAndKind() {
        refused(version(OPEN, table("first", "\"age\", \"member\"", row("1", "null", "0"))), "has 1 cells for 2 inputs");
        refused(version(OPEN, table("first", "\"age\"", row("1", "true", "0"))), "„true” is not an exact number");
        refused(version(OPEN, table("first", "\"age\"", row("1", "1.5", "0"))), "„1.5” is not an exact number, written as text");
        refused(version(OPEN, table("first", "\"day\"", row("1", "\"2026-02-30\"", "0"))), "„2026-02-30” is not a date");
        refused(version(OPEN, table("first", "\"member\"", row("1", "{ \"ge\": true }", "0"))), "a range needs numbers or dates");
        refused(version(OPEN, table("first", "\"age\"", row("1", "{ \"ge\": \"5\", \"lt\": \"5\" }", "0"))), "the range is empty");
        refused(version(OPEN, table("first", "\"age\"", row("1", "{ \"above\": \"5\" }", "0"))), "„above” is not one of not, ge, gt, le, lt");
        refused(version(OPEN, table("first", "\"age\"", row("1", "[]", "0"))), "an empty list matches nothing");
        refused(version(OPEN, table("first", "", row("1", "", "zero"))), "is not an exact number");
    }

    @Test
    void namesHaveToBeKnownAndTheirOwn() {
        refused(version(OPEN, table("first", "\"weight\"", row("1", "null", "0"))), "stands for many values (of „dogs”)");
        refused(version(OPEN, table("first", "\"height\"", row("1", "null", "0"))), "„height” is neither a fact nor");
        refused(version(OPEN, table("first", "", row("1", "", "0")).replace("\"fee\": \"number\"", "\"age\": \"number\"")), "the name „age” is already");
        refused("{ " + OPEN + ", \"basis\": \"b\", \"calc\": [ { \"id\": \"a\", \"op\": \"sum\", \"of\": [\"b\"] }, { \"id\": \"b\", \"op\": \"sum\", \"of\": [\"a\"] } ] }",
                "these need each other in a circle: a, b");
        refused("{ " + OPEN + ", \"basis\": \"b\", \"calc\": [ { \"id\": \"a\", \"op\": \"divide\", \"of\": [\"weight\", \"2\"] } ] }",
                "names many values at once");
        refused("{ " + OPEN + ", \"basis\": \"b\", \"calc\": [ { \"id\": \"a\", \"op\": \"sum\", \"of\": [\"member\"] } ] }", "„member” is not a number");
    }

    @Test
    void slipsOfThePenAreRefused() {
        refused("{ " + OPEN + ", \"basis\": \"b\", \"rules\": [] }", "versions[0].rules: is not known here");
        refused("{ " + OPEN + ", \"calc\": [] }", "basis: is missing");
        refused(version(OPEN, SOUND.replace("first", "last")), "„last” is not one of unique, first, priority, collect");
        refused(version(OPEN, SOUND.replace("first", "collect")), "goes with \"hit\": \"collect\"");
        refused(version(OPEN, SOUND.replace("first", "priority")), "the strongest first");
        assertTrue(RuleFiles.problems("x", "{ \"id\": \"x\", \"id\": \"x\" }").get(0).contains("is not valid JSON at line 1"));
        assertTrue(RuleFiles.problems("x", "{ \"id\": \"y\", \"versions\": [] }").get(0).contains("has to be the file's name"));
        assertTrue(RuleFiles.problems("x", "[".repeat(100_000)).get(0).contains("is not valid JSON"));
    }

    @Test
    void aConstantWithoutAValueWhenTheVersionBeginsIsRefused() {
        refused("{ " + OPEN + ", \"basis\": \"b\", \"constants\": { \"k\": [ { \"from\": \"2024-02-01\", \"value\": \"2\" } ] },"
                + " \"calc\": [ { \"id\": \"a\", \"op\": \"sum\", \"of\": [\"k\"] } ] }", "has no value yet on 2024-01-01");
    }

    /** Too many combinations to try each: rules of a unique table are then compared two by two, which is as exact. */
    @Test
    void overlapsAreFoundInLargeTablesToo() {
        StringBuilder facts = new StringBuilder();
        StringBuilder inputs = new StringBuilder();
        StringBuilder cells = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            facts.append(i == 0 ? "" : ", ").append("\"f").append(i).append("\": { \"type\": \"boolean\" }");
            inputs.append(i == 0 ? "" : ", ").append("\"f").append(i).append('"');
            cells.append(i == 0 ? "" : ", ").append(i % 2 == 0 ? "true" : "null");
        }
        List<String> problems = RuleFiles.problems("x", "{ \"id\": \"x\", \"facts\": {" + facts + "}, \"versions\": ["
                + version(OPEN, table("unique", inputs.toString(), row("1", cells.toString(), "1") + "," + row("2", cells.toString().replace("null", "false"), "1"))) + "] }");
        assertEquals(List.of("rules/x.json version 2024-01-01 table fee: rules 1 and 2 can both apply"), problems);
    }
}
