package lv.pkip.kernel.auditwatch;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of CSV files as office programs here read them; a value can never become a formula. */
final class Csv {
    private static final String FORMULA = "=+-@\t\r";

    private Csv() { }

    static String line(List<String> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(";", "", "\r\n"));
    }

    private static String value(String value) {
        String safe = !value.isEmpty() && (FORMULA.indexOf(value.charAt(0)) >= 0 || isGuarded(value)) ? "'" + value : value;
        return safe.matches("(?s).*[;,\"\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static boolean isGuarded(String value) {
        return value.startsWith("'") && value.length() > 1 && (value.charAt(1) == '\'' || FORMULA.indexOf(value.charAt(1)) >= 0);
    }
}
