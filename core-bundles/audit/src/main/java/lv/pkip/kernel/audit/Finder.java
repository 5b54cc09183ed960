package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/**
 * Finds the newest records of a query within one transaction, in a way that takes as long in a large table as in a small one: by an index
 * that has the records of one value in their order, for each value that is asked for.
 */
final class Finder {
    /**
     * Words and beginnings are looked for in the newest records one by one, then in the others by their index: what is common is found
     * soon there, and of what is not there are few.
     */
    private static final long NEWEST = 5_000;
    private static final long NEW = 300_000;
    private static final int MOST_NAMES = 300;
    private final EntityManager em;
    private final Rows rows;
    private List<String> known;

    Finder(EntityManager em) {
        this.em = em;
        this.rows = new Rows(em.unwrap(Connection.class));
    }

    /** A record's number and time, by which the database knows where it is. */
    private record At(long seq, long time) { }

    List<Stored> find(Asked asked, long before, int limit) {
        rows.planEachAnew();
        Query query = asked.query();
        List<Spans.Range> ranges = Spans.below(Spans.of(query, rows), before);
        boolean words = query.text().isPresent() && rows.postgresql();
        boolean names = isBeginning(query) && rows.postgresql();
        if (words) {
            ranges = Spans.newestApart(ranges, NEW, rows);
        }
        if (words || names) {
            ranges = Spans.newestApart(ranges, NEWEST, rows);
        }
        List<At> found = new ArrayList<>();
        for (int i = 0; i < ranges.size() && found.size() < limit; i++) {
            boolean alone = names && i == 0;
            found.addAll(page(asked, each(asked, !alone), ranges.get(i), words && i > 0, limit - found.size()));
        }
        return read(found);
    }

    /** A column and the values it may have, each of which is looked for by itself. */
    private record By(String column, List<String> values) { }

    private static boolean isBeginning(Query query) {
        return query.sourceAction().filter(name -> name.endsWith("*")).isPresent();
    }

    /** @param names whether codes of acts that begin alike are looked for one by one */
    private Optional<By> each(Asked asked, boolean names) {
        if (!asked.subjects().isEmpty()) {
            return Optional.of(new By("data_subject", List.copyOf(asked.subjects())));
        }
        if (!names || !isBeginning(asked.query()) || !rows.postgresql()) {
            return Optional.empty();
        }
        if (known == null) {
            String name = asked.query().sourceAction().orElseThrow();
            known = names(name.substring(0, name.length() - 1));
        }
        return known.size() > MOST_NAMES ? Optional.empty() : Optional.of(new By("action", known));
    }

    /** The codes of acts that begin so, from one to the next by the index. */
    private List<String> names(String start) {
        String next = "select r.action from audit_record r where r.action %s ? and r.action ~<~ ? order by r.action using ~<~ limit 1";
        return rows.list("with recursive n (action) as ((" + String.format(next, "~>=~") + ") union all select ("
                + next.replace("%s ?", "~>~ n.action") + ") from n where n.action is not null) select action from n where action is not null limit "
                + (MOST_NAMES + 1), List.of(start, Conditions.last(start), Conditions.last(start)), row -> row.getString(1));
    }

    private List<At> page(Asked asked, Optional<By> each, Spans.Range range, boolean words, int limit) {
        if (each.map(by -> by.values().isEmpty()).orElse(false)) {
            return List.of();
        }
        boolean one = rows.postgresql();
        Conditions conditions = Conditions.of(asked).time(asked.query());
        Optional<String> later = asked.query().text().map(Conditions::words).filter(text -> one && !words && !text.isEmpty());
        if (later.isPresent()) {
            conditions.pattern(asked.query());
        } else {
            conditions.text(asked.query(), one);
        }
        if (each.filter(by -> by.column().equals("action")).isEmpty()) {
            conditions.beginning(asked.query(), one);
        }
        if (range.first() > 0) {
            conditions.and("r.seq >= ?", range.first());
        }
        if (range.last() < Long.MAX_VALUE) {
            conditions.and("r.seq <= ?", range.last());
        }
        String end = " order by r.seq desc fetch first " + limit + " rows only";
        if (words) {
            each.ifPresent(by -> conditions.among(by.column(), by.values()));
            // All that match are gathered first: they are few, and none of the ways back from the newest is short.
            return rows.list("select x.seq, x.at_ms from (select r.seq, r.at_ms from audit_record r" + conditions.where()
                    + " offset 0) x order by x.seq desc fetch first " + limit + " rows only", conditions.values(), Finder::at);
        }
        if (later.isPresent()) {
            each.ifPresent(by -> conditions.among(by.column(), by.values()));
            // Telling words apart costs the most: it is done of one after the other, until there are enough.
            List<Object> values = new ArrayList<>(conditions.values());
            values.add(later.get());
            return rows.list("select x.seq, x.at_ms from (select r.seq, r.at_ms, r.details from audit_record r" + conditions.where()
                    + " order by r.seq desc offset 0) x where (audit_words(x.details) @@ to_tsquery('pg_catalog.simple', ?)) is true fetch first "
                    + limit + " rows only", values, Finder::at);
        }
        if (each.isEmpty()) {
            return rows.list("select r.seq, r.at_ms from audit_record r" + conditions.where() + end, conditions.values(), Finder::at);
        }
        By by = each.get();
        if (!one || by.values().size() == 1) {
            conditions.among(by.column(), by.values());
            return rows.list("select r.seq, r.at_ms from audit_record r" + conditions.where() + end, conditions.values(), Finder::at);
        }
        List<Object> values = new ArrayList<>(by.values());
        conditions.and("r." + by.column() + " = k.v");
        values.addAll(conditions.values());
        return rows.list("select x.seq, x.at_ms from (values " + String.join(", ", by.values().stream().map(any -> "(?)").toList())
                + ") k (v) cross join lateral (select r.seq, r.at_ms from audit_record r" + conditions.where() + end + ") x order by x.seq desc fetch first "
                + limit + " rows only", values, Finder::at);
    }

    private static At at(java.sql.ResultSet row) throws java.sql.SQLException {
        return new At(row.getLong(1), row.getLong(2));
    }

    /** In full; by time too, because the table may be kept in parts by time. */
    private List<Stored> read(List<At> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Long> numbers = found.stream().map(At::seq).toList();
        List<RecordRow> all = em.createQuery("select r from RecordRow r where r.seq in :all and r.at >= :from and r.at <= :to order by r.seq desc", RecordRow.class)
                .setParameter("all", numbers).setParameter("from", found.stream().mapToLong(At::time).min().getAsLong())
                .setParameter("to", found.stream().mapToLong(At::time).max().getAsLong()).getResultList();
        Map<Long, Long> places = new Log(em).placesOf(numbers);
        return all.stream().map(each -> each.stored(places.containsKey(each.seq()) ? OptionalLong.of(places.get(each.seq()))
                : OptionalLong.empty())).toList();
    }
}
