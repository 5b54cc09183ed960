package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import javax.persistence.Query;
import lv.pkip.kernel.api.status.Cases;

/**
 * Builds and runs the query of one page. A list is a union of ranges, each a range of one index and each read only as
 * far as the page reaches; the values are always bound, the text consists of the constants here.
 */
final class Inbox {
    private static final String COLUMNS = "c.id, c.number, c.service, c.phase, c.step, c.submitted, c.due, c.closed, "
            + "c.paused_since, c.unit, c.assignee, c.applicant_name, c.lane, c.applicant_unread, c.definition";

    /**
     * What every line must fulfil.
     *
     * @param sql condition on {@code c} with {@code ?} for each value
     */
    record Condition(String sql, List<?> values) {
        static Condition equal(String column, Object value) {
            return new Condition("c." + column + " = ?", List.of(value));
        }

        static Condition among(String column, List<?> values) {
            return new Condition("c." + column + " in (" + "?, ".repeat(values.size() - 1) + "?)", values);
        }
    }

    private final Cases.Filter.Order order;
    private final int limit;
    private final List<String> branches = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Inbox(Cases.Filter.Order order, int limit) {
        this.order = order;
        this.limit = limit;
    }

    /** Adds a range: these conditions hold, after the cursor. */
    void range(List<Condition> conditions, Optional<Cursor> after) {
        if (after.isEmpty()) {
            branch(conditions);
        } else if (order == Cases.Filter.Order.NEWEST) {
            branch(with(conditions, new Condition("c.id < ?", List.of(after.get().id()))));
        } else {
            // two ranges instead of one with "or": each begins where the page begins, on every database
            LocalDate due = after.get().due().orElseThrow();
            branch(with(conditions, new Condition("c.due = ? and c.id > ?", List.of(due, after.get().id()))));
            branch(with(conditions, new Condition("c.due > ?", List.of(due))));
        }
    }

    private static List<Condition> with(List<Condition> conditions, Condition more) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(more);
        return all;
    }

    private void branch(List<Condition> conditions) {
        StringBuilder sql = new StringBuilder("select * from (select " + COLUMNS + " from status_case c where ");
        for (int i = 0; i < conditions.size(); i++) {
            sql.append(i == 0 ? "" : " and ").append(conditions.get(i).sql());
            values.addAll(conditions.get(i).values());
        }
        sql.append(order == Cases.Filter.Order.DUE ? " order by c.due, c.id" : " order by c.id desc");
        sql.append(" fetch first ").append(limit).append(" rows only) r").append(branches.size());
        branches.add(sql.toString());
    }

    /** How many cases the ranges hold, up to the limit. */
    int count(EntityManager em) {
        return Math.min(limit, ((Number) query(em, "select count(distinct u.id) from (" + String.join(" union all ", branches) + ") u")
                .getSingleResult()).intValue());
    }

    /** Lines of all ranges, not yet sorted. */
    List<Object[]> lines(EntityManager em) {
        List<Object[]> lines = new ArrayList<>();
        query(em, String.join(" union all ", branches)).getResultList().forEach(line -> lines.add((Object[]) line));
        return lines;
    }

    private Query query(EntityManager em, String sql) {
        Query query = em.createNativeQuery(sql).setFlushMode(FlushModeType.COMMIT);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            query.setParameter(i + 1, value instanceof LocalDate day ? java.sql.Date.valueOf(day) : value);
        }
        return query;
    }
}
