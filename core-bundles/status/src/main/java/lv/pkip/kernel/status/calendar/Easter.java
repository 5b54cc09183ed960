package lv.pkip.kernel.status.calendar;

import java.time.LocalDate;

/** The day of Easter in the Gregorian calendar. */
final class Easter {
    private Easter() {
    }

    /** Anonymous Gregorian computus: exact for every year since 1583. */
    static LocalDate of(int year) {
        int golden = year % 19;
        int century = year / 100;
        int yearOfCentury = year % 100;
        int leapCenturies = century / 4;
        int moonShift = (century - (century + 8) / 25 + 1) / 3;
        int fullMoon = (19 * golden + century - leapCenturies - moonShift + 15) % 30;
        int toSunday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - fullMoon - yearOfCentury % 4) % 7;
        int late = (golden + 11 * fullMoon + 22 * toSunday) / 451;
        int days = fullMoon + toSunday - 7 * late + 114;
        return LocalDate.of(year, days / 31, days % 31 + 1);
    }
}
