package lv.pkip.kernel.auditproof;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in the one form of RFC 8785, of those values that have no second reading: texts, whole numbers that a double holds exactly,
 * true and false, lists, and maps with texts as keys.
 */
public final class CanonicalJson {
    /** The largest whole number up to which a double holds every one. */
    public static final long MAX_NUMBER = (1L << 53) - 1;
    /** How deep lists and maps may be within one another. */
    public static final int MAX_DEPTH = 32;
    private static final String HEX = "0123456789abcdef";

    private CanonicalJson() { }

    /** The one form, as text. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(plain(value, 0), out);
        return out.toString();
    }

    /** A value of its own, unchangeable, keys sorted; what has no canonical form is refused. */
    static Object plain(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Malformed("json-limits");
        }
        if (value instanceof String text) {
            return Text.whole(text);
        } else if (value instanceof Boolean) {
            return value;
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return number(((Number) value).longValue());
        } else if (value instanceof BigInteger big && big.bitLength() < 64) {
            return number(big.longValue());
        } else if (value instanceof Map<?, ?> map) {
            TreeMap<String, Object> plain = new TreeMap<>(); // by UTF-16 units, as RFC 8785 wants
            map.forEach((key, one) -> {
                if (!(key instanceof String name)) {
                    throw new Malformed("json-type");
                }
                plain.put(Text.whole(name), plain(one, depth + 1));
            });
            return Collections.unmodifiableMap(plain);
        } else if (value instanceof List<?> list) {
            List<Object> plain = new ArrayList<>(list.size());
            list.forEach(one -> plain.add(plain(one, depth + 1)));
            return Collections.unmodifiableList(plain);
        }
        throw new Malformed(value instanceof Number ? "json-number" : "json-type");
    }

    private static Long number(long value) {
        if (value > MAX_NUMBER || value < -MAX_NUMBER) {
            throw new Malformed("json-number");
        }
        return value;
    }

    static void write(Object plain, StringBuilder out) {
        if (plain instanceof String text) {
            text(text, out);
        } else if (plain instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> one : map.entrySet()) {
                text((String) one.getKey(), out.append(before));
                write(one.getValue(), out.append(':'));
                before = ',';
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (plain instanceof List<?> list) {
            char before = '[';
            for (Object one : list) {
                write(one, out.append(before));
                before = ',';
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else {
            out.append(plain);
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, from, i).append('\\');
                from = i + 1;
                switch (c) {
                    case '"', '\\' -> out.append(c);
                    case '\b' -> out.append('b');
                    case '\t' -> out.append('t');
                    case '\n' -> out.append('n');
                    case '\f' -> out.append('f');
                    case '\r' -> out.append('r');
                    default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                }
            }
        }
        out.append(text, from, text.length()).append('"');
    }
}
