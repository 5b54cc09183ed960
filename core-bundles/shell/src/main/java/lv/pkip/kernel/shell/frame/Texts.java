package lv.pkip.kernel.shell.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/** Interface texts in Latvian, English and Russian, read from {@code i18n/messages_*.properties} (UTF-8). */
public final class Texts {
    public static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private final Map<String, Map<String, String>> byLanguage;

    private Texts(Map<String, Map<String, String>> byLanguage) {
        this.byLanguage = byLanguage;
    }

    /** Reads what there is; a bundle that has no texts of its own gives empty ones. */
    public static Texts read(Function<String, Optional<URL>> files) {
        Map<String, Map<String, String>> all = new HashMap<>();
        for (String language : LANGUAGES) {
            Map<String, String> texts = new LinkedHashMap<>();
            files.apply("i18n/messages_" + language + ".properties").ifPresent(url -> load(url, texts));
            all.put(language, Map.copyOf(texts));
        }
        return new Texts(all);
    }

    private static void load(URL url, Map<String, String> into) {
        try (InputStream in = url.openStream()) {
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            properties.forEach((key, value) -> into.put((String) key, (String) value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Map<String, String> all(String language) {
        return byLanguage.getOrDefault(language, Map.of());
    }

    public boolean has(String key) {
        return byLanguage.get("lv").containsKey(key);
    }

    /** The text, else the Latvian one, else the key itself, so that a missing text is seen and not silently blank. */
    public String get(String language, String key) {
        String found = all(language).get(key);
        return found != null ? found : byLanguage.get("lv").getOrDefault(key, key);
    }

    public String get(String language, String key, Map<String, ?> arguments) {
        return fill(get(language, key), arguments);
    }

    /** A text with a number in it, in the form the language wants for that number: {@code key.one}, {@code .few} or {@code .many}. */
    public String count(String language, String key, long n) {
        boolean teen = n % 100 > 10 && n % 100 < 20;
        boolean one = language.equals("en") ? n == 1 : n % 10 == 1 && !teen;
        boolean few = language.equals("ru") && !teen && n % 10 > 1 && n % 10 < 5;
        return get(language, key + (one ? ".one" : few ? ".few" : ".many"), Map.of("n", n));
    }

    /** Puts values in place of {@code {name}}; values are taken as they are, escaping is the template's work. */
    public static String fill(String text, Map<String, ?> arguments) {
        if (arguments.isEmpty() || text.indexOf('{') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 32);
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            Object value = arguments.get(text.substring(open + 1, close));
            out.append(text, from, value == null ? close + 1 : open);
            if (value != null) {
                out.append(value);
            }
            from = close + 1;
        }
        return out.append(text, from, text.length()).toString();
    }
}
