package lv.pkip.audit.sender;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much JSON as a sender needs: maps, lists, texts, numbers, truth. */
final class Json {
    private static final int DEPTH = 32;
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException for what not every program would read alike (RFC 7493) */
    static String write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out, 0);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out, int depth) {
        if (depth > DEPTH) {
            throw new IllegalArgumentException("deeper than " + DEPTH);
        }
        if (value instanceof CharSequence text) {
            quote(text, out);
        } else if (value instanceof Boolean || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            out.append(value);
        } else if (value instanceof Number number) {
            out.append(exact(number));
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            String between = "";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                out.append(between);
                quote(String.valueOf(member.getKey()), out);
                out.append(':');
                write(member.getValue(), out, depth + 1);
                between = ",";
            }
            out.append('}');
        } else if (value instanceof Iterable<?> list) {
            out.append('[');
            String between = "";
            for (Object element : list) {
                out.append(between);
                write(element, out, depth + 1);
                between = ",";
            }
            out.append(']');
        } else if (value == null) {
            out.append("null");
        } else {
            throw new IllegalArgumentException("no text, number, truth, list or map");
        }
    }

    private static String exact(Number number) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(number.toString());
        } catch (NumberFormatException infinite) {
            throw new IllegalArgumentException("a number that is none", infinite);
        }
        boolean whole = exact.signum() == 0 || exact.stripTrailingZeros().scale() <= 0;
        if (exact.precision() > 40 || Math.abs((long) exact.precision() - exact.scale()) > 300 || whole && exact.toBigInteger().abs().compareTo(EXACT) >= 0) {
            throw new IllegalArgumentException("a number too long; give it as a text");
        }
        return exact.toString();
    }

    private static void quote(CharSequence text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
                    if (Character.isISOControl(c) || Character.isSurrogate(c) && !pair) {
                        throw new IllegalArgumentException("a control character, or half of one");
                    }
                    out.append(c);
                    if (pair) {
                        out.append(text.charAt(++i));
                    }
                }
            }
        }
        out.append('"');
    }

    /** @throws IllegalArgumentException when it is no JSON */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.blank();
        if (json.at < text.length()) {
            throw json.broken();
        }
        return value;
    }

    private Object value(int depth) {
        blank();
        if (depth > DEPTH || at >= text.length()) {
            throw broken();
        }
        char c = text.charAt(at);
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            return list(depth);
        }
        if (c == '"') {
            return string();
        }
        for (Map.Entry<String, Object> word : List.of(Map.entry("true", (Object) true), Map.entry("false", (Object) false))) {
            if (text.startsWith(word.getKey(), at)) {
                at += word.getKey().length();
                return word.getValue();
            }
        }
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        return number();
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        blank();
        if (taken('}')) {
            return map;
        }
        do {
            blank();
            String name = string();
            blank();
            need(':');
            map.put(name, value(depth + 1));
            blank();
        } while (taken(','));
        need('}');
        return map;
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        at++;
        blank();
        if (taken(']')) {
            return list;
        }
        do {
            list.add(value(depth + 1));
            blank();
        } while (taken(','));
        need(']');
        return list;
    }

    private String string() {
        need('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c == '\\') {
                out.append(escaped());
            } else {
                out.append(c);
            }
        }
        throw broken();
    }

    private char escaped() {
        if (at >= text.length()) {
            throw broken();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> c;
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw broken();
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw broken();
        };
    }

    private BigDecimal number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == from || at - from > 40) {
            throw broken();
        }
        return new BigDecimal(text.substring(from, at)); // what is none throws a NumberFormatException, which is an IllegalArgumentException
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean taken(char c) {
        boolean is = at < text.length() && text.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }

    private void need(char c) {
        if (!taken(c)) {
            throw broken();
        }
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
