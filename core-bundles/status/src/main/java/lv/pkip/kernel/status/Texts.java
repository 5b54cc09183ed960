package lv.pkip.kernel.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/** The words of this bundle in Latvian, English and Russian; Latvian when a language is not ours. */
public final class Texts {
    private static final Map<String, Texts> ALL = Map.of("lv", new Texts("lv"), "en", new Texts("en"), "ru", new Texts("ru"));

    private final Properties words = new Properties();

    private Texts(String language) {
        String name = "/i18n/messages_" + language + ".properties";
        try (InputStream in = Texts.class.getResourceAsStream(name)) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    public static Texts of(String language) {
        return ALL.getOrDefault(language, ALL.get("lv"));
    }

    public String get(String key) {
        return words.getProperty(key, key);
    }

    /** A text with {@code {name}} places filled. */
    public String get(String key, Map<String, String> values) {
        String text = get(key);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
