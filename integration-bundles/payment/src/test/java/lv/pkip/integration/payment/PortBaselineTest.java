package lv.pkip.integration.payment;

import java.nio.file.Path;
import lv.pkip.kernel.testkit.Baseline;
import org.junit.jupiter.api.Test;

class PortBaselineTest {
    @Test
    void the_port_is_what_the_file_says() {
        Baseline.of(PaymentOrder.class).check(Path.of("baseline.txt"));
    }
}
