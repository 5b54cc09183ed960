package lv.pkip.kernel.auditwatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars as the kit draws them, with their numbers as a table. */
public record Bars(String label, List<String> series, List<Bars.Bar> lines) {

    /** One bar: its name, its numbers, and its pieces in a picture 100 wide. */
    public record Bar(String name, String href, List<Cell> cells, List<Piece> parts) { }

    /** A number. */
    public record Cell(long count, String href) { }

    /** A piece of the picture. */
    public record Piece(int series, String x, String width) { }

    /** What is counted under a name. */
    record Line(String name, List<Long> counts) {
        long sum() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    static Bars of(String label, List<String> series, List<Line> lines) {
        long longest = lines.stream().mapToLong(Line::sum).max().orElse(0);
        return new Bars(label, series, lines.stream().map(line -> new Bar(line.name(), "", line.counts().stream().map(count -> new Cell(count, "")).toList(), pieces(line, longest))).toList());
    }

    private static List<Piece> pieces(Line line, long longest) {
        List<Piece> pieces = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < line.counts().size(); i++) {
            double width = longest == 0 ? 0 : line.counts().get(i) * 100.0 / longest;
            if (width > 0) {
                pieces.add(new Piece(i + 1, String.format(Locale.ROOT, "%.2f", x), String.format(Locale.ROOT, "%.2f", width)));
            }
            x += width;
        }
        return pieces;
    }
}
