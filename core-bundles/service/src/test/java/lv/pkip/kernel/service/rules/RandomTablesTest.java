package lv.pkip.kernel.service.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.service.Rules.Result;
import org.junit.jupiter.api.Test;

/** Thousands of made-up tables against a reference so plain that it can be seen to be right: integers and loops. */
class RandomTablesTest {
    private static final int LEAST = 0;
    private static final int MOST = 12;

    /** A rule on one whole number and one letter: from {@code low} to {@code high}, letters or any. */
    private record Plain(int low, int high, String letters, int result) {
        boolean matches(int number, char letter) {
            return number >= low && number <= high && (letters.isEmpty() || letters.indexOf(letter) >= 0);
        }

        String json(int id) {
            String list = letters.chars().mapToObj(c -> "\"" + (char) c + "\"").collect(Collectors.joining(", "));
            return "{ \"id\": \"r" + id + "\", \"when\": [{ \"ge\": \"" + low + "\", \"lt\": \"" + (high + 1) + ".0\" }, "
                    + (letters.isEmpty() ? "null" : "[" + list + "]") + "], \"then\": [\"" + result + "\"] }";
        }
    }

    private static String set(String hit, List<Plain> rules, String more) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < rules.size(); i++) {
            rows.append(i == 0 ? "" : ", ").append(rules.get(i).json(i));
        }
        return "{ \"id\": \"x\", \"facts\": { \"number\": { \"type\": \"number\", \"minimum\": \"" + LEAST + "\", \"maximum\": \"" + MOST
                + "\" }, \"letter\": { \"type\": \"text\", \"values\": [\"a\", \"b\", \"c\"] } }, \"versions\": [ { \"from\": \"2020-01-01\","
                + " \"basis\": \"b\", \"tables\": [ { \"id\": \"t\", \"hit\": \"" + hit + "\"" + more
                + ", \"inputs\": [\"number\", \"letter\"], \"outputs\": { \"t\": \"number\" }, \"rules\": [" + rows + "] } ] } ] }";
    }

    private static List<Plain> rules(Random random) {
        List<Plain> rules = new ArrayList<>();
        for (int i = random.nextInt(5) + 1; i > 0; i--) {
            int low = random.nextInt(MOST + 1);
            String letters = "abc".chars().filter(c -> random.nextBoolean()).mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
            rules.add(new Plain(low, low + random.nextInt(MOST + 1 - low), letters.length() == 3 ? "" : letters, random.nextInt(9) + 1));
        }
        if (random.nextBoolean()) {
            rules.add(new Plain(LEAST, MOST, "", 99));
        }
        return rules;
    }

    private static List<Plain> matching(List<Plain> rules, int number, char letter) {
        return rules.stream().filter(r -> r.matches(number, letter)).toList();
    }

    @Test
    void theCheckFindsExactlyTheTablesThatAreUnsound() {
        Random random = new Random(1);
        int sound = 0;
        for (int round = 0; round < 3000; round++) {
            List<Plain> rules = rules(random);
            boolean gap = false;
            boolean overlap = false;
            boolean[] first = new boolean[rules.size()];
            boolean[] any = new boolean[rules.size()];
            for (int number = LEAST; number <= MOST; number++) {
                for (char letter = 'a'; letter <= 'c'; letter++) {
                    List<Plain> matching = matching(rules, number, letter);
                    gap |= matching.isEmpty();
                    overlap |= matching.size() > 1;
                    for (int i = 0, met = 0; i < rules.size(); i++) {
                        if (rules.get(i).matches(number, letter)) {
                            any[i] = true;
                            first[i] |= met++ == 0;
                        }
                    }
                }
            }
            String unique = String.join("\n", RuleFiles.problems("x", set("unique", rules, "")));
            String firsts = String.join("\n", RuleFiles.problems("x", set("first", rules, "")));
            assertEquals(gap || overlap, unique.contains("no rule applies") || unique.contains("both apply"), () -> rules + "\n" + unique);
            assertTrue(overlap || !unique.contains("both apply"), () -> rules + "\n" + unique);
            assertEquals(gap, firsts.contains("no rule applies"), () -> rules + "\n" + firsts);
            for (int i = 0; i < rules.size(); i++) {
                assertEquals(!first[i], firsts.contains("rule r" + i + " can never apply"), rules + "\n" + firsts);
            }
            sound += firsts.isEmpty() ? 1 : 0;
        }
        assertTrue(sound > 100, "the test has to meet sound tables too: " + sound);
    }

    @Test
    void evaluationAgreesWithTheReference() {
        Random random = new Random(2);
        int evaluated = 0;
        for (int round = 0; round < 3000; round++) {
            List<Plain> rules = rules(random);
            rules.add(new Plain(LEAST, MOST, "", 77));
            if (rules.stream().distinct().count() < rules.size()) {
                continue; // the reference tells rules apart by what they say
            }
            int sum = random.nextInt(2);
            String more = sum == 0 ? "" : ", \"collect\": \"sum\"";
            String text = set(sum == 0 ? "first" : "collect", rules, more);
            if (!RuleFiles.problems("x", text).isEmpty()) {
                continue;
            }
            RuleBook book = RuleFiles.book(Map.of("x", text));
            for (int number = LEAST; number <= MOST; number++) {
                for (char letter = 'a'; letter <= 'c'; letter++) {
                    List<Plain> matching = matching(rules, number, letter);
                    int expected = sum == 0 ? matching.get(0).result() : matching.stream().mapToInt(Plain::result).sum();
                    Result result = book.evaluate("x", LocalDate.of(2026, 1, 1), Map.of("number", number, "letter", String.valueOf(letter)));
                    assertEquals(0, BigDecimal.valueOf(expected).compareTo(result.amount("t").orElseThrow()), () -> rules.toString());
                    String fired = (sum == 0 ? matching.subList(0, 1) : matching).stream().map(r -> "r" + rules.indexOf(r)).distinct()
                            .collect(Collectors.joining(", "));
                    assertEquals(Optional.of(fired), result.lines().get(0).rule());
                    evaluated++;
                }
            }
        }
        assertTrue(evaluated > 10_000, "the test has to evaluate something: " + evaluated);
    }

    /** Sums of products in cents against integers of a thousandth of a cent. */
    @Test
    void amountsAreExactAndRoundedOnce() {
        RuleBook book = RuleFiles.book(Map.of("x", """
            { "id": "x", "facts": { "parts": { "each": { "price": { "type": "number" }, "count": { "type": "number" } } } },
              "versions": [ { "from": "2020-01-01", "basis": "b", "calc": [
                { "id": "part", "each": "parts", "op": "product", "of": ["price", "count"] },
                { "id": "total", "op": "sum", "of": ["part"], "round": { "scale": 2, "mode": "HALF_UP" } } ] } ] }"""));
        Random random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            List<Map<String, Object>> parts = new ArrayList<>();
            long thousandths = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                int price = random.nextInt(100_000);
                int count = random.nextInt(20);
                parts.add(Map.of("price", BigDecimal.valueOf(price, 3), "count", count));
                thousandths += (long) price * count;
            }
            long cents = (thousandths + 5) / 10;
            assertEquals(BigDecimal.valueOf(cents, 2), book.evaluate("x", LocalDate.of(2026, 1, 1), Map.of("parts", parts)).amount("total").orElseThrow());
        }
    }
}
