package lv.pkip.kernel.auditproof;

import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(MerkleTree.class);
    }
}
