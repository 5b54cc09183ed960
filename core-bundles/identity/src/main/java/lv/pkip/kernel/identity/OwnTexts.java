package lv.pkip.kernel.identity;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;

/** This bundle's texts in each language of the interface. */
final class OwnTexts {
    private static final Map<String, ResourceBundle> BY_LANGUAGE = Titles.LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(),
            language -> ResourceBundle.getBundle("i18n.messages", Locale.forLanguageTag(language), OwnTexts.class.getClassLoader(),
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))));

    private OwnTexts() { }

    static String in(String language, String key) {
        return BY_LANGUAGE.get(language).getString(key);
    }

    /** Language to text. */
    static Map<String, String> all(String key) {
        return Titles.LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), language -> in(language, key)));
    }
}
