package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Municipality;

/** Letters to staff about what they sign in with, in their language. */
final class Letters {
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private final Outbox outbox;
    private final Municipality municipality;
    private final Map<String, Properties> texts = new HashMap<>();

    Letters(Outbox outbox, Municipality municipality) {
        this.outbox = outbox;
        this.municipality = municipality;
        LANGUAGES.forEach(language -> texts.put(language, read(language)));
    }

    private static Properties read(String language) {
        Properties read = new Properties();
        try (InputStreamReader text = new InputStreamReader(Letters.class.getResourceAsStream("/i18n/messages_" + language + ".properties"),
                StandardCharsets.UTF_8)) {
            read.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    static boolean isLanguage(String language) {
        return LANGUAGES.contains(language);
    }

    /**
     * Puts a letter in; part of the caller's transaction.
     *
     * @param key     unique for all time
     * @param address nothing is sent to an empty one
     * @param about   name of the texts: {@code letter.<about>.subject} and {@code .text}
     */
    void send(String key, String address, String language, String about, Map<String, String> values) {
        if (address.isEmpty()) {
            return;
        }
        String spoken = isLanguage(language) ? language : "lv";
        Map<String, String> all = new HashMap<>(values);
        all.put("municipality", municipality.name(spoken));
        outbox.put(new Outbox.Item(key, "email", address, Optional.empty(), Map.of("subject", text(spoken, about + ".subject", all),
                "text", text(spoken, about + ".text", all), "language", spoken)));
    }

    private String text(String language, String name, Map<String, String> values) {
        String text = texts.get(language).getProperty("letter." + name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
