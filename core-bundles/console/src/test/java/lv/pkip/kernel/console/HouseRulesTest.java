package lv.pkip.kernel.console;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.testkit.HouseRules;

class HouseRulesTest {
    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Sheet.class);
    }
}
