package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CreditorReferenceTest {

    /** The standard's own example. */
    @Test
    void the_example_of_the_standard_is_valid_and_any_changed_digit_is_not() {
        assertTrue(CreditorReference.valid("RF18539007547034"));
        assertFalse(CreditorReference.valid("RF18539007547035"));
        assertFalse(CreditorReference.valid("RF19539007547034"));
    }

    @Test
    void a_case_number_gives_a_valid_reference() {
        for (String number : new String[] {"KC-2026-118", "SN-2026-1", "ĶĀ-2026-12345678"}) {
            for (int nth = 1; nth < 4; nth++) {
                assertTrue(CreditorReference.valid(CreditorReference.of(number, nth)), number);
            }
        }
        assertEquals("539007547034", CreditorReference.of("539-007-547-034", 1).substring(4));
        assertEquals("RF18", CreditorReference.of("539-007-547-034", 1).substring(0, 4));
    }

    @Test
    void a_number_too_long_for_a_reference_is_refused_rather_than_cut() {
        assertThrows(IllegalArgumentException.class, () -> CreditorReference.of("A".repeat(22), 1));
    }

    @Test
    void people_write_it_in_groups_and_small_letters() {
        assertEquals("RF18539007547034", CreditorReference.normal("rf18 5390 0754 7034"));
        assertEquals("RF18 5390 0754 7034", CreditorReference.grouped("RF18539007547034"));
    }

    @Test
    void an_account_number_is_checked_by_its_digits() {
        assertTrue(CreditorReference.validIban("LV80BANK0000435195001"));
        assertFalse(CreditorReference.validIban("LV81BANK0000435195001"));
        assertFalse(CreditorReference.validIban(""));
    }
}
