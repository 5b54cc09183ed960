package lv.pkip.kernel.status;

import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;

/**
 * Marks on a case that are no change of it: read, unread, warned. Plain statements, because JPA would raise the version
 * and make stale what somebody has open.
 */
final class Marks {
    private Marks() {
    }

    private static int run(EntityManager em, String sql, Object... values) {
        var query = em.createNativeQuery(sql).setFlushMode(FlushModeType.COMMIT);
        for (int i = 0; i < values.length; i++) {
            query.setParameter(i + 1, values[i]);
        }
        return query.executeUpdate();
    }

    /** Staff have something new to read. */
    static void unread(EntityManager em, CaseRow row) {
        run(em, "update status_case set lane = case when lane = 0 then 5 else lane + 1 end where id = ? and lane in (0, 1, 3)",
                row.id);
    }

    static void read(EntityManager em, CaseRow row) {
        run(em, "update status_case set lane = ? where id = ? and lane = ?",
                Lane.of(row.closed == null, false, row.assignee != null), row.id, row.lane);
    }

    static void applicantUnread(EntityManager em, CaseRow row, boolean unread) {
        run(em, "update status_case set applicant_unread = ? where id = ?", unread ? 1 : 0, row.id);
    }

    /** True when the case was not yet warned of at this stage. */
    static boolean warned(EntityManager em, CaseRow row, int stage) {
        return run(em, "update status_case set warned = ? where id = ? and warned < ?", stage, row.id, stage) == 1;
    }
}
