package lv.pkip.kernel.auditwatch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.PersonalCode;

/** Keeps personal codes, which other systems send, out of tables, lists and letters. */
final class Codes {
    private static final Pattern WITH_DASH = Pattern.compile("(?<![0-9])[0-9]{6}-[0-9]{3}([0-9]{2})(?![0-9])");
    private static final String DOTS = "•••••••••";
    private static final int SHOWN = 2;

    private Codes() { }

    /** True when a personal code stands anywhere in a text, written as people write it. */
    static boolean isIn(String text) {
        return WITH_DASH.matcher(text).find();
    }

    /** Enough of a code to tell two apart, and not the code. Registration numbers of companies begin with 4, 5 or 9, which no personal code does. */
    static String covered(String text) {
        Optional<String> code = PersonalCode.read(text).filter(c -> text.contains("-") || c.charAt(0) < '4');
        return code.map(c -> DOTS + c.substring(c.length() - SHOWN)).orElseGet(() -> WITH_DASH.matcher(text).replaceAll(m -> Matcher.quoteReplacement(DOTS + m.group(1))));
    }

    /** Not longer than so many characters, and not half of one. */
    static String brief(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
