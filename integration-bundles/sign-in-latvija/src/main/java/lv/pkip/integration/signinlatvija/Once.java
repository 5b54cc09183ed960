package lv.pkip.integration.signinlatvija;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** Lets each assertion through once, also after a restart and on several nodes. */
final class Once {
    private final JpaTemplate jpa;
    private final Clock clock;

    Once(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    /** True the first time; remembered until the assertion's own end. What ended before is forgotten by the way. */
    boolean first(String issuer, String id, Instant until) {
        String key = hash(issuer + '\n' + id);
        try {
            return jpa.txExpr(TransactionType.Required, em -> {
                if (em.find(Seen.class, key) != null) {
                    return false;
                }
                em.createQuery("delete from Seen s where s.until < :now").setParameter("now", clock.millis()).executeUpdate();
                Seen seen = new Seen();
                seen.assertion = key;
                seen.until = until.toEpochMilli();
                em.persist(seen);
                em.flush();
                return true;
            });
        } catch (RuntimeException e) {
            if (jpa.txExpr(TransactionType.Required, em -> em.find(Seen.class, key) != null)) {
                return false; // another thread or node was quicker by a moment
            }
            throw e;
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
