package lv.pkip.integration.signinlatvija;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts of this bundle that the kernel asks for outside of a page. */
final class Texts {
    private final Map<String, Properties> languages = Stream.of("lv", "en", "ru").collect(Collectors.toMap(l -> l, Texts::read));

    String text(String language, String key) {
        return languages.getOrDefault(language, languages.get("lv")).getProperty(key, key);
    }

    static Properties read(String language) {
        Properties texts = new Properties();
        try (InputStream in = Texts.class.getResourceAsStream("/i18n/messages_" + language + ".properties");
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
