package lv.pkip.kernel.status;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names without case, accents and doubled spaces, so that "Abolins" finds "Āboliņš". */
final class Fold {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int COLUMN = 300;

    private Fold() {
    }

    static String name(String name) {
        String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFD)).replaceAll("");
        String folded = SPACES.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
        return folded.length() > COLUMN ? folded.substring(0, COLUMN) : folded;
    }

    /** First text after all texts with a prefix, in order of code units. */
    static String after(String prefix) {
        return prefix + '\uffff';
    }
}
