package lv.pkip.kernel.auditdesk;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.page.Page;

/** What a request asks, with bounds on what is taken from it. */
record Ask(Page.Request request) {
    private static final Pattern LATVIAN = Pattern.compile("([0-9]{1,2})\\.([0-9]{1,2})\\.([0-9]{4})\\.?(?:,?\\s+([0-9]{1,2}):([0-9]{2}))?");
    private static final Pattern ISO = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2}))?");

    boolean post() {
        return request.method().equals("POST");
    }

    String language() {
        return request.language();
    }

    List<String> path() {
        return request.path().isEmpty() ? List.of() : List.of(request.path().split("/"));
    }

    /** Without spaces at the ends; empty when absent. */
    String text(String name, int longest) {
        String text = request.parameter(name).orElse("").strip();
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    long number(String name) {
        String text = text(name, 18);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** One of some words, else the first of them. */
    String one(String name, List<String> words) {
        String text = text(name, 64);
        return words.contains(text) ? text : words.get(0);
    }

    /**
     * A moment as people here write it, {@code 28.11.2026. 14:05}, or as a browser sends it; the day alone counts from its
     * beginning, or, as an end, to its end. Empty when it is none.
     *
     * @param end the moment is where a stretch of time ends: the minute or day named is still in it
     */
    static Optional<Instant> moment(String text, boolean end) {
        Matcher latvian = LATVIAN.matcher(text);
        Matcher iso = ISO.matcher(text);
        try {
            if (latvian.matches()) {
                return Optional.of(moment(latvian, 3, 2, 1, end));
            }
            return iso.matches() ? Optional.of(moment(iso, 1, 2, 3, end)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant moment(Matcher written, int year, int month, int day, boolean end) {
        LocalDate date = LocalDate.of(Integer.parseInt(written.group(year)), Integer.parseInt(written.group(month)), Integer.parseInt(written.group(day)));
        if (date.getYear() < 1990 || date.getYear() > 2200) {
            throw new DateTimeException("out of bounds");
        }
        if (written.group(4) == null) {
            return (end ? date.plusDays(1) : date).atStartOfDay(Words.RIGA).toInstant();
        }
        Instant minute = date.atTime(LocalTime.of(Integer.parseInt(written.group(4)), Integer.parseInt(written.group(5)))).atZone(Words.RIGA).toInstant();
        return end ? minute.plus(1, ChronoUnit.MINUTES) : minute;
    }
}
