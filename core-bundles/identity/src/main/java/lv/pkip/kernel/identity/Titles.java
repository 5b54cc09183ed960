package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names in the languages of the house, as three columns keep them; what is empty is not there. */
final class Titles {
    static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private Titles() {
    }

    static Map<String, String> of(String lv, String en, String ru) {
        Map<String, String> names = new TreeMap<>();
        List<String> all = List.of(lv, en, ru);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isEmpty()) {
                names.put(LANGUAGES.get(i), all.get(i));
            }
        }
        return names;
    }

    static String in(Map<String, String> names, String language) {
        return names.getOrDefault(language, "").strip();
    }
}
