package lv.pkip.distribution.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table, for people and for programs. */
record Report(Map<String, String> circumstances, List<Row> rows) {

    String markdown() {
        StringBuilder text = new StringBuilder("| what | PKIP | peer | | ratio | wanted | |\n|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "| %s | %s %s | %s | %s | **%s** | %s | %s |%n", row.what(), spread(row.ours()), row.unit(),
                    row.peer(), spread(row.theirs()), spread(row.ratio()), wanted(row.goal()), row.verdict()));
        }
        text.append("\nMedian, then in brackets where the middle half of the measurements lies; ratios are medians of pairs.\n\n");
        circumstances.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private static String spread(Spread spread) {
        return number(spread.median()) + (spread.count() < 2 ? "" : " (" + number(spread.low()) + "–" + number(spread.high()) + ")");
    }

    private static String wanted(Row.Goal goal) {
        return goal.known() ? (goal.least() ? "≥ " : "≤ ") + number(goal.goal()) + ", aim " + number(goal.aim()) : "";
    }

    /** Three digits say more than enough. */
    private static String number(double value) {
        int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    String json() {
        return "{\n  \"circumstances\": {" + circumstances.entrySet().stream().map(e -> "\n    " + text(e.getKey()) + ": " + text(e.getValue()))
                .collect(Collectors.joining(",")) + "\n  },\n  \"rows\": [" + rows.stream().map(Report::json).collect(Collectors.joining(","))
                + "\n  ]\n}\n";
    }

    private static String json(Row row) {
        return "\n    {\"what\": " + text(row.what()) + ", \"peer\": " + text(row.peer()) + ", \"unit\": " + text(row.unit())
                + ",\n     \"ours\": " + json(row.ours()) + ", \"theirs\": " + json(row.theirs()) + ",\n     \"ratio\": " + json(row.ratio())
                + (row.goal().known() ? String.format(Locale.ROOT, ", \"%s\": %s, \"aim\": %s", row.goal().least() ? "atLeast" : "atMost",
                        row.goal().goal(), row.goal().aim()) : "") + "}";
    }

    private static String json(Spread spread) {
        return String.format(Locale.ROOT, "{\"median\": %.6g, \"low\": %.6g, \"high\": %.6g, \"count\": %d}",
                spread.median(), spread.low(), spread.high(), spread.count());
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
