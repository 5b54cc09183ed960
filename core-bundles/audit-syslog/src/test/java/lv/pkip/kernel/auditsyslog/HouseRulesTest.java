package lv.pkip.kernel.auditsyslog;

import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(SyslogServer.class);
    }
}
