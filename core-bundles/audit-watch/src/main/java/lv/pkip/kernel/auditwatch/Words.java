package lv.pkip.kernel.auditwatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** This bundle's texts outside of pages, and how moments are written. */
final class Words {
    static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.uuuu.", Locale.ROOT);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd.MM.uuuu. HH:mm:ss", Locale.ROOT).withZone(RIGA);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("dd.MM.uuuu. HH:mm", Locale.ROOT).withZone(RIGA);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(RIGA);
    private final Map<String, Map<String, String>> texts = List.of("lv", "en", "ru").stream().collect(Collectors.toUnmodifiableMap(l -> l, Words::read));

    private static Map<String, String> read(String language) {
        Properties read = new Properties();
        try (InputStream in = Words.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
            read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>();
        read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
        return Map.copyOf(all);
    }

    Map<String, Map<String, String>> all() {
        return texts;
    }

    boolean has(String key) {
        return texts.get("lv").containsKey(key);
    }

    String text(String language, String key) {
        return texts.getOrDefault(language, texts.get("lv")).getOrDefault(key, key);
    }

    /** A text with {@code {name}} filled in. */
    String text(String language, String key, Map<String, ?> values) {
        String text = text(language, key);
        for (Map.Entry<String, ?> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        return text;
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, RIGA);
    }

    static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    static String clock(Instant instant) {
        return CLOCK.format(instant);
    }
}
