package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TextsTest {

    @Test
    void the_three_languages_have_the_same_keys() {
        assertEquals(texts("lv").stringPropertyNames(), texts("en").stringPropertyNames());
        assertEquals(texts("lv").stringPropertyNames(), texts("ru").stringPropertyNames());
    }

    @Test
    void every_text_a_page_names_is_there() throws IOException {
        Pattern key = Pattern.compile("t\\('([a-z.-]+)'( \\+)?");
        try (Stream<Path> pages = Files.list(Path.of("src/main/resources/pages"))) {
            for (Path page : pages.toList()) {
                key.matcher(Files.readString(page)).results().forEach(found -> assertTrue(
                        texts("lv").stringPropertyNames().stream().anyMatch(k -> found.group(2) == null
                                ? k.equals(found.group(1)) : k.startsWith(found.group(1))), page + " " + found.group(1)));
            }
        }
    }

    @Test
    void every_state_and_effect_has_a_word() {
        for (Effect effect : Effect.values()) {
            assertTrue(effect == Effect.NONE || texts("lv").containsKey("effect." + effect.word()), effect.word());
        }
        for (var state : lv.pkip.integration.payment.PaymentState.values()) {
            assertTrue(texts("lv").containsKey("state." + state.name().toLowerCase()), state.name());
        }
    }

    private static Properties texts(String language) {
        Properties texts = new Properties();
        try (var reader = new InputStreamReader(TextsTest.class.getResourceAsStream("/i18n/messages_" + language + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
