package lv.pkip.kernel.auditdesk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.Registry;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that are made again and again. What is due is made by the node that is first to take its row, all of it in one transaction:
 * the report, its delivery, and when it is due next. What was missed is made up, one stretch of time after the other.
 */
@Component(service = Schedules.class)
public final class Schedules {
    /** How many there may be. */
    static final int MOST = 100;
    /** After the end of a stretch of time, so that what was written in its last moment is there. */
    static final Duration LATER = Duration.ofMinutes(5);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final String ACTIVE = "ACTIVE";
    private final JpaTemplate jpa;
    private final Reports reports;
    private final ReportPost post;
    private final Searches names;
    private final Registry registry;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;

    @Activate
    public Schedules(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema, @Reference(name = "reports") Reports reports,
            @Reference(name = "post") ReportPost post, @Reference(name = "names") Searches names, @Reference(name = "registry") Registry registry,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this(jpa, reports, post, names, registry, audit, current, Clock.systemUTC());
    }

    Schedules(JpaTemplate jpa, Reports reports, ReportPost post, Searches names, Registry registry, Audit audit, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.reports = reports;
        this.post = post;
        this.names = names;
        this.registry = registry;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    /** Whether it runs; {@code STOPPED}: who made it may not read the audit any more. */
    enum State { ACTIVE, PAUSED, STOPPED }

    /** What is to be made, how often, and how it is told of. */
    record Wanted(ReportKind kind, Optional<String> subject, Rhythm rhythm, String purpose, boolean email, boolean workplace) { }

    /**
     * A schedule as kept.
     *
     * @param next    when it is made next; the stretch of time it is about ends just before
     * @param last    when it was last tried
     * @param report  the last that was made
     * @param outcome of the last try: {@code ok}, {@code failed} or {@code refused}
     */
    record Schedule(String id, String owner, Wanted wanted, State state, Instant next, Optional<Instant> last, Optional<String> report, Optional<String> outcome) { }

    /** False when there are too many. */
    boolean create(Wanted wanted) {
        return jpa.txExpr(TransactionType.Required, em -> {
            if (em.createQuery("select count(s) from ScheduleRow s", Long.class).getSingleResult() >= MOST) {
                return false;
            }
            ScheduleRow row = new ScheduleRow();
            row.id = names.name();
            row.owner = current.get().id();
            row.kind = wanted.kind().word();
            row.subject = wanted.subject().orElse(null);
            row.rhythm = wanted.rhythm().word();
            row.purpose = wanted.purpose();
            row.email = wanted.email() ? 1 : 0;
            row.workplace = wanted.workplace() ? 1 : 0;
            row.state = ACTIVE;
            row.due = wanted.rhythm().end(clock.instant()).toEpochMilli();
            row.created = clock.millis();
            em.persist(row);
            audit.record(Event.ok("audit-schedule.create", "audit", wanted.purpose()).about(null, row.subject)
                    .with(Map.of("schedule", row.id, "kind", row.kind, "rhythm", row.rhythm)));
            return true;
        });
    }

    /** All auditors', the newest first. */
    List<Schedule> all() {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select s from ScheduleRow s order by s.created desc, s.id", ScheduleRow.class)
                .getResultList().stream().map(Schedules::schedule).toList());
    }

    /** False when there is none. What fell due while it was paused is not made up. */
    boolean pause(String id, boolean paused, String purpose) {
        return change(id, row -> {
            row.state = paused ? State.PAUSED.name() : ACTIVE;
            if (!paused) {
                row.due = Math.max(row.due, rhythm(row).end(clock.instant()).toEpochMilli());
            }
            audit.record(Event.ok("audit-schedule.change", "audit", purpose).with(Map.of("schedule", id, "state", row.state)));
        });
    }

