package lv.pkip.kernel.shell.frame;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as people type them, {@code 23.11.2026.} with or without the last dot, or ISO. */
public final class Dates {
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})\\.\\s?([0-9]{1,2})\\.\\s?([0-9]{4})\\.?");

    private Dates() { }

    public static Optional<LocalDate> parse(String typed) {
        Matcher matcher = DAY.matcher(typed);
        try {
            return Optional.of(matcher.matches()
                    ? LocalDate.of(Integer.parseInt(matcher.group(3)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)))
                    : LocalDate.parse(typed));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Values of a finding with ISO dates written the Latvian way. */
    public static Map<String, String> shown(Map<String, String> values) {
        Map<String, String> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(name, Formats.isoDay(value)));
        return shown;
    }
}
