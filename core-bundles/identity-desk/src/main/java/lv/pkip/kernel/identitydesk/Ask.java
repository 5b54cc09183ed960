package lv.pkip.kernel.identitydesk;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.page.Page;

/** What a request asks, with bounds on what is taken from it. */
record Ask(Page.Request request) {
    private static final int LONGEST = 500;
    private static final int MOST = 1000;
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("d.M.uuuu[.]", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

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
    String text(String name) {
        return text(name, LONGEST);
    }

    String text(String name, int longest) {
        String text = request.parameter(name).orElse("").strip();
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    boolean has(String name) {
        return !text(name).isEmpty();
    }

    /** Values of boxes that are ticked. */
    Set<String> all(String name) {
        Set<String> all = new LinkedHashSet<>();
        request.parameters().getOrDefault(name, List.of()).stream().map(String::strip).filter(v -> !v.isEmpty() && v.length() <= LONGEST).limit(MOST).forEach(all::add);
        return all;
    }

    /** One of some words, else the first of them. */
    String one(String name, List<String> words) {
        String text = text(name);
        return words.contains(text) ? text : words.get(0);
    }

    long number(String name) {
        String text = text(name);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    static long number(String text, long otherwise) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }

    /** A day as a browser sends it or as people here write it; empty when it is neither. */
    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(text.contains(".") ? LocalDate.parse(text, WRITTEN) : LocalDate.parse(text))
                    .filter(day -> day.getYear() > 1900 && day.getYear() < 2200);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The day of a field that may be left empty; what is no day is a flaw. */
    Optional<LocalDate> day(String name, Flaws flaws) {
        Optional<LocalDate> day = day(text(name));
        if (day.isEmpty() && has(name)) {
            flaws.add(name, "error.day");
        }
        return day;
    }
}
