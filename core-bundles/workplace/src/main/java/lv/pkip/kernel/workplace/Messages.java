package lv.pkip.kernel.workplace;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/** Texts of a bundle, for what is not written into a page: letters, notifications, answers to programs. */
public final class Messages {
    public static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private final Map<String, Properties> byLanguage = new HashMap<>();

    private Messages() { }

    /** @param files path in the bundle → where it is */
    public static Messages read(Function<String, Optional<URL>> files) {
        Messages messages = new Messages();
        for (String language : LANGUAGES) {
            Properties properties = new Properties();
            files.apply("i18n/messages_" + language + ".properties").ifPresent(url -> {
                try (InputStreamReader in = new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
                    properties.load(in);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            messages.byLanguage.put(language, properties);
        }
        return messages;
    }

    /** This bundle's own. */
    public static Messages own() {
        return read(path -> Optional.ofNullable(Messages.class.getResource("/" + path)));
    }

    public boolean has(String key) {
        return byLanguage.get("lv").containsKey(key);
    }

    public String get(String language, String key) {
        return get(language, key, Map.of());
    }

    /** The text, else the Latvian one, else the key; values stand in place of {@code {name}}. */
    public String get(String language, String key, Map<String, String> values) {
        String text = byLanguage.getOrDefault(language, byLanguage.get("lv")).getProperty(key, byLanguage.get("lv").getProperty(key, key));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
