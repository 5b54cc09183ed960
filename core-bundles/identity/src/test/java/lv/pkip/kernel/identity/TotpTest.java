package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, cut to six digits. */
    @ParameterizedTest
    @CsvSource({"59, 287082", "1111111109, 081804", "1111111111, 050471", "1234567890, 005924", "2000000000, 279037", "20000000000, 353130"})
    void countsAsTheStandardDoes(long second, String code) {
        assertEquals(code, Totp.code(SECRET, Totp.stepAt(second * 1000)));
    }

    @Test
    void forgivesAClockOneStepOffAndNoMore() {
        long now = 1_111_111_111_000L;
        long step = Totp.stepAt(now);
        for (long drift = -1; drift <= 1; drift++) {
            assertEquals(OptionalLong.of(step + drift), Totp.step(SECRET, Totp.code(SECRET, step + drift), now));
        }
        assertTrue(Totp.step(SECRET, Totp.code(SECRET, step - 2), now).isEmpty());
        assertTrue(Totp.step(SECRET, Totp.code(SECRET, step + 2), now).isEmpty());
        assertTrue(Totp.step(SECRET, "", now).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void writesBase32AsTheStandardDoes(String text, String letters) {
        assertEquals(letters, SecretText.of(text.getBytes(StandardCharsets.US_ASCII)));
        assertArrayEquals(text.getBytes(StandardCharsets.US_ASCII), SecretText.bytes(letters));
        assertThrows(IllegalArgumentException.class, () -> SecretText.bytes("18"));
    }
}
