package lv.pkip.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lv.pkip.kernel.testkit.HouseRules;

class SchemaTest {
    @Test
    void severalUnitsAreSeparatedByCommas() {
        assertEquals(List.of(new Schema("audit", "db/audit.xml"), new Schema("dog-fee-1.0.0", "db/dog/fee.xml")),
                Schema.parse(" audit=db/audit.xml , dog-fee-1.0.0=db/dog/fee.xml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "audit=", "=db/a.xml", "a=db/../../a.xml", "a=/db/a.xml", "a=a.xml", "a=db/a.sql", "A b=db/a.xml"})
    void nonsenseIsRefused(String header) {
        assertThrows(IllegalArgumentException.class, () -> Schema.parse(header));
    }

    @Test
    void theBundleKeepsTheHouseRules() {
        HouseRules.check(Schema.class);
    }
}
