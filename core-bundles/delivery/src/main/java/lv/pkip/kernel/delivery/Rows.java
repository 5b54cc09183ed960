package lv.pkip.kernel.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import javax.persistence.Query;
import lv.pkip.kernel.api.delivery.Outbox;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** The statements of the outbox; the only place that knows what differs between Derby and PostgreSQL. */
final class Rows {

    private static final String COLUMNS = "insert into delivery_item (item_key, channel, address, case_number, content,"
            + " state, attempts, created_ms, next_ms, lease_ms) ";

    private final JpaTemplate jpa;
    private volatile Boolean postgresql;

    Rows(JpaTemplate jpa) {
        this.jpa = jpa;
    }

    private boolean postgresql(EntityManager em) {
        Boolean known = postgresql;
        if (known == null) {
            try {
                known = em.unwrap(Connection.class).getMetaData().getDatabaseProductName().equals("PostgreSQL");
            } catch (SQLException e) {
                throw new IllegalStateException("the database does not tell its name", e);
            }
            postgresql = known;
        }
        return known;
    }

    /** Inserts unless the key is there; false when it was. One statement, and a known key does not doom the transaction. */
    boolean insert(Outbox.Item item, long now) {
        return jpa.txExpr(TransactionType.Required, em -> {
            boolean pg = postgresql(em);
            // PostgreSQL cannot tell the type of a null parameter in a select list; in a values list it can.
            Query insert = em.createNativeQuery(pg
                    ? COLUMNS + "values (?1, ?2, ?3, ?4, ?5, 'WAITING', 0, ?6, ?7, 0) on conflict do nothing"
                    : COLUMNS + "select cast(?1 as varchar(250)), cast(?2 as varchar(64)), cast(?3 as varchar(512)),"
                            + " cast(?4 as varchar(64)), cast(?5 as clob), 'WAITING', 0, cast(?6 as bigint),"
                            + " cast(?7 as bigint), 0 from sysibm.sysdummy1"
                            + " where not exists (select 1 from delivery_item where item_key = ?8)");
            insert.setParameter(1, item.key());
            insert.setParameter(2, item.channel());
            insert.setParameter(3, item.address());
            insert.setParameter(4, item.caseNumber().orElse(null));
            insert.setParameter(5, Content.write(item.content()));
            insert.setParameter(6, now);
            insert.setParameter(7, now);
            if (!pg) {
                insert.setParameter(8, item.key());
            }
            return insert.executeUpdate() == 1;
        });
    }