    /** False when there is none. */
    boolean delete(String id, String purpose) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<ScheduleRow> row = Optional.ofNullable(em.find(ScheduleRow.class, id));
            row.ifPresent(found -> {
                em.remove(found);
                audit.record(Event.ok("audit-schedule.delete", "audit", purpose).with(Map.of("schedule", id, "kind", found.kind, "for", found.owner)));
            });
            return row.isPresent();
        });
    }

    private boolean change(String id, java.util.function.Consumer<ScheduleRow> work) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<ScheduleRow> row = Optional.ofNullable(em.find(ScheduleRow.class, id));
            row.ifPresent(work);
            return row.isPresent();
        });
    }

    /** Makes the one that has been due longest, if any; whether there was one. */
    boolean turn() {
        Optional<String> due = jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select s.id from ScheduleRow s where s.state = 'ACTIVE' and s.due <= :now and s.tried <= :again order by s.due, s.id", String.class)
                .setParameter("now", clock.instant().minus(LATER).toEpochMilli()).setParameter("again", clock.instant().minus(AGAIN).toEpochMilli())
                .setMaxResults(1).getResultList().stream().findFirst());
        due.ifPresent(id -> current.asSystem("audit-desk", () -> {
            try {
                jpa.tx(TransactionType.Required, em -> run(em, id));
            } catch (RuntimeException e) {
                LOG.warn("a report by schedule was not made and is tried again: {}", e.toString());
                change(id, row -> {
                    row.tried = clock.millis();
                    row.last = clock.millis();
                    row.outcome = "failed";
                });
            }
            return null;
        }));
        return due.isPresent();
    }

    private void run(EntityManager em, String id) {
        long now = clock.millis();
        // The row is held until the end of the transaction: another node finds it changed.
        int taken = em.createQuery("update ScheduleRow s set s.last = :now where s.id = :id and s.state = 'ACTIVE' and s.due <= :due")
                .setParameter("now", now).setParameter("id", id).setParameter("due", clock.instant().minus(LATER).toEpochMilli()).executeUpdate();
        if (taken == 0) {
            return;
        }
        ScheduleRow row = em.find(ScheduleRow.class, id);
        em.refresh(row);
        if (!may(row.owner)) {
            row.state = State.STOPPED.name();
            row.outcome = "refused";
            audit.record(Event.ok("audit-schedule.revoke", "audit", row.purpose).outcome("refused").with(Map.of("schedule", id, "kind", row.kind, "for", row.owner)));
            return;
        }
        Instant end = Instant.ofEpochMilli(row.due);
        Reports.Report made = reports.make(new Reports.Wanted(ReportKind.of(row.kind).orElseThrow(), Optional.ofNullable(row.subject), rhythm(row).begin(end), end),
                new Reports.Why(row.owner, row.purpose, Optional.of(id)));
        post.tell(schedule(row), made);
        row.report = made.id();
        row.outcome = "ok";
        row.tried = 0;
        row.due = rhythm(row).end(end).toEpochMilli();
    }

    /** Whether somebody may read the audit now. */
    private boolean may(String login) {
        return registry.grants(login).stream().flatMap(grant -> registry.directory().role(grant.role()).stream()).flatMap(role -> role.permissions().stream())
                .anyMatch(held -> covers(held, Desk.READ));
    }

    /** As wildcard permissions are read everywhere. */
    private static boolean covers(String held, String wanted) {
        String[] have = held.split(":");
        String[] want = wanted.split(":");
        for (int i = 0; i < have.length; i++) {
            List<String> parts = Arrays.asList(have[i].split(","));
            if (!parts.contains("*") && (i >= want.length || !parts.contains(want[i]))) {
                return false;
            }
        }
        return true;
    }

    private static Rhythm rhythm(ScheduleRow row) {
        return Rhythm.of(row.rhythm).orElseThrow();
    }

    private static Schedule schedule(ScheduleRow row) {
        return new Schedule(row.id, row.owner, new Wanted(ReportKind.of(row.kind).orElseThrow(), Optional.ofNullable(row.subject), rhythm(row), row.purpose,
                row.email == 1, row.workplace == 1), State.valueOf(row.state), Instant.ofEpochMilli(row.due), Optional.ofNullable(row.last).map(Instant::ofEpochMilli),
                Optional.ofNullable(row.report), Optional.ofNullable(row.outcome));
    }
}
