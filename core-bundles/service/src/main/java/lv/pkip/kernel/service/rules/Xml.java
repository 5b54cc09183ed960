package lv.pkip.kernel.service.rules;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes indented XML, escaping everything. */
final class Xml {
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    void open(String name, String... attributes) {
        start(name, attributes);
        out.append(">\n");
        open.push(name);
    }

    void empty(String name, String... attributes) {
        start(name, attributes);
        out.append("/>\n");
    }

    void leaf(String name, String text) {
        start(name);
        out.append('>').append(escaped(text)).append("</").append(name).append(">\n");
    }

    void close() {
        String name = open.pop();
        indent();
        out.append("</").append(name).append(">\n");
    }

    private void start(String name, String... attributes) {
        indent();
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1])).append('"');
        }
    }

    private void indent() {
        out.append("  ".repeat(open.size()));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().filter(c -> c >= ' ' || c == '\n' || c == '\t').forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
