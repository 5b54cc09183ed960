package lv.pkip.kernel.audit;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.persistence.EntityManager;
import javax.persistence.Query;
import javax.persistence.TypedQuery;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The audit's rows: stamped here with actor and time, inserted in the caller's transaction, never changed. */
@Component(service = Audit.class)
public final class AuditLog implements Audit {

    private static final String INSERT = "insert into audit_record (at_ms, actor_kind, actor, on_behalf_of, application,"
            + " action, case_number, data_subject, purpose, outcome, details) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)";

    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Clock clock;

    @Activate
    public AuditLog(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema,
            @Reference(name = "current") CurrentActor current) {
        this(jpa, current, Clock.systemUTC());
    }

    AuditLog(JpaTemplate jpa, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.current = current;
        this.clock = clock;
    }

    @Override
    public void record(Event event) {
        Actor actor = current.get();
        jpa.tx(TransactionType.Required, em -> insert(em, actor, event));
    }

    private void insert(EntityManager em, Actor actor, Event event) {
        Query insert = em.createNativeQuery(INSERT);
        int at = 0;
        insert.setParameter(++at, clock.millis());
        insert.setParameter(++at, actor.kind().name());
        insert.setParameter(++at, actor.id());
        insert.setParameter(++at, actor.onBehalfOf().orElse(null));
        insert.setParameter(++at, event.application());
        insert.setParameter(++at, event.action());
        insert.setParameter(++at, event.caseNumber().orElse(null));
        insert.setParameter(++at, event.dataSubject().orElse(null));
        insert.setParameter(++at, event.purpose());
        insert.setParameter(++at, event.outcome());
        insert.setParameter(++at, Details.write(event.details()));
        insert.executeUpdate();
    }

    @Override
    public List<Entry> ofCase(String caseNumber) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<AuditRecord> found = em.createQuery(
                    "select r from AuditRecord r where r.caseNumber = :number order by r.seq", AuditRecord.class)
                    .setParameter("number", caseNumber).getResultList();
            boolean own = current.get().kind() == Actor.Kind.RESIDENT && !found.isEmpty()
                    && found.stream().allMatch(r -> current.get().id().equals(r.dataSubject()));
            if (!own && !current.may("audit:read")) {
                throw new Forbidden("audit:read");
            }
            record(Event.ok("audit.read", "audit", "oversight")
                    .about(caseNumber, found.isEmpty() ? null : found.get(0).dataSubject()));
            return found.stream().map(AuditRecord::entry).toList();
        });
    }

    @Override
    public List<Entry> newest(long before, int limit) {
        current.require("audit:read");
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("between 1 and 500 records at a time");
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            TypedQuery<AuditRecord> query = em.createQuery(
                    "select r from AuditRecord r where r.seq < :before order by r.seq desc", AuditRecord.class);
            query.setParameter("before", before == 0 ? Long.MAX_VALUE : before).setMaxResults(limit);
            List<Entry> entries = query.getResultList().stream().map(AuditRecord::entry).toList();
            record(Event.ok("audit.read", "audit", "oversight").with(Map.of("records", String.valueOf(entries.size()))));
            return entries;
        });
    }
}
