package lv.pkip.kernel.service;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import lv.pkip.kernel.api.service.Services.OverlayChange;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Overlays in the database. After two seconds they are read again in the background, so that other nodes' changes arrive
 * without a message and nobody waits for a database that is away.
 */
final class OverlayStore {
    private static final Logger LOG = LoggerFactory.getLogger(OverlayStore.class);
    private static final long FRESH_MS = 2_000;

    private record Read(Map<String, String> newest, long at) { }

    private final JpaTemplate jpa;
    private final Clock clock;
    private final Executor background;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private Read read;
    private long changes;

    OverlayStore(JpaTemplate jpa, Clock clock, Executor background) {
        this.jpa = jpa;
        this.clock = clock;
        this.background = background;
    }

    /** The newest overlay of a service, if there ever was one; empty text means it was taken away. */
    Optional<String> newest(String service) {
        Read now = kept();
        if (now == null) {
            now = load(); // never offer a service without knowing the municipality's changes to it
        } else if (clock.millis() - now.at() > FRESH_MS && refreshing.compareAndSet(false, true)) {
            refreshLater();
        }
        return Optional.ofNullable(now.newest().get(service));
    }

    private synchronized Read kept() {
        return read;
    }

    private void refreshLater() {
        try {
            background.execute(() -> {
                try {
                    load();
                } catch (RuntimeException e) {
                    LOG.debug("overlays could not be read; the known ones stay", e);
                } finally {
                    refreshing.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            refreshing.set(false); // closing
        }
    }

    private Read load() {
        long before = changes();
        Map<String, String> newest = new HashMap<>();
        jpa.txExpr(TransactionType.Supports, em -> em.createQuery(
                "select o from OverlayRow o where o.id in (select max(n.id) from OverlayRow n group by n.service)",
                OverlayRow.class).getResultList()).forEach(row -> newest.put(row.service(), row.content()));
        Read fresh = new Read(Map.copyOf(newest), clock.millis());
        keep(fresh, before);
        return fresh;
    }

    private synchronized long changes() {
        return changes;
    }

    /** What was read before a change must not cover it. */
    private synchronized void keep(Read fresh, long before) {
        if (changes == before) {
            read = fresh;
        }
    }

    /** A change was made here: the next reading asks the database. */
    synchronized void changed() {
        changes++;
        read = null;
    }

    void add(String service, String actor, String reason, String json) {
        jpa.tx(TransactionType.Required, em -> {
            em.persist(new OverlayRow(service, clock.millis(), actor, reason, json));
            em.flush();
        });
    }

    List<OverlayChange> history(String service) {
        return jpa.txExpr(TransactionType.Supports, em -> em.createQuery("select o from OverlayRow o where o.service = :service order by o.id",
                OverlayRow.class).setParameter("service", service).getResultList()).stream().map(OverlayRow::change).toList();
    }
}
