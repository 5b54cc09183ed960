package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows of each few thousand records in the order of their numbers between which times they came, so that a search for a time begins
 * where the records of that time are. Times are as clocks told them: they may have been set back, and each span tells what is in it.
 */
@Component(service = Spans.class, immediate = true)
public final class Spans {
    /** Records of one span. */
    static final long SIZE = 4096;
    /** By then whoever has taken a number has committed, or its time is this close to that of the neighbours. */
    static final Duration SLACK = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);
    private static final int AT_ONCE = 1000;
    private static final int MOST_RANGES = 16;
    private final JpaTemplate jpa;
    private final Clock clock;
    private final Sweeper wheel = new Sweeper("pkip-audit-spans");
    private boolean failing;

    @Activate
    public Spans(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema) {
        this(jpa, Clock.systemUTC());
        wheel.every(5, 30, TimeUnit.SECONDS, this::quietly);
    }

    Spans(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    @Deactivate
    void stop() {
        wheel.stop();
    }

    private void quietly() {
        try {
            int done;
            do {
                done = turn();
            } while (done == AT_ONCE);
            failing = false;
        } catch (RuntimeException e) {
            // Another node may have been first; searches then read more and find the same.
            if (!failing) {
                LOG.info("spans of the audit wait: {}", e.toString());
            }
            failing = true;
        }
    }

    /** Numbers from the first to the last, both included. */
    record Range(long first, long last) { }

    private record Span(long from, long to) { }

    /** Writes down spans that are full; how many. */
    int turn() {
        return jpa.txExpr(TransactionType.Required, em -> write(new Rows(em.unwrap(Connection.class))));
    }

    private int write(Rows rows) {
        long next = last(rows) + 1;
        long newest = rows.newest();
        long end = Math.min(next + AT_ONCE, newest / SIZE);
        if (end <= next) {
            return 0;
        }
        TreeMap<Long, Span> found = new TreeMap<>();
        rows.each("select r.seq / " + SIZE + ", min(r.at_ms), max(r.at_ms) from audit_record r where r.seq >= ? and r.seq < ? group by r.seq / " + SIZE,
                List.of(next * SIZE, end * SIZE), row -> found.put(row.getLong(1), new Span(row.getLong(2), row.getLong(3))));
        long sure = clock.instant().minus(SLACK).toEpochMilli();
        Span before = rows.list("select from_ms, to_ms from audit_span where span = ?", List.of(next - 1), row -> new Span(row.getLong(1), row.getLong(2)))
                .stream().findFirst().orElse(new Span(0, 0));
        int written = 0;
        for (long span = next; span < end; span++) {
            // One that is empty may still get what somebody writes all this time.
            Span here = found.getOrDefault(span, new Span(before.from(), sure - 1));
            if (here.to() >= sure) {
                break;
            }
            rows.change("insert into audit_span (span, from_ms, to_ms) values (?, ?, ?)", List.of(span, here.from(), here.to()));
            before = here;
            written++;
        }
        return written;
    }

    private static long last(Rows rows) {
        return rows.list("select coalesce(max(span), -1) from audit_span", List.of(), row -> row.getLong(1)).get(0);
    }

    /** Where records of a time may stand, the newest first; one range when the time is not asked for. */
    static List<Range> of(Query query, Rows rows) {
        if (query.from().isEmpty() && query.to().isEmpty()) {
            return List.of(new Range(0, Long.MAX_VALUE));
        }
        List<Object> values = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        query.from().ifPresent(from -> {
            conditions.add("to_ms >= ?");
            values.add(slack(from, -1));
        });
        query.to().ifPresent(to -> {
            conditions.add("from_ms < ?");
            values.add(slack(to, 1));
        });
        List<Range> ranges = new ArrayList<>();
        // What is in no span yet may be of any time.
        long known = last(rows) + 1;
        long[] now = {known * SIZE, Long.MAX_VALUE};
        rows.each("select span from audit_span where " + String.join(" and ", conditions) + " order by span desc", values, row -> {
            long first = row.getLong(1) * SIZE;
            if (first + SIZE < now[0] && ranges.size() < MOST_RANGES) {
                ranges.add(new Range(now[0], now[1]));
                now[1] = first + SIZE - 1;
            }
            now[0] = first;
        });
        ranges.add(new Range(now[0], now[1]));
        return ranges;
    }

    private static long slack(Instant time, int sign) {
        return Math.addExact(time.toEpochMilli(), sign * SLACK.toMillis());
    }

    /** Parts of ranges below a number; 0 is no bound. */
    static List<Range> below(List<Range> ranges, long before) {
        return before == 0 ? ranges : ranges.stream().filter(range -> range.first() < before)
                .map(range -> new Range(range.first(), Math.min(range.last(), before - 1))).toList();
    }

    /** The newest so many numbers apart from the rest, for what is quickly found among them or rare. */
    static List<Range> newestApart(List<Range> ranges, long many, Rows rows) {
        if (ranges.isEmpty()) {
            return ranges;
        }
        long newest = rows.newest();
        Range first = ranges.get(0);
        long cut = Math.min(newest, first.last()) - many;
        if (cut <= first.first()) {
            return ranges;
        }
        List<Range> apart = new ArrayList<>(List.of(new Range(cut + 1, first.last()), new Range(first.first(), cut)));
        apart.addAll(ranges.subList(1, ranges.size()));
        return apart;
    }

    static Optional<Range> whole(List<Range> ranges) {
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new Range(ranges.get(ranges.size() - 1).first(), ranges.get(0).last()));
    }
}
