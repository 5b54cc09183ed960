package lv.pkip.kernel.api.workplace;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of the start page of staff that a bundle brings; placed by {@link WidgetPlace}.
 * It runs as the one who looks, on a thread of its own: one that takes too long is not waited for, and one that fails is
 * shown as failed, without hurting the others.
 */
@ConsumerType
public interface Widget {

    /** @param language {@code lv}, {@code en} or {@code ru} */
    Content show(String language) throws Exception;

    /** What to show. Keys are looked up in the bundle's messages. */
    sealed interface Content permits Figures, Bars, View { }

    /** Numbers one can follow. */
    record Figures(List<Figure> figures) implements Content {
        public Figures {
            figures = List.copyOf(figures);
        }
    }

    /**
     * One number.
     *
     * @param count  as it is shown, for example {@code 50+}
     * @param href   path on this site
     * @param urgent somebody should look today
     */
    record Figure(String key, String count, String href, boolean urgent) {
        public Figure {
            Objects.requireNonNull(key);
            Objects.requireNonNull(count);
            Objects.requireNonNull(href);
        }
    }

    /**
     * A chart of bars, drawn by the kernel as a picture and told as a table.
     *
     * @param label  key: what a bar is
     * @param series keys: what the pieces of a bar are, at most six
     */
    record Bars(String label, List<String> series, List<Bar> bars) implements Content {
        public Bars {
            Objects.requireNonNull(label);
            series = List.copyOf(series);
            bars = List.copyOf(bars);
            int pieces = series.size();
            if (pieces == 0 || pieces > 6 || bars.stream().anyMatch(b -> b.pieces().size() != pieces)) {
                throw new IllegalArgumentException("each bar has one piece for each of one to six series");
            }
        }
    }

    /** A bar: its name in the language asked for, where it leads, and its pieces in the order of the series. */
    record Bar(String name, String href, List<Piece> pieces) {
        public Bar {
            Objects.requireNonNull(name);
            Objects.requireNonNull(href);
            pieces = List.copyOf(pieces);
        }
    }

    /** A piece of a bar; {@code href} empty: it leads nowhere. */
    record Piece(long count, String href) {
        public Piece {
            Objects.requireNonNull(href);
            if (count < 0) {
                throw new IllegalArgumentException("nothing is counted below zero");
            }
        }
    }

    /** A template {@code pages/<template>.peb} of the widget's own bundle. */
    record View(String template, Map<String, Object> model) implements Content { }
}
