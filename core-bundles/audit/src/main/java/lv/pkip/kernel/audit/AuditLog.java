package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.persistence.EntityManager;
import javax.persistence.Query;
import javax.persistence.TypedQuery;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.PersonKeys;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.request.RequestReference;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.MDC;

/** The audit's rows: stamped here with actor and time, inserted in the caller's transaction, never changed. */
@DeclaresPermission("audit:read")
@Component(service = Audit.class)
public final class AuditLog implements Audit {

    private static final String COLUMNS = "at_ms, actor_kind, actor, on_behalf_of, application,"
            + " action, case_number, data_subject, purpose, outcome, details, request, act, salt, keep";
    private static final String VALUES = "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15";
    private static final String INSERT = "insert into audit_record (" + COLUMNS + ") values (" + VALUES + ")";
    private static final String INSERT_NUMBERED = "insert into audit_record (" + COLUMNS + ", seq) values (" + VALUES + ",?16)";
    private static final String READ = "audit:read";
    private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");
    private static final Set<String> OUTCOMES = Set.of("ok", "refused", "failed");

    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Retention retention;
    private final Clock clock;
    private final Supplier<String> request;
    private final AtomicReference<PersonKeys> keys = new AtomicReference<>();
    private volatile Numbers numbers;

    @Activate
    public AuditLog(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema,
            @Reference(name = "current") CurrentActor current, @Reference(name = "retention") Retention retention) {
        this(jpa, current, retention, Clock.systemUTC(), () -> MDC.get(RequestReference.LOGGED));
    }

    AuditLog(JpaTemplate jpa, CurrentActor current, Retention retention, Clock clock, Supplier<String> request) {
        this.jpa = jpa;
        this.current = current;
        this.retention = retention;
        this.clock = clock;
        this.request = request;
    }

    /** Away, everybody is known by the one key they came with. */
    @Reference(name = "keys", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(PersonKeys now) {
        keys.set(now);
    }

    void gone(PersonKeys old) {
        keys.compareAndSet(old, null);
    }

    @Override
    public void record(Event event) {
        if (!ACTION.matcher(event.action()).matches()) {
            throw new IllegalArgumentException("an action is named in dotted form, not " + event.action());
        }
        if (!OUTCOMES.contains(event.outcome())) {
            throw new IllegalArgumentException("an outcome is one of " + OUTCOMES + ", not " + event.outcome());
        }
        Actor actor = current.get();
        jpa.tx(TransactionType.Required, em -> insert(em, actor, event));
    }

    private void insert(EntityManager em, Actor actor, Event event) {
        if (numbers == null) {
            numbers = Numbers.of(em.unwrap(Connection.class));
        }
        Query insert = em.createNativeQuery(numbers.areGiven() ? INSERT_NUMBERED : INSERT);
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
        insert.setParameter(++at, request.get());
        AuditRecord.Act act = Acts.of(event.action());
        insert.setParameter(++at, act.name());
        insert.setParameter(++at, Salt.fresh());
        insert.setParameter(++at, retention.classOf("pkip", event.application(), act, event.action(), false));
        int number = ++at;
        numbers.next().ifPresent(next -> insert.setParameter(number, next));
        insert.executeUpdate();
    }

    @Override
    public List<Entry> ofCase(String caseNumber) {
        Event reading = Event.ok("audit.read", "audit", "oversight").about(caseNumber, null);
        if (!current.may(READ) && !isOwner(caseNumber)) {
            throw refused(reading);
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            List<RecordRow> found = em.createQuery(
                    "select r from RecordRow r where r.caseNumber = :number order by r.seq", RecordRow.class)
                    .setParameter("number", caseNumber).getResultList();
            record(reading);
            return found.stream().map(RecordRow::entry).toList();
        });
    }

    /** A resident owns the case that was submitted in the resident's own name; other records say nothing of ownership. */
    private boolean isOwner(String caseNumber) {
        Actor who = current.get();
        return who.kind() == Actor.Kind.RESIDENT && !jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select r.seq from RecordRow r where r.caseNumber = :number and r.action = 'case.submit'"
                        + " and r.outcome = 'ok' and r.dataSubject in :persons", Long.class)
                .setParameter("number", caseNumber).setParameter("persons", persons(who)).getResultList()).isEmpty();
    }

    /** All keys of those in whose name the resident looks: a case keeps the key it was made under. */
    private List<String> persons(Actor who) {
        PersonKeys known = keys.get();
        return Stream.concat(Stream.of(who.id()), who.onBehalfOf().stream())
                .flatMap(key -> (known == null ? Set.of(key) : known.of(key)).stream()).distinct().toList();
    }

    @Override
    public List<Entry> newest(long before, int limit) {
        Event reading = Event.ok("audit.read", "audit", "oversight");
        if (!current.may(READ)) {
            throw refused(reading);
        }
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("between 1 and 500 records at a time");
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            TypedQuery<RecordRow> query = em.createQuery(
                    "select r from RecordRow r where r.seq < :before order by r.seq desc", RecordRow.class);
            query.setParameter("before", before == 0 ? Long.MAX_VALUE : before).setMaxResults(limit);
            List<Entry> entries = query.getResultList().stream().map(RecordRow::entry).toList();
            record(reading.with(Map.of("records", String.valueOf(entries.size()))));
            return entries;
        });
    }

    /** Trying to look is a fact too; outside of a transaction of the caller its record stays. */
    private Forbidden refused(Event reading) {
        record(reading.outcome("refused"));
        return new Forbidden(READ);
    }
}
