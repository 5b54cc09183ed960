package lv.pkip.kernel.shell.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void numbersHaveACommaAndGroupsFromFiveDigits() {
        assertEquals("1234,56", Formats.number(new BigDecimal("1234.56")));
        assertEquals("12\u00a0345,5", Formats.number(new BigDecimal("12345.5")));
        assertEquals("\u22121\u00a0234\u00a0567", Formats.number(new BigDecimal("-1234567")));
        assertEquals("2,50\u00a0EUR", Formats.money(new BigDecimal("2.5")));
        assertEquals("0,125\u00a0EUR", Formats.money(new BigDecimal("0.125")), "nothing is rounded away");
    }

    @Test
    void daysAndMomentsAreLatvianAndInRiga() {
        assertEquals("05.01.2026.", Formats.day(LocalDate.of(2026, 1, 5)));
        assertEquals("01.07.2026. 02:30", Formats.moment(Instant.parse("2026-06-30T23:30:00Z")));
        assertEquals("vakar", Formats.isoDay("vakar"));
    }

    @Test
    void sizesAreReadable() {
        assertEquals("8\u00a0B", Formats.size(8));
        assertEquals("2\u00a0KB", Formats.size(2048));
        assertEquals("10,0\u00a0MB", Formats.size(10L * 1024 * 1024));
    }

    @Test
    void aThemeColourMustBeReadableAndNothingElse() {
        assertEquals(":root{--pkip-accent:#12536b;}", Theme.css(Map.of("theme.accent", "#12536b")));
        assertEquals(":root{}", Theme.css(Map.of("theme.accent", "#ffee00")), "white on yellow cannot be read");
        assertEquals(":root{}", Theme.css(Map.of("theme.accent", "red;} body{display:none", "theme.highlight", "url(x)")));
        assertTrue(Theme.contrastToWhite("#000000") > 20.9);
    }
}
