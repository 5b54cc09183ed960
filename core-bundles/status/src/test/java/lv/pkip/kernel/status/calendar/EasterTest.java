package lv.pkip.kernel.status.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EasterTest {

    @ParameterizedTest
    @ValueSource(strings = {"1818-03-22", "1943-04-25", "1961-04-02", "1991-03-31", "2000-04-23", "2008-03-23",
        "2011-04-24", "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31",
        "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2285-03-22"})
    void fallsOnTheKnownDay(String day) {
        LocalDate expected = LocalDate.parse(day);
        assertEquals(expected, Easter.of(expected.getYear()));
    }

    /** The church's own definition by tables: epact, Sunday letter, first Sunday after the paschal full moon. */
    @Test
    void agreesWithTheEpactForTwoThousandYears() {
        for (int year = 1583; year < 3583; year++) {
            assertEquals(byEpact(year), Easter.of(year), "year " + year);
        }
    }

    @Test
    void isAlwaysASundayBetween22MarchAnd25April() {
        for (int year = 1583; year < 5000; year++) {
            LocalDate easter = Easter.of(year);
            assertEquals(DayOfWeek.SUNDAY, easter.getDayOfWeek());
            assertTrue(!easter.isBefore(LocalDate.of(year, Month.MARCH, 22))
                    && !easter.isAfter(LocalDate.of(year, Month.APRIL, 25)), "year " + year);
        }
    }

    private static LocalDate byEpact(int year) {
        int golden = year % 19 + 1;
        int century = year / 100 + 1;
        int solar = 3 * century / 4 - 12;
        int lunar = (8 * century + 5) / 25 - 5;
        int epact = Math.floorMod(11 * golden + 20 + lunar - solar, 30);
        if (epact == 25 && golden > 11 || epact == 24) {
            epact++;
        }
        int moon = 44 - epact;
        if (moon < 21) {
            moon += 30;
        }
        LocalDate fullMoon = LocalDate.of(year, Month.MARCH, 1).plusDays(moon - 1L);
        LocalDate day = fullMoon.plusDays(1);
        while (day.getDayOfWeek() != DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day;
    }
}
