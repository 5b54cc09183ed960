package lv.pkip.kernel.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AuditTrail.By;
import lv.pkip.kernel.api.audit.AuditTrail.Counting;
import lv.pkip.kernel.api.audit.AuditTrail.Counts;
import lv.pkip.kernel.api.audit.AuditTrail.Line;

/**
 * Counts all records of a query, in the database: what comes here are sums, line after line, of which the largest lines stay and the others
 * are added up.
 */
final class Tally {
    private static final Comparator<Line> BY_SIZE = Comparator.comparingLong(Line::sum).thenComparing(line -> String.join("\n", line.keys()), Comparator.reverseOrder());
    private final Rows rows;
    private final Counting what;
    private final Function<List<String>, Optional<String>> column;
    private final PriorityQueue<Line> largest = new PriorityQueue<>(BY_SIZE);
    private final Map<String, Long> rest = new TreeMap<>();
    private List<String> here;
    private Map<String, Long> counts = new TreeMap<>();
    private long records;
    private long lines;

    Tally(Rows rows, Counting what, Function<List<String>, Optional<String>> column) {
        this.rows = rows;
        this.what = what;
        this.column = column;
    }

    /** How many records of a person are kept from them by each law, between two numbers; 0 is no bound. */
    static Map<String, Long> withheld(Rows rows, Asked asked, List<Trail.Withheld> all, long above, long below) {
        Map<String, Long> counts = new TreeMap<>();
        for (Trail.Withheld each : all) {
            Conditions conditions = Conditions.only(each).time(asked.query()).among("data_subject", asked.subjects());
            if (above > 0) {
                conditions.and("r.seq > ?", above);
            }
            if (below > 0) {
                conditions.and("r.seq < ?", below);
            }
            long number = rows.list("select count(*) from audit_record r" + conditions.where(), conditions.values(), row -> row.getLong(1)).get(0);
            if (number > 0) {
                counts.merge(each.law(), number, Long::sum);
            }
        }
        return counts;
    }

    private static String sql(By by) {
        return switch (by) {
            case SOURCE -> "r.source";
            case APPLICATION -> "r.application";
            case ACTOR -> "r.actor";
            case ACTOR_KIND -> "r.actor_kind";
            case ACT -> "r.act";
            case SOURCE_ACTION -> "r.action";
            case OBJECT_TYPE -> "r.object_type";
            case OUTCOME -> "r.outcome";
            case HOUR -> "coalesce(r.source_at_ms, r.at_ms) / 3600000";
        };
    }

    Counts count(Asked asked) {
        rows.planEachAnew();
        boolean postgresql = rows.postgresql();
        Conditions conditions = Conditions.of(asked).time(asked.query()).beginning(asked.query(), postgresql).text(asked.query(), postgresql);
        if (!asked.subjects().isEmpty()) {
            conditions.among("data_subject", asked.subjects());
        }
        Spans.whole(Spans.of(asked.query(), rows)).ifPresent(range -> {
            if (range.first() > 0) {
                conditions.and("r.seq >= ?", range.first());
            }
            if (range.last() < Long.MAX_VALUE) {
                conditions.and("r.seq <= ?", range.last());
            }
        });
        List<By> all = new ArrayList<>(what.lines());
        all.addAll(what.columns());
        // Derby groups by names of columns only.
        String inner = "select " + name(all, i -> sql(all.get(i)) + " as g" + i) + " from audit_record r" + conditions.where();
        String names = name(all, i -> "g" + i);
        String first = what.lines().isEmpty() ? "" : " order by " + name(what.lines(), i -> "g" + i);
        rows.each("select " + (all.isEmpty() ? "" : names + ", ") + "count(*) from (" + inner + ") c" + (all.isEmpty() ? "" : " group by " + names) + first,
                conditions.values(), row -> {
                    List<String> keys = new ArrayList<>();
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < all.size(); i++) {
                        String text = row.getString(i + 1);
                        (i < what.lines().size() ? keys : values).add(text == null ? "" : text);
                    }
                    add(keys, values, row.getLong(all.size() + 1));
                });
        end();
        List<Line> sorted = new ArrayList<>(largest);
        sorted.sort(BY_SIZE.reversed());
        return new Counts(sorted, rest, lines, records);
    }

    private static String name(List<By> all, Function<Integer, String> text) {
        return all.isEmpty() ? "1 as g" : java.util.stream.IntStream.range(0, all.size()).boxed().map(text).collect(Collectors.joining(", "));
    }

    private void add(List<String> keys, List<String> values, long number) {
        if (!keys.equals(here)) {
            end();
            here = keys;
        }
        records += number;
        column.apply(values).ifPresent(name -> counts.merge(name, number, Long::sum));
    }

    /** The line is whole. */
    private void end() {
        if (counts.isEmpty()) {
            return;
        }
        lines++;
        largest.add(new Line(here, counts));
        counts = new TreeMap<>();
        if (largest.size() > what.most()) {
            largest.remove().counts().forEach((name, number) -> rest.merge(name, number, Long::sum));
        }
    }
}
