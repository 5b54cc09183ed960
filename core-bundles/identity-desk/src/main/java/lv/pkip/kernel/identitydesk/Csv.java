package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of CSV files as office programs here write and read them; a value that is written can never become a formula. */
final class Csv {
    private static final String FORMULA = "=+-@\t\r";

    private Csv() { }

    /** A file cannot be read; the message is the key of a text. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String key) {
            super(key);
        }
    }

    /** One line of a file. @param number of the line in the file where it begins, from 1 */
    record Line(int number, List<String> cells) { }

    static String line(List<String> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(";", "", "\r\n"));
    }

    private static String value(String value) {
        String safe = !value.isEmpty() && (FORMULA.indexOf(value.charAt(0)) >= 0 || isGuarded(value)) ? "'" + value : value;
        return safe.matches("(?s).*[;,\"\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static boolean isGuarded(String value) {
        return value.startsWith("'") && value.length() > 1 && (value.charAt(1) == '\'' || FORMULA.indexOf(value.charAt(1)) >= 0);
    }

    /** Takes the guard off again, so that a file that was written here says the same when it is read. */
    private static String read(String cell) {
        return isGuarded(cell) ? cell.substring(1) : cell;
    }

    /** Lines that say something; the first line tells whether a semicolon or a comma parts the cells. */
    static List<Line> read(String text, int mostLines, int mostCells) throws Broken {
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        String head = body.lines().findFirst().orElse("");
        char separator = head.indexOf(';') >= 0 || head.indexOf(',') < 0 ? ';' : ',';
        List<Line> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int number = 1;
        int begun = 1;
        for (int i = 0; i <= body.length(); i++) {
            char c = i < body.length() ? body.charAt(i) : '\n';
            if (i == body.length() && quoted) {
                throw new Broken("import.broken.quote");
            }
            if (quoted) {
                if (c == '"' && i + 1 < body.length() && body.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    number += c == '\n' ? 1 : 0;
                    cell.append(c);
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == separator || c == '\n') {
                cells.add(read(cell.toString().strip()));
                cell.setLength(0);
                if (cells.size() > mostCells) {
                    throw new Broken("import.broken.cells");
                }
                if (c == '\n') {
                    if (cells.stream().anyMatch(one -> !one.isEmpty())) {
                        lines.add(new Line(begun, List.copyOf(cells)));
                    }
                    if (lines.size() > mostLines) {
                        throw new Broken("import.broken.lines");
                    }
                    cells.clear();
                    number++;
                    begun = number;
                }
            } else {
                cell.append(c);
            }
        }
        return lines;
    }
}
