package lv.pkip.kernel.shell.portal;

import java.text.Normalizer;
import java.util.Locale;

/** Finds services by words as people type them: without the signs over letters, and in any inflection of the beginning. */
final class Search {
    private static final int STEM = 4;

    private Search() { }

    /** Every word asked for is found; words longer than four letters may end differently (koku, koka, koks). */
    static boolean matches(String asked, String... texts) {
        String all = plain(String.join(" ", texts));
        for (String word : plain(asked).split("[^\\p{L}\\p{N}]+")) {
            String stem = word.length() > STEM ? word.substring(0, Math.max(STEM, word.length() - 2))
                    : word.length() == STEM ? word.substring(0, STEM - 1) : word;
            if (!stem.isEmpty() && !startsSomeWord(all, stem)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsSomeWord(String all, String stem) {
        for (int at = all.indexOf(stem); at >= 0; at = all.indexOf(stem, at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(all.charAt(at - 1))) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "").toLowerCase(Locale.ROOT);
    }
}
