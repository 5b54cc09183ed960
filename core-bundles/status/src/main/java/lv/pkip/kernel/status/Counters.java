package lv.pkip.kernel.status;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import lv.pkip.kernel.api.service.Phase;

/**
 * How many cases each service has in each phase, kept with every change and never counted. Each number is spread over
 * a few rows, so that submissions seldom wait for the same one; reading adds them up.
 */
final class Counters {
    private static final int SHARDS = 64;

    private Counters() {
    }

    /** One case more; called last in a transaction, because the row stays locked until it ends. */
    static void add(EntityManager em, String service, Phase phase) {
        change(em, service, phase, 1, shard());
    }

    /** One case from a phase to another; in the order of phases, so that two transactions cannot wait for each other. */
    static void move(EntityManager em, String service, Phase from, Phase to) {
        if (from == to) {
            return;
        }
        int shard = shard();
        boolean ahead = from.compareTo(to) < 0;
        change(em, service, ahead ? from : to, ahead ? -1 : 1, shard);
        change(em, service, ahead ? to : from, ahead ? 1 : -1, shard);
    }

    /** By thread: threads made one after the other, as pools make them, have rows of their own. */
    private static int shard() {
        return (int) (Thread.currentThread().getId() % SHARDS);
    }

    private static void change(EntityManager em, String service, Phase phase, int by, int shard) {
        int updated = bound(em, "update status_counter set cases = cases + ?1 where service = ?2 and phase = ?3 and shard = ?4",
                service, phase, by, shard);
        if (updated == 0) {
            bound(em, "insert into status_counter (service, phase, shard, cases) values (?2, ?3, ?4, ?1)",
                    service, phase, by, shard);
        }
    }

    private static int bound(EntityManager em, String sql, String service, Phase phase, int by, int shard) {
        return em.createNativeQuery(sql).setFlushMode(FlushModeType.COMMIT).setParameter(1, by).setParameter(2, service)
                .setParameter(3, phase.name()).setParameter(4, shard).executeUpdate();
    }

    static Map<String, Map<Phase, Long>> read(EntityManager em) {
        List<?> rows = em.createNativeQuery("select service, phase, sum(cases) from status_counter group by service, phase")
                .getResultList();
        Map<String, Map<Phase, Long>> counts = new TreeMap<>();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            long cases = ((Number) columns[2]).longValue();
            if (cases > 0) {
                counts.computeIfAbsent((String) columns[0], s -> new EnumMap<>(Phase.class))
                        .put(Phase.valueOf((String) columns[1]), cases);
            }
        }
        return counts;
    }
}
