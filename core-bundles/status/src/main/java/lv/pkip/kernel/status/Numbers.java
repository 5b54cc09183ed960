package lv.pkip.kernel.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
    private volatile Boolean returning;

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

    /** Raises the last number taken and returns it; in one statement where the database can, as others wait for it. */
    private long take(EntityManager em, String series, int count) {
        boolean returning = returning(em);
        String raise = "update status_number set taken = taken + ?1 where series = ?2";
        List<?> taken;
        if (returning) {
            taken = bound(em, raise + " returning taken", count, series).getResultList();
        } else if (bound(em, raise, count, series).executeUpdate() > 0) {
            taken = em.createNativeQuery("select taken from status_number where series = ?1").setParameter(1, series)
                    .setFlushMode(FlushModeType.COMMIT).getResultList();
        } else {
            taken = List.of();
        }
        if (taken.isEmpty()) {
            bound(em, "insert into status_number (series, taken) values (?2, ?1)", count, series).executeUpdate();
            return count;
        }
        return ((Number) taken.get(0)).longValue();
    }

    private static Query bound(EntityManager em, String sql, int count, String series) {
        return em.createNativeQuery(sql).setFlushMode(FlushModeType.COMMIT).setParameter(1, count).setParameter(2, series);
    }

    private boolean returning(EntityManager em) {
        Boolean known = returning;
        if (known == null) {
            try {
                known = em.unwrap(Connection.class).getMetaData().getDatabaseProductName().equals("PostgreSQL");
            } catch (SQLException e) {
                throw new IllegalStateException("the database does not say what it is", e);
            }
            returning = known;
        }
        return known;
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
