package lv.pkip.kernel.shell.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lv.pkip.kernel.api.workplace.Widget;

/** A chart of bars as a template needs it: the same numbers as a picture and as a table. */
public record BarChart(String label, List<String> series, List<Line> lines) {

    /** One bar with its cells, and its pieces as parts of a picture 100 wide. */
    public record Line(String name, String href, List<Widget.Piece> cells, List<Part> parts) { }

    /** A piece of the picture. */
    public record Part(int series, String x, String width) { }

    public static BarChart of(Widget.Bars bars) {
        long longest = bars.bars().stream().mapToLong(BarChart::length).max().orElse(0);
        return new BarChart(bars.label(), bars.series(), bars.bars().stream().map(b -> new Line(b.name(), b.href(), b.pieces(), parts(b, longest))).toList());
    }

    private static List<Part> parts(Widget.Bar bar, long longest) {
        List<Part> parts = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < bar.pieces().size(); i++) {
            double width = longest == 0 ? 0 : bar.pieces().get(i).count() * 100.0 / longest;
            if (width > 0) {
                parts.add(new Part(i + 1, String.format(Locale.ROOT, "%.2f", x), String.format(Locale.ROOT, "%.2f", width)));
            }
            x += width;
        }
        return parts;
    }

    private static long length(Widget.Bar bar) {
        return bar.pieces().stream().mapToLong(Widget.Piece::count).sum();
    }
}
