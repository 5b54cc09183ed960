package lv.pkip.integration.signinsandbox;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** Latvian personal codes: the new form begins with 32 and has no check digit, the old one holds a birth date and a check digit. */
final class PersonalCode {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{6})-?([0-9]{5})");
    private static final int[] WEIGHTS = {1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private PersonalCode() {
    }

    /** The eleven digits, when the text can be a personal code. Day 00 belongs to nobody and is taken for trials. */
    static Optional<String> read(String text) {
        String digits = text.trim().replace("-", "");
        boolean well = WRITTEN.matcher(text.trim()).matches()
                && (digits.startsWith("32") || digits.startsWith("00") || hasBirthDate(digits) && hasCheckDigit(digits));
        return Optional.of(digits).filter(d -> well);
    }

    private static boolean hasBirthDate(String digits) {
        int century = 1800 + 100 * (digits.charAt(6) - '0');
        try {
            LocalDate.of(century + number(digits, 4), number(digits, 2), number(digits, 0));
            return century <= 2000;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int number(String digits, int from) {
        return Integer.parseInt(digits.substring(from, from + 2));
    }

    private static boolean hasCheckDigit(String digits) {
        int sum = 1101;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum -= WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return sum % 11 % 10 == digits.charAt(10) - '0';
    }
}
