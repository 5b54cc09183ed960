package lv.pkip.kernel.status.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatvianCalendarTest {
    private final LatvianCalendar calendar = LatvianCalendar.shipped();

    private static LocalDate d(String day) {
        return LocalDate.parse(day);
    }

    /** Weekdays of the year (260 to 262) less the weekdays among the days off that the law names. */
    @ParameterizedTest
    @CsvSource({"2018, 249", "2019, 250", "2020, 251", "2021, 252", "2022, 253", "2023, 250", "2024, 251", "2025, 249",
        "2026, 250", "2027, 252", "2028, 251"})
    void hasSoManyWorkingDaysBeforeMoving(int year, int expected) {
        assertEquals(expected, calendar.workingDaysBetween(LocalDate.of(year - 1, 12, 31), LocalDate.of(year, 12, 31), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2018-01-01", "2018-03-30", "2018-04-02", "2018-05-01", "2018-05-04", "2018-07-09", "2018-09-24", "2018-11-19",
        "2018-12-24", "2018-12-25", "2018-12-26", "2018-12-31",
        "2019-04-19", "2019-04-22", "2019-05-01", "2019-05-06", "2019-06-24", "2019-11-18",
        "2020-04-10", "2020-04-13", "2020-05-04", "2020-06-23", "2020-06-24", "2020-11-18",
        "2021-04-02", "2021-04-05", "2021-05-04", "2021-06-23", "2021-06-24", "2021-11-18", "2021-12-24", "2021-12-31",
        "2022-04-15", "2022-04-18", "2022-05-04", "2022-06-23", "2022-06-24", "2022-11-18", "2022-12-26",
        "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-04", "2023-05-29", "2023-06-23", "2023-07-10", "2023-11-20",
        "2024-03-29", "2024-04-01", "2024-05-01", "2024-05-06", "2024-06-24", "2024-11-18", "2024-12-24", "2024-12-31",
        "2025-01-01", "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-05", "2025-06-23", "2025-06-24", "2025-11-18",
        "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-04", "2026-06-23", "2026-06-24", "2026-11-18",
        "2027-03-26", "2027-03-29", "2027-05-04", "2027-06-23", "2027-06-24", "2027-11-18", "2027-12-24", "2027-12-31",
        "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-04", "2028-06-23", "2028-07-10", "2028-11-20", "2028-12-25"})
    void restsOnWeekdaysTheLawNames(String day) {
        assertTrue(d(day).getDayOfWeek().getValue() < 6, "a vector of this list is a weekday");
        assertFalse(calendar.isWorkingDay(d(day), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2018-05-07", "2019-07-08", "2020-05-05", "2021-05-03", "2022-05-02", "2022-07-11", "2023-05-08",
        "2023-11-17", "2024-05-03", "2024-05-07", "2024-11-19", "2025-05-06", "2025-11-17", "2026-05-05", "2026-11-19",
        "2027-05-03", "2028-05-05", "2028-11-21", "2029-05-07"})
    void worksOnTheDaysBesideThem(String day) {
        assertTrue(calendar.isWorkingDay(d(day), false));
    }

    @ParameterizedTest
    @CsvSource({"2025-05-11, Mātes diena", "2028-05-14, Mātes diena", "2025-06-08, Vasarsvētki",
        "2023-07-09, Vispārējo latviešu Dziesmu un Deju svētku noslēguma diena",
        "2018-09-24, Viņa Svētības pāvesta Franciska vizīte Latvijā", "2024-05-06, Brīvdiena par 4. maiju",
        "2023-11-20, Brīvdiena par 18. novembri", "2026-04-03, Lielā Piektdiena"})
    void namesTheDayInLatvian(String day, String name) {
        assertEquals(Optional.of(name), calendar.holiday(d(day), "lv"));
    }

    @Test
    void namesTheDayInEnglishAndRussianAndOtherwiseInLatvian() {
        assertEquals(Optional.of("Good Friday"), calendar.holiday(d("2026-04-03"), "en"));
        assertEquals(Optional.of("Великая пятница"), calendar.holiday(d("2026-04-03"), "ru"));
        assertEquals(Optional.of("Lielā Piektdiena"), calendar.holiday(d("2026-04-03"), "de"));
        assertEquals(Optional.of("Visit of Pope Francis to Latvia"), calendar.holiday(d("2018-09-24"), "en"));
        assertEquals(Optional.empty(), calendar.holiday(d("2026-04-07"), "lv"));
    }

    /** Whit Sunday fell on the second Sunday of May in 2008. */
    @Test
    void tellsBothNamesWhenTwoHolidaysMeet() {
        assertEquals(Optional.of("Mātes diena, Vasarsvētki"), calendar.holiday(d("2008-05-11"), "lv"));
    }

    @Test
    void movedWorkingDaysCountOnlyWhenAsked() {
        assertTrue(calendar.isWorkingDay(d("2025-05-02"), false));
        assertFalse(calendar.isWorkingDay(d("2025-05-02"), true));
        assertFalse(calendar.isWorkingDay(d("2025-05-10"), false));
        assertTrue(calendar.isWorkingDay(d("2025-05-10"), true));
        assertEquals(calendar.workingDaysBetween(d("2024-12-31"), d("2025-12-31"), false),
                calendar.workingDaysBetween(d("2024-12-31"), d("2025-12-31"), true), "a year has as many days either way");
    }

    @Test
    void addsWorkingDaysOverHolidays() {
        assertEquals(d("2026-05-05"), calendar.plusWorkingDays(d("2026-04-30"), 1, false)); // 1 May, weekend, 4 May
        assertEquals(d("2026-04-07"), calendar.plusWorkingDays(d("2026-04-02"), 1, false)); // Easter
        assertEquals(d("2027-01-04"), calendar.plusWorkingDays(d("2026-12-30"), 1, false)); // New Year and the weekend
        assertEquals(d("2025-05-07"), calendar.plusWorkingDays(d("2025-04-30"), 3, false)); // 2, 6, 7 May
        assertEquals(d("2025-05-08"), calendar.plusWorkingDays(d("2025-04-30"), 3, true));  // 2 May moved
    }

    @Test
    void aTermThatEndsOnADayOffEndsOnTheNextWorkingDay() {
        assertEquals(d("2026-04-07"), calendar.workingDayFrom(d("2026-04-03"), false));
        assertEquals(d("2026-04-07"), calendar.workingDayFrom(d("2026-04-07"), false));
    }

    @Test
    void countsBackWhatItAdded() {
        for (LocalDate day = d("2023-01-01"); day.isBefore(d("2026-01-01")); day = day.plusDays(1)) {
            for (int n = 1; n < 45; n += 7) {
                assertEquals(n, calendar.workingDaysBetween(day, calendar.plusWorkingDays(day, n, true), true));
            }
        }
        assertEquals(0, calendar.workingDaysBetween(d("2026-04-07"), d("2026-04-02"), false));
    }

    @Test
    void isRightAlsoInYearsNobodyWroteDown() {
        for (int year = 2010; year < 2200; year++) {
            LocalDate may = LocalDate.of(year, 5, 4);
            boolean weekend = may.getDayOfWeek().getValue() > 5;
            LocalDate next = may.with(java.time.temporal.TemporalAdjusters.next(DayOfWeek.MONDAY));
            assertEquals(!weekend, calendar.isWorkingDay(next, false), "Monday after 4 May " + year);
        }
    }

    @Test
    void anAdministratorAddsWhatWasDecided() {
        LatvianCalendar more = new LatvianCalendar(DatedDays.shipped().and(new String[] {"2033-07-10"},
                new String[] {"2031-08-21=Svētki|Feast|Праздник", "2031-08-22=Tikai latviski"},
                new String[] {"2031-05-02=2031-05-10"}));
        assertEquals(Optional.of("Feast"), more.holiday(d("2031-08-21"), "en"));
        assertEquals(Optional.of("Tikai latviski"), more.holiday(d("2031-08-22"), "ru"));
        assertFalse(more.isWorkingDay(d("2033-07-11"), false));
        assertFalse(more.isWorkingDay(d("2031-05-02"), true));
        assertTrue(more.isWorkingDay(d("2031-05-10"), true));
        assertTrue(more.isWorkingDay(d("2025-05-10"), true), "the shipped ones stay");
    }

    @Test
    void anAdministratorCanReplaceTheShippedDays() {
        LatvianCalendar own = new LatvianCalendar(new DatedDays(Set.of(), Map.of(), Map.of()));
        assertTrue(own.isWorkingDay(d("2023-05-29"), false));
        assertTrue(own.isWorkingDay(d("2025-05-02"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2031-05-10=2031-05-12", "2031-05-02=2031-05-05", "2031-05-02", "2.5.2031=2031-05-10", "=", ""})
    void aMistakeInTheConfigurationIsNamed(String moved) {
        assertThrows(IllegalArgumentException.class,
                () -> DatedDays.none().and(new String[0], new String[0], new String[] {moved}));
    }

    @Test
    void refusesTermsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> calendar.plusWorkingDays(d("2026-01-01"), 0, false));
        assertThrows(IllegalArgumentException.class, () -> calendar.plusWorkingDays(d("2026-01-01"), 1_000_000, false));
    }
}
