package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Sentences of this bundle in the sender's language: what is wrong, and how to mend it. */
final class Words {
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private final Map<String, Properties> texts = new HashMap<>();

    Words() {
        for (String language : LANGUAGES) {
            Properties properties = new Properties();
            try (InputStream in = Words.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            texts.put(language, properties);
        }
    }

    /** First language of {@code Accept-Language} that is spoken here, else Latvian. */
    static String language(String accepted) {
        try {
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(accepted.isBlank() ? "lv" : accepted)) {
                String language = range.getRange().split("-", 2)[0];
                if (range.getWeight() > 0 && LANGUAGES.contains(language)) {
                    return language;
                }
            }
        } catch (IllegalArgumentException malformed) {
            return "lv";
        }
        return "lv";
    }

    /** A problem as RFC 9457 has it, without what belongs to the whole answer. */
    ObjectNode problem(String code, List<Wrong> wrongs, String language) {
        ObjectNode json = Json.object().put("type", "/problems/" + code).put("title", text(language, "problem." + code)).put("detail", text(language, "problem." + code + ".detail"));
        if (!wrongs.isEmpty()) {
            ArrayNode errors = json.putArray("errors");
            wrongs.forEach(wrong -> errors.addObject().put("pointer", wrong.pointer()).put("field", wrong.field()).put("code", wrong.code())
                    .put("detail", mending(wrong, language)));
        }
        return json;
    }

    /** How to mend it. What the kernel finds it may name by a word that has no sentence here. */
    private String mending(Wrong wrong, String language) {
        String text = texts.get(language).getProperty("error." + wrong.code(), "{}");
        for (Map.Entry<String, String> value : wrong.values().entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text.contains("{") ? text(language, "error.invalid") : text;
    }

    private String text(String language, String key) {
        return texts.get(language).getProperty(key, key);
    }
}
