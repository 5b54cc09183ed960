package lv.pkip.kernel.audit;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditStream;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The records by their places in the log; a reader's transaction is joined. */
@Component(service = AuditStream.class)
public final class PlacedStream implements AuditStream {
    private final JpaTemplate jpa;
    private final CurrentActor current;

    @Activate
    public PlacedStream(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema, @Reference(name = "current") CurrentActor current) {
        this(jpa, current);
    }

    PlacedStream(JpaTemplate jpa, CurrentActor current) {
        this.jpa = jpa;
        this.current = current;
    }

    @Override
    public Stretch from(long place, int limit) {
        mayFollow();
        if (place < 0 || limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("from a place on, between 1 and " + MOST + " at a time");
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            Log log = new Log(em);
            // First how many there are: whatever has a place below that is committed.
            long size = log.state().size();
            long next = Math.max(place, Math.min(size, place + limit));
            List<Stored> records = next == place ? List.of() : log.placed(place, next).stream()
                    .flatMap(each -> each.record().map(row -> row.stored(OptionalLong.of(each.place()))).stream()).toList();
            return new Stretch(records, next, size);
        });
    }

    @Override
    public long placeAt(Instant time) {
        mayFollow();
        return jpa.txExpr(TransactionType.Required, em -> {
            Log log = new Log(em);
            long size = log.state().size();
            return firstSince(em, time).stream().mapToObj(log::placeOf).flatMapToLong(OptionalLong::stream).findFirst().orElse(size);
        });
    }

    private static OptionalLong firstSince(EntityManager em, Instant time) {
        return em.createQuery("select r.seq from RecordRow r where r.at >= :time order by r.at, r.seq", Long.class)
                .setParameter("time", time.toEpochMilli()).setMaxResults(1).getResultList().stream().mapToLong(Long::longValue).findFirst();
    }

    /** What people look up they look up with a purpose, by the trail. */
    private void mayFollow() {
        if (current.get().kind() != Actor.Kind.SYSTEM) {
            throw new Forbidden("audit:follow");
        }
    }
}