    /** Leases due items: nobody else gets them before {@code until}, unless this worker dies. */
    List<DeliveryItem> lease(String owner, long now, long until, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> postgresql(em) ? leaseAtOnce(em, owner, now, until, limit)
                : leaseOneByOne(em, owner, now, until, limit));
    }

    @SuppressWarnings("unchecked")
    private static List<DeliveryItem> leaseAtOnce(EntityManager em, String owner, long now, long until, int limit) {
        // Materialized: as a plain subquery it may be run again for each row, and lock more rows than the limit.
        List<DeliveryItem> leased = em.createNativeQuery("with due as materialized (select id from delivery_item"
                + " where state = 'WAITING' and next_ms <= ?3 and lease_ms <= ?4 order by next_ms limit " + limit + " for update skip locked)"
                + " update delivery_item i set lease_ms = ?1, lease_owner = ?2, attempts = attempts + 1 from due where i.id = due.id returning i.*",
                DeliveryItem.class)
                .setParameter(1, until).setParameter(2, owner).setParameter(3, now).setParameter(4, now).getResultList();
        return leased.stream().sorted(Comparator.comparingLong(DeliveryItem::id)).toList();
    }

    private static List<DeliveryItem> leaseOneByOne(EntityManager em, String owner, long now, long until, int limit) {
        List<DeliveryItem> leased = new ArrayList<>();
        for (Object id : em.createNativeQuery("select id from delivery_item where state = 'WAITING' and next_ms <= ?1 and lease_ms <= ?2"
                + " order by next_ms fetch first " + limit + " rows only").setParameter(1, now).setParameter(2, now).getResultList()) {
            // Compare and set: two workers of a database without SKIP LOCKED may have read the same row.
            int won = em.createNativeQuery("update delivery_item set lease_ms = ?1, lease_owner = ?2,"
                    + " attempts = attempts + 1 where id = ?3 and state = 'WAITING' and lease_ms <= ?4")
                    .setParameter(1, until).setParameter(2, owner).setParameter(3, ((Number) id).longValue())
                    .setParameter(4, now).executeUpdate();
            if (won == 1) {
                leased.add(em.find(DeliveryItem.class, ((Number) id).longValue()));
            }
        }
        return leased;
    }

    /** Marks as sent; false when the lease was lost to another worker meanwhile. */
    boolean sent(long id, String owner, long now) {
        return jpa.txExpr(TransactionType.Required, em -> {
            boolean own = em.createNativeQuery("update delivery_item set state = 'SENT', done_ms = ?1, last_error = null,"
                    + " lease_owner = null where id = ?2 and lease_owner = ?3 and state = 'WAITING'")
                    .setParameter(1, now).setParameter(2, id).setParameter(3, owner).executeUpdate() == 1;
            if (own) {
                em.createNativeQuery("update delivery_sent set items = items + 1 where id = 1").executeUpdate();
            }
            return own;
        });
    }

    void failed(long id, String owner, boolean dead, long next, String error) {
        jpa.tx(TransactionType.Required, em -> em.createNativeQuery("update delivery_item set state = ?1, next_ms = ?2,"
                + " last_error = ?3, lease_ms = 0, lease_owner = null where id = ?4 and lease_owner = ?5 and state = 'WAITING'")
                .setParameter(1, dead ? "DEAD" : "WAITING").setParameter(2, next).setParameter(3, error)
                .setParameter(4, id).setParameter(5, owner).executeUpdate());
    }

    /** Gives a lease back without counting it as a try. */
    void postponed(long id, String owner, long next, String error) {
        jpa.tx(TransactionType.Required, em -> em.createNativeQuery("update delivery_item set attempts = attempts - 1,"
                + " next_ms = ?1, last_error = ?2, lease_ms = 0, lease_owner = null where id = ?3 and lease_owner = ?4"
                + " and state = 'WAITING'")
                .setParameter(1, next).setParameter(2, error).setParameter(3, id).setParameter(4, owner).executeUpdate());
    }

    /** Puts a dead or waiting item to the front with fresh attempts; false when it was sent or is being sent now. */
    boolean resend(long id, long now) {
        return jpa.txExpr(TransactionType.Required, em -> em.createNativeQuery("update delivery_item set state = 'WAITING',"
                + " attempts = 0, next_ms = ?1 where id = ?2 and state <> 'SENT' and lease_ms <= ?3")
                .setParameter(1, now).setParameter(2, id).setParameter(3, now).executeUpdate() == 1);
    }

    Optional<DeliveryItem> find(long id) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(DeliveryItem.class, id)));
    }

    List<Outbox.Entry> list(Outbox.State state, long before, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select d from DeliveryItem d where d.state = :state and d.id < :before order by d.id desc", DeliveryItem.class)
                .setParameter("state", state.name()).setParameter("before", before == 0 ? Long.MAX_VALUE : before)
                .setMaxResults(limit).getResultList().stream().map(DeliveryItem::entry).toList());
    }

    /** Waiting and dead items are few and counted by index; sent ones are many, so their number is kept. */
    Map<Outbox.State, Long> counts() {
        return jpa.txExpr(TransactionType.Required, em -> {
            Map<Outbox.State, Long> counts = new EnumMap<>(Outbox.State.class);
            for (Outbox.State state : List.of(Outbox.State.WAITING, Outbox.State.DEAD)) {
                counts.put(state, number(em.createNativeQuery("select count(*) from delivery_item where state = ?1")
                        .setParameter(1, state.name())));
            }
            counts.put(Outbox.State.SENT, number(em.createNativeQuery("select items from delivery_sent where id = 1")));
            return counts;
        });
    }

    /** When the next waiting item is due, or has been due since. */
    Optional<Long> nextDue() {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable((Number) em.createNativeQuery(
                "select min(next_ms) from delivery_item where state = 'WAITING'").getSingleResult()).map(Number::longValue));
    }

    /** Forgets the content of some items sent before a time, keeps its hash, and tells how many that were. */
    int forget(long before, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<?> ids = em.createNativeQuery("select id from delivery_item where forgotten = 0 and done_ms < ?1 and state = 'SENT'"
                    + " order by done_ms " + (postgresql(em) ? "limit " + limit : "fetch first " + limit + " rows only"))
                    .setParameter(1, before).getResultList();
            for (Object id : ids) {
                em.createNativeQuery("update delivery_item set forgotten = 1, content_sha256 = ?1, content = '{}', last_error = null where id = ?2")
                        .setParameter(1, em.find(DeliveryItem.class, ((Number) id).longValue()).contentHash())
                        .setParameter(2, ((Number) id).longValue()).executeUpdate();
            }
            return ids.size();
        });
    }

    /** When the oldest waiting item was put in: ids rise with time, so the index of states tells it. */
    Optional<Long> oldest() {
        return jpa.txExpr(TransactionType.Required, em -> em.createNativeQuery("select created_ms from delivery_item where id ="
                + " (select min(id) from delivery_item where state = 'WAITING')").getResultStream().findFirst()
                .map(at -> ((Number) at).longValue()));
    }

    private static long number(Query query) {
        return ((Number) query.getSingleResult()).longValue();
    }
}
