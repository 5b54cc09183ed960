package lv.pkip.kernel.shell.work;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of a CSV file as Latvian office programs read them; a value can never become a formula. */
final class Csv {
    private Csv() { }

    static String line(List<String> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(";", "", "\r\n"));
    }

    private static String value(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.matches("(?s).*[;\"\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
