package lv.pkip.kernel.service.form;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The formats fields can have, our own definitions for all of them so that they mean the same everywhere. */
final class Formats {
    private static final Pattern PERSON = Pattern.compile("[0-9]{6}-?[0-9]{5}");
    private static final Pattern REGISTRATION = Pattern.compile("[0-9]{11}");
    private static final Pattern CADASTRE = Pattern.compile("[0-9]{11}([0-9]{3})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    // One @, no spaces or control characters, a dot inside the domain; more than that only a letter sent there can tell.
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@<>\"\\\\,;:()\\[\\]\\p{Cntrl}]{1,64}@[\\p{L}0-9]([\\p{L}0-9-]{0,62}\\.)+[\\p{L}]([\\p{L}0-9-]{0,61}[\\p{L}0-9])");
    private static final int[] PERSON_WEIGHTS = {1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final int[] REGISTRATION_WEIGHTS = {9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1};

    static final Map<String, Predicate<String>> ALL = new TreeMap<>(Map.of(
            "lv-person-code", Formats::personCode, "lv-reg-no", Formats::registrationNumber,
            "lv-cadastre", text -> CADASTRE.matcher(text).matches(), "email", Formats::email, "date", Formats::date,
            "uuid", text -> UUID.matcher(text).matches()));

    private Formats() {
    }

    static boolean known(String format) {
        return ALL.containsKey(format);
    }

    static String list() {
        return String.join(", ", ALL.keySet());
    }

    /** Codes that begin with 32 are random and have no checksum; older ones hold the birth date and one. */
    static boolean personCode(String text) {
        if (!PERSON.matcher(text).matches()) {
            return false;
        }
        String digits = text.replace("-", "");
        if (digits.startsWith("32")) {
            return true;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (digits.charAt(i) - '0') * PERSON_WEIGHTS[i];
        }
        return (1101 - sum) % 11 % 10 == digits.charAt(10) - '0';
    }

    /** Eleven digits; those of legal persons begin above 3 and their weighted sum leaves 3 by 11. */
    static boolean registrationNumber(String text) {
        if (!REGISTRATION.matcher(text).matches() || text.charAt(0) < '4') {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 11; i++) {
            sum += (text.charAt(i) - '0') * REGISTRATION_WEIGHTS[i];
        }
        return sum % 11 == 3;
    }

    private static boolean email(String text) {
        return text.length() <= 254 && EMAIL.matcher(text).matches() && !text.contains("..") && !text.startsWith(".")
                && !text.contains(".@");
    }

    private static boolean date(String text) {
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        try {
            return LocalDate.parse(text).getYear() >= 1;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
