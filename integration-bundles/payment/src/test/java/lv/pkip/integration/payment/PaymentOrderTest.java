package lv.pkip.integration.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PaymentOrderTest {

    @Test
    void an_amount_is_kept_in_euro_and_cents() {
        assertEquals("12.50", order("abcdefgh", "12.5").amount().toPlainString());
        assertEquals("12.50", order("abcdefgh", "12.5000").amount().toPlainString());
    }

    @Test
    void nothing_less_than_nothing_and_parts_of_a_cent_are_no_amounts() {
        for (String wrong : new String[] {"0", "-1", "0.001"}) {
            assertThrows(IllegalArgumentException.class, () -> order("abcdefgh", wrong), wrong);
        }
    }

    @Test
    void a_key_fits_an_end_to_end_id() {
        for (String wrong : new String[] {"short", "with-hyphen", "x".repeat(36)}) {
            assertThrows(IllegalArgumentException.class, () -> order(wrong, "1"), wrong);
        }
    }

    @Test
    void an_order_in_a_log_shows_nobody() {
        assertFalse(order("abcdefgh", "1").toString().contains("Paraudziņš"));
    }

    private static PaymentOrder order(String key, String amount) {
        return new PaymentOrder(key, new BigDecimal(amount), "Pašvaldība", "LV80BANK0000435195001", "90000000000",
                "KC-2026-1", "RF07KC2026118", Optional.empty(), "Paraugs Paraudziņš", Instant.EPOCH, "lv",
                URI.create("http://a/"), URI.create("http://b/"));
    }
}
