package lv.pkip.kernel.rest;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import javax.ws.rs.core.HttpHeaders;
import lv.pkip.kernel.api.service.Definition;

/** Sentences of the API in the caller's language; a service's own texts come before the platform's. */
final class Words {

    static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private final Map<String, Properties> texts;
    private final BiFunction<String, String, Optional<String>> own;

    Words() {
        this(load(), (language, key) -> Optional.empty());
    }

    private Words(Map<String, Properties> texts, BiFunction<String, String, Optional<String>> own) {
        this.texts = texts;
        this.own = own;
    }

    private static Map<String, Properties> load() {
        Map<String, Properties> all = new HashMap<>();
        for (String language : LANGUAGES) {
            Properties properties = new Properties();
            try (var in = Words.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            all.put(language, properties);
        }
        return all;
    }

    private Words over(BiFunction<String, String, Optional<String>> more) {
        return new Words(texts, more);
    }

    /** The same words with a definition's texts laid over. */
    Words of(Definition d) {
        return over((language, key) -> d.hasText(language, key) ? Optional.of(d.text(language, key)) : Optional.empty());
    }

    String text(String language, String key, Map<String, String> args) {
        String text = own.apply(language, key).orElseGet(() -> platform(language, key));
        for (Map.Entry<String, String> arg : args.entrySet()) {
            text = text.replace("{" + arg.getKey() + "}", arg.getValue());
        }
        return text;
    }

    /** The platform's sentence; for a finer key without one of its own the coarser, {@code error.type} for {@code error.type.number}. */
    private String platform(String language, String key) {
        for (String known = key; known.contains("."); known = known.substring(0, known.lastIndexOf('.'))) {
            String text = texts.get(language).getProperty(known);
            if (text != null) {
                return text;
            }
        }
        return key;
    }

    Map<String, Properties> all() {
        return texts;
    }

    /** First language of Accept-Language that we speak, else Latvian. */
    static String language(HttpHeaders headers) {
        try {
            for (Locale locale : headers.getAcceptableLanguages()) {
                if (LANGUAGES.contains(locale.getLanguage())) {
                    return locale.getLanguage();
                }
            }
        } catch (RuntimeException malformed) {
            return "lv";
        }
        return "lv";
    }
}
