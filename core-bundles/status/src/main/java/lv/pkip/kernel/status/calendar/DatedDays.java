package lv.pkip.kernel.status.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What no rule can tell, only a decision of the Saeima or the Cabinet: final days of the Song Festival, once-off holidays
 * and moved working days.
 *
 * @param songFestival final days
 * @param onceOff      day → language → name
 * @param moved        day off → the Saturday worked instead
 */
record DatedDays(Set<LocalDate> songFestival, Map<LocalDate, Map<String, String>> onceOff,
        Map<LocalDate, LocalDate> moved) {

    DatedDays {
        songFestival = Set.copyOf(songFestival);
        onceOff = Map.copyOf(onceOff);
        moved = Map.copyOf(moved);
    }

    static DatedDays none() {
        return new DatedDays(Set.of(), Map.of(), Map.of());
    }

    /** The days shipped with the platform. */
    static DatedDays shipped() {
        try (InputStream json = DatedDays.class.getResourceAsStream("/holidays-lv.json")) {
            return of(new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatedDays of(JsonNode json) {
        Set<LocalDate> festivals = new LinkedHashSet<>();
        json.path("songFestival").forEach(n -> festivals.add(day(n.path("finalDay").asText())));
        Map<LocalDate, Map<String, String>> onceOff = new LinkedHashMap<>();
        json.path("onceOff").forEach(n -> onceOff.put(day(n.path("day").asText()),
                Map.of("lv", n.path("lv").asText(), "en", n.path("en").asText(), "ru", n.path("ru").asText())));
        Map<LocalDate, LocalDate> moved = new LinkedHashMap<>();
        json.path("moved").forEach(n -> move(moved, n.path("off").asText(), n.path("worked").asText()));
        return new DatedDays(festivals, onceOff, moved);
    }

    /**
     * These days and those an administrator wrote down.
     *
     * @param festivals {@code 2028-07-09}
     * @param once      {@code 2023-05-29=lv name|en name|ru name}
     * @param moves     {@code 2025-05-02=2025-05-10}: day off, day worked instead
     */
    DatedDays and(String[] festivals, String[] once, String[] moves) {
        Set<LocalDate> allFestivals = new LinkedHashSet<>(songFestival);
        for (String festival : festivals) {
            allFestivals.add(day(festival));
        }
        Map<LocalDate, Map<String, String>> allOnce = new LinkedHashMap<>(onceOff);
        for (String line : once) {
            String[] parts = split(line);
            String[] names = parts[1].split("\\|");
            allOnce.put(day(parts[0]), Map.of("lv", names[0].strip(), "en", names[Math.min(1, names.length - 1)].strip(),
                    "ru", names[Math.min(2, names.length - 1)].strip()));
        }
        Map<LocalDate, LocalDate> allMoves = new LinkedHashMap<>(moved);
        for (String line : moves) {
            String[] parts = split(line);
            move(allMoves, parts[0], parts[1]);
        }
        return new DatedDays(allFestivals, allOnce, allMoves);
    }

    private static String[] split(String line) {
        String[] parts = line.split("=", 2);
        if (parts.length < 2 || parts[1].isBlank()) {
            throw new IllegalArgumentException("expected day=…, found \"" + line + "\"");
        }
        return parts;
    }

    private static void move(Map<LocalDate, LocalDate> moved, String off, String worked) {
        LocalDate from = day(off);
        LocalDate to = day(worked);
        if (weekend(from) || !weekend(to)) {
            throw new IllegalArgumentException("a working day moves to a Saturday or Sunday, not " + off + " to " + worked);
        }
        moved.put(from, to);
    }

    private static boolean weekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static LocalDate day(String iso) {
        try {
            return LocalDate.parse(iso.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a day written 2026-05-04: \"" + iso + "\"", e);
        }
    }
}
