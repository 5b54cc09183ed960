package lv.pkip.kernel.identitydesk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Collator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/** This bundle's texts outside of pages, and how days and names are written and sorted. */
final class Words {
    static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.uuuu.", Locale.ROOT);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd.MM.uuuu. HH:mm", Locale.ROOT).withZone(RIGA);
    private final Map<String, Properties> texts = List.of("lv", "en", "ru").stream().collect(Collectors.toUnmodifiableMap(l -> l, Words::read));

    private static Properties read(String language) {
        Properties read = new Properties();
        try (InputStream in = Words.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
            read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    boolean has(String key) {
        return texts.get("lv").containsKey(key);
    }

    String text(String language, String key) {
        return texts.getOrDefault(language, texts.get("lv")).getProperty(key, key);
    }

    /** A text with {@code {name}} filled in. */
    String text(String language, String key, Map<String, ?> values) {
        String text = text(language, key);
        for (Map.Entry<String, ?> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        return text;
    }

    /** True when a text reads so in any language, whatever the case of its letters. */
    boolean says(String key, String text) {
        return texts.values().stream().anyMatch(all -> all.getProperty(key, key).equalsIgnoreCase(text));
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    /** As Latvian sorts: ā after a, č after c. A collator is not for several threads, so each sort has its own. */
    static <T> Comparator<T> sorted(Function<T, String> text) {
        Collator collator = Collator.getInstance(new Locale("lv"));
        return (one, other) -> collator.compare(text.apply(one), text.apply(other));
    }
}
