package lv.pkip.kernel.auditsyslog;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** JSON of what was sent: maps, lists, texts, numbers. Every character that is not plain to see is escaped. */
final class Json {
    private final StringBuilder out = new StringBuilder(256);

    static String of(Map<String, ?> object) {
        Json json = new Json();
        json.write(object);
        return json.out.toString();
    }

    private void write(Object what) {
        if (what instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(before);
                text(String.valueOf(entry.getKey()));
                out.append(':');
                write(entry.getValue());
                before = ',';
            }
            out.append(before == '{' ? "{}" : "}");
        } else if (what instanceof Collection<?> list) {
            char before = '[';
            for (Object each : list) {
                out.append(before);
                write(each);
                before = ',';
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (what instanceof Number || what instanceof Boolean) {
            out.append(what);
        } else {
            text(String.valueOf(what));
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (isHidden(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Controls, line separators, and what turns the direction of writing. */
    private static boolean isHidden(char c) {
        return c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x061c || c == 0x200e || c == 0x200f || c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069
                || c == 0xfeff;
    }

    /** How many characters of a text, from its beginning, take no more than so many in JSON; never half a character. */
    static int fitting(String text, int room) {
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            int count = Character.charCount(point);
            int cost = count == 2 ? 2 : point == '"' || point == '\\' ? 2 : isHidden((char) point) ? 6 : 1;
            if (used + cost > room) {
                return at;
            }
            used += cost;
            at += count;
        }
        return at;
    }
}
