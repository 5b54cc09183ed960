package lv.pkip.kernel.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.persistence.EntityManager;
import javax.persistence.PersistenceException;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/**
 * Remembers for a week what was made under which Idempotency-Key, so that a repeated POST gives the same thing and never a
 * second one. For what the kernel's services do not guard by a key of their own.
 */
final class Keys {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Clock clock;
    private final AtomicLong tidied = new AtomicLong();

    Keys(JpaTemplate jpa, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.current = current;
        this.clock = clock;
    }

    /** @param id of what was made; {@code repeated}: by an earlier request */
    record Made(String id, boolean repeated) { }

    /** Makes something and remembers it, in one transaction; or gives what was made under the key before. */
    Made once(String operation, String key, String content, Supplier<String> make) {
        String id = id(operation, key);
        try {
            return jpa.txExpr(TransactionType.Required, em -> {
                Optional<Made> before = before(em, id, content);
                return before.isPresent() ? before.get() : fresh(em, id, content, make);
            });
        } catch (PersistenceException e) {
            // the same key at the same moment: the other request made it
            return jpa.txExpr(TransactionType.Required, em -> before(em, id, content)).orElseThrow(() -> e);
        }
    }

    private Made fresh(EntityManager em, String id, String content, Supplier<String> make) {
        tidy(em);
        KeyRow row = new KeyRow();
        row.id = id;
        row.content = hash(content);
        row.made = make.get();
        row.created = clock.millis();
        em.persist(row);
        em.flush();
        return new Made(row.made, false);
    }

    private static Optional<Made> before(EntityManager em, String id, String content) {
        KeyRow row = em.find(KeyRow.class, id);
        if (row == null) {
            return Optional.empty();
        }
        if (!row.content.equals(hash(content))) {
            throw new Refusal(422, "key-reused");
        }
        return Optional.of(new Made(row.made, true));
    }

    /** True when the key was used, for whatever content. */
    boolean used(String operation, String key) {
        return jpa.txExpr(TransactionType.Required, em -> em.find(KeyRow.class, id(operation, key)) != null);
    }

    /** What was made under the key is gone: the key is free again. */
    void forget(String operation, String key) {
        jpa.tx(TransactionType.Required, em -> em.createQuery("delete from KeyRow k where k.id = :id")
                .setParameter("id", id(operation, key)).executeUpdate());
    }

    private void tidy(EntityManager em) {
        long now = clock.millis();
        long last = tidied.get();
        if (now - last > TIDY_EVERY.toMillis() && tidied.compareAndSet(last, now)) {
            em.createQuery("delete from KeyRow k where k.created < :before")
                    .setParameter("before", now - KEPT.toMillis()).executeUpdate();
        }
    }

    private String id(String operation, String key) {
        return hash(operation + "\n" + current.get().kind() + "\n" + current.get().id() + "\n"
                + current.get().onBehalfOf().orElse("") + "\n" + key);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
