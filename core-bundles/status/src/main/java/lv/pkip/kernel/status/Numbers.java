package lv.pkip.kernel.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import javax.persistence.Query;
import lv.pkip.kernel.api.service.Definition;

/**
 * Case numbers: {@code KC-2026-118}. Gapless ones are taken inside the transaction that needs them, one after the other;
 * the others come from blocks fetched beforehand, so that submissions do not wait for each other.
 */
final class Numbers {
    private static final int BLOCK = 100;
    private final Transactions transactions;
    private final Map<String, Block> blocks = new ConcurrentHashMap<>();

    Numbers(Transactions transactions) {
        this.transactions = transactions;
    }

    private static String series(Definition definition, int year) {
        return definition.numberPrefix() + "-" + year;
    }

    /** The next number in the running transaction; it comes back when that rolls back. */
    String gapless(EntityManager em, Definition definition, int year) {
        String series = series(definition, year);
        return series + "-" + take(em, series, 1);
    }

    /** A number of a block; to be called outside of a transaction. */
    String fromBlock(Definition definition, int year) {
        String series = series(definition, year);
        return series + "-" + blocks.computeIfAbsent(series, Block::new).next();
    }

    /** Raises the last number taken and returns it. */
    private static long take(EntityManager em, String series, int count) {
        int updated = bound(em, "update status_number set taken = taken + ?1 where series = ?2", count, series).executeUpdate();
        if (updated == 0) {
            bound(em, "insert into status_number (series, taken) values (?2, ?1)", count, series).executeUpdate();
            return count;
        }
        Query query = em.createNativeQuery("select taken from status_number where series = ?1").setParameter(1, series);
        return ((Number) query.setFlushMode(FlushModeType.COMMIT).getSingleResult()).longValue();
    }

    private static Query bound(EntityManager em, String sql, int count, String series) {
        return em.createNativeQuery(sql).setFlushMode(FlushModeType.COMMIT).setParameter(1, count).setParameter(2, series);
    }

    /** Numbers set aside for this node. */
    private final class Block {
        private final String series;
        private long next = 1;
        private long last;

        Block(String series) {
            this.series = series;
        }

        synchronized long next() {
            if (next > last) {
                last = transactions.apart(em -> take(em, series, BLOCK));
                next = last - BLOCK + 1;
            }
            return next++;
        }
    }
}
