package lv.pkip.kernel.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * The details of a record as one text: lines {@code key=value} sorted by key, line breaks, backslashes and equal signs
 * of keys escaped, so that the same details always give the same text.
 */
final class Details {
    static final int MAX_LENGTH = 4000;

    private Details() { }

    static String write(Map<String, String> details) {
        if (details.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(details).forEach((key, value) ->
                text.append(escaped(key).replace("=", "\\e")).append('=').append(escaped(value)).append('\n'));
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("details of an audit record are at most " + MAX_LENGTH + " characters");
        }
        return text.toString();
    }

    static Map<String, String> read(String text) {
        Map<String, String> details = new TreeMap<>();
        if (text != null) {
            text.lines().forEach(line -> {
                int split = line.indexOf('=');
                details.put(plain(line.substring(0, split)), plain(line.substring(split + 1)));
            });
        }
        return details;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                char code = text.charAt(++i);
                c = code == 'n' ? '\n' : code == 'r' ? '\r' : code == 'e' ? '=' : code;
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
