package lv.pkip.kernel.identityoidc;

import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Tokens.class);
    }
}
