package lv.pkip.kernel.service;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Services.OverlayChange;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** Overlays in the database. Looked at again after two seconds, so that other nodes' changes arrive without a message. */
final class OverlayStore {
    private static final long FRESH_MS = 2_000;

    private record Read(Map<String, String> newest, long at) { }

    private final JpaTemplate jpa;
    private final Clock clock;
    private volatile Read read;

    OverlayStore(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    /** The newest overlay of a service, if there ever was one; empty text means it was taken away. */
    Optional<String> newest(String service) {
        Read now = read;
        if (now == null || clock.millis() - now.at() > FRESH_MS) {
            now = refreshed(now);
        }
        return Optional.ofNullable(now.newest().get(service));
    }

    private Read refreshed(Read before) {
        try {
            Map<String, String> newest = new HashMap<>();
            List<OverlayRow> rows = jpa.txExpr(TransactionType.Supports, em -> em.createQuery(
                    "select o from OverlayRow o where o.id in (select max(n.id) from OverlayRow n group by n.service)",
                    OverlayRow.class).getResultList());
            rows.forEach(row -> newest.put(row.service(), row.content()));
            read = new Read(Map.copyOf(newest), clock.millis());
        } catch (RuntimeException e) {
            if (before == null) {
                throw e; // never offer a service without knowing the municipality's changes to it
            }
            read = new Read(before.newest(), clock.millis());
        }
        return read;
    }

    void add(String service, String actor, String reason, String json) {
        jpa.tx(TransactionType.Required, em -> {
            em.persist(new OverlayRow(service, clock.millis(), actor, reason, json));
            em.flush();
        });
        read = null;
    }

    List<OverlayChange> history(String service) {
        return jpa.txExpr(TransactionType.Supports, em -> em.createQuery("select o from OverlayRow o where o.service = :service order by o.id",
                OverlayRow.class).setParameter("service", service).getResultList()).stream().map(OverlayRow::change).toList();
    }
}
