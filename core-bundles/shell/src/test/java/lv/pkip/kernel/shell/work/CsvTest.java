package lv.pkip.kernel.shell.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void valuesAreQuotedWhereNeeded() {
        assertEquals("a;\"b;c\";\"d\"\"e\";\"f\ng\"\r\n", Csv.line(List.of("a", "b;c", "d\"e", "f\ng")));
    }

    @Test
    void noValueBecomesAFormula() {
        assertEquals("'=1+1;'+1;'-1;'@x\r\n", Csv.line(List.of("=1+1", "+1", "-1", "@x")));
    }
}
