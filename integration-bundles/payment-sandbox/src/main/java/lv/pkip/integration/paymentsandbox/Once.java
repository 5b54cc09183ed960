package lv.pkip.integration.paymentsandbox;

import java.time.Clock;
import javax.persistence.PersistenceException;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** Lets each message through once, also after a restart and on several nodes. */
final class Once {
    private static final long KEPT = 2 * Wire.TOLERANCE.toMillis();
    private final JpaTemplate jpa;
    private final Clock clock;

    Once(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    /** True the first time; the id is kept for as long as the message's time is good. */
    boolean first(String party, String id) {
        String key = party + ":" + id;
        try {
            return jpa.txExpr(TransactionType.Required, em -> {
                if (em.find(Seen.class, key) != null) {
                    return false;
                }
                Seen seen = new Seen();
                seen.id = key;
                seen.until = clock.millis() + KEPT;
                em.persist(seen);
                em.flush();
                return true;
            });
        } catch (PersistenceException e) {
            if (known(key)) {
                return false; // another thread was quicker by a moment
            }
            throw e;
        }
    }

    private boolean known(String key) {
        return jpa.txExpr(TransactionType.Required, em -> em.find(Seen.class, key) != null);
    }

    void forgetOld() {
        jpa.tx(TransactionType.Required, em -> em.createQuery("delete from Seen s where s.until < :now")
                .setParameter("now", clock.millis()).executeUpdate());
    }
}
