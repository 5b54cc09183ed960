package lv.pkip.kernel.service.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import lv.pkip.kernel.api.service.Rules.Result;
import org.junit.jupiter.api.Test;

/** The yearly dog fee with discounts and exemptions. */
class DogFeeRulesTest {
    private final RuleBook book = RuleFiles.book(Map.of("dog-fee", RuleFiles.read("dog-fee")));

    private Result fee(Map<String, Object> facts) {
        return book.evaluate("dog-fee", LocalDate.of(2026, 11, 23), facts);
    }

    @Test
    void theFirstRuleThatAppliesSetsTheFee() {
        assertEquals(new BigDecimal("8.54"), fee(Map.of("pensioner", false, "sterilised", false)).amount("fee").orElseThrow());
        assertEquals(new BigDecimal("4.27"), fee(Map.of("pensioner", false, "sterilised", true)).amount("fee").orElseThrow());
        assertEquals(new BigDecimal("1.42"), fee(Map.of("pensioner", true, "sterilised", true)).amount("fee").orElseThrow());
        assertEquals(new BigDecimal("0.00"), fee(Map.of("pensioner", true, "sterilised", false, "guideDog", true)).amount("fee").orElseThrow());
    }

    @Test
    void aPartOfTheYearCostsItsShare() {
        Result result = fee(Map.of("pensioner", false, "sterilised", false, "months", 5));
        assertEquals(new BigDecimal("3.56"), result.amount("fee").orElseThrow());
        assertEquals("full", result.values().get("category"));
    }

    @Test
    void aTableWithSeveralOutputsShowsEachAsALine() {
        Result result = fee(Map.of("pensioner", true, "sterilised", false));
        assertEquals("tariff.yearly", result.lines().get(0).id());
        assertEquals("tariff.category", result.lines().get(1).id());
        assertEquals("4.3", result.lines().get(1).rule().orElseThrow());
    }
}
