package lv.pkip.integration.paymentdesk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** This bundle's texts outside of pages, and how amounts and dates are written. */
final class Words {
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy.").withZone(RIGA);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd.MM.yyyy. HH:mm").withZone(RIGA);
    private final Map<String, Properties> texts;

    Words() {
        texts = List.of("lv", "en", "ru").stream().collect(Collectors.toUnmodifiableMap(l -> l, Words::read));
    }

    private static Properties read(String language) {
        Properties read = new Properties();
        try (InputStream in = Words.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
            read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    /** A text with {@code {0}}, {@code {1}} … filled in. */
    String text(String language, String key, Object... values) {
        String text = texts.getOrDefault(language, texts.get("lv")).getProperty(key, key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /** {@code 1 234,50} with spaces that do not break. */
    static String euro(BigDecimal amount) {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setDecimalSeparator(',');
        symbols.setGroupingSeparator('\u00a0');
        return new DecimalFormat("#,##0.00", symbols).format(amount);
    }

    static String day(long millis) {
        return DAY.format(Instant.ofEpochMilli(millis));
    }

    static String moment(long millis) {
        return MOMENT.format(Instant.ofEpochMilli(millis));
    }

    /** A bank's ISO date as people write it. */
    static String day(String iso) {
        return iso.length() == 10 ? iso.substring(8) + "." + iso.substring(5, 7) + "." + iso.substring(0, 4) + "." : iso;
    }
}
