package lv.pkip.integration.signinsandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"320000-00001", "32000000001", " 000000-00001 "})
    void takesTheNewFormAndMadeUpOnes(String code) {
        assertEquals(Optional.of(code.trim().replace("-", "")), PersonalCode.read(code));
    }

    @org.junit.jupiter.api.Test
    void takesTheOldFormOnlyWithItsCheckDigit() {
        // 1 January 1900 with the smallest serial number: made up, its check digit calculated by the published rule
        String body = "0101001000";
        int right = 0;
        for (int digit = 0; digit < 10; digit++) {
            right += PersonalCode.read(body + digit).isPresent() ? 1 : 0;
        }
        assertEquals(1, right);
        assertEquals(Optional.of(body + check(body)), PersonalCode.read(body + check(body)));
    }

    private static int check(String body) {
        int[] weights = {1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += weights[i] * Character.digit(body.charAt(i), 10);
        }
        return Math.floorMod(1101 - sum, 11) % 10;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "320000-0001", "3200000000A", "320000--00001", "31130010000", "320000 00001", "99129910000"})
    void refusesWhatIsNone(String code) {
        assertEquals(Optional.empty(), PersonalCode.read(code));
    }
}
