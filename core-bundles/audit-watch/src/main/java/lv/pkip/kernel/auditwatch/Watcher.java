package lv.pkip.kernel.auditwatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditStream;
import lv.pkip.kernel.api.audit.AuditStream.Stretch;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import lv.pkip.kernel.api.status.Calendar;
import lv.pkip.kernel.auditwatch.Cells.Cell;
import lv.pkip.kernel.auditwatch.Window.Mark;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all records in the order of the log. How far it came, what the rules remember and what they found commit together, so a
 * restart neither loses nor doubles anything; one node at a time does it, by the lock on one row.
 */
@Component(service = Watcher.class, immediate = true)
@Designate(ocd = Watcher.Config.class)
public final class Watcher {
    static final int BATCH = AuditStream.MOST;
    /** From so far back patterns are learned when it begins. */
    static final Duration LEARN_FROM = Duration.ofDays(30);
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final long PAUSE_MS = 1000;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();
    /** A clock that goes off by more than that between two looks was set. */
    private static final Duration JUMP = Duration.ofMinutes(2);
    private final JpaTemplate jpa;
    private final AuditStream stream;
    private final Rules rules;
    private final Alerts alerts;
    private final Sources sources;
    private final Audit audit;
    private final CurrentActor current;
    private final Calendar calendar;
    private final Clock clock;
    private final LongSupplier ticks;
    private final Sweeper wheel = new Sweeper("pkip-audit-watch");
    private volatile Config config;
    private volatile boolean failing;
    private volatile boolean stopped;
    private Instant since;
    private Instant lookedAt;
    private long looked;
    private long swept;

    /** Settings. */
    @ObjectClassDefinition(name = "Audit alerts: keeping")
    public @interface Config {
        @AttributeDefinition(name = "Keep", description = "How many days an alert that was closed is kept, 30 at least")
        int keepDays() default 730;
    }

    @Activate
    public Watcher(@Reference(name = "jpa", target = "(osgi.unit.name=auditwatch)") JpaTemplate jpa, @Reference(name = "schema", target = "(unit=auditwatch)") SchemaReady schema,
            @Reference(name = "stream") AuditStream stream, @Reference(name = "rules") Rules rules, @Reference(name = "alerts") Alerts alerts, @Reference(name = "sources") Sources sources,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current, @Reference(name = "calendar") Calendar calendar, Config config) {
        this(jpa, stream, rules, alerts, sources, audit, current, calendar, Clock.systemUTC(), System::nanoTime, config);
        wheel.soon(() -> quietly(() -> record("audit-watch.start")));
        wheel.every(PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS, () -> quietly(this::turn));
    }

    Watcher(JpaTemplate jpa, AuditStream stream, Rules rules, Alerts alerts, Sources sources, Audit audit, CurrentActor current, Calendar calendar, Clock clock, LongSupplier ticks,
            Config config) {
        this.jpa = jpa;
        this.stream = stream;
        this.rules = rules;
        this.alerts = alerts;
        this.sources = sources;
        this.audit = audit;
        this.current = current;
        this.calendar = calendar;
        this.clock = clock;
        this.ticks = ticks;
        this.since = clock.instant();
        this.lookedAt = since;
        this.looked = ticks.getAsLong();
        this.swept = looked - HOUR;
        configured(config);
    }

    @Modified
    void configured(Config now) {
        config = now;
    }

    /** That nobody watched for a time is a fact to be proved; each reading is none, because it would have to be read itself, for ever. */
    private void record(String action) {
        current.asSystem(Alerts.WATCHER, () -> {
            audit.record(Event.ok(action, "audit", "oversight"));
            return null;
        });
    }

    @Deactivate
    void stop() {
        stopped = true;
        wheel.soon(() -> quietly(() -> record("audit-watch.stop")));
        wheel.stop();
    }

    /** A database that is away ends no turn for ever: the next one comes. */
    private void quietly(Runnable work) {
        try {
            work.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("records of the audit wait to be looked at: {}", e.toString());
            }
            failing = true;
        }
    }

    /** Goes through all that is there, and looks once a minute who is silent. */
    void turn() {
        current.asSystem(Alerts.WATCHER, () -> {
            while (!stopped && behind() != 0) {
                jpa.tx(TransactionType.Required, this::step);
            }
            minute();
            return null;
        });
    }

    /** How many places are still to be gone through; below zero before it began. */
    long behind() {
        Supplier<Long> counted = () -> jpa.txExpr(TransactionType.Required, em -> {
            long place = em.find(PositionRow.class, 1).place;
            return place < 0 ? -1 : stream.from(place, 1).size() - place;
        });
        return current.asSystem(Alerts.WATCHER, counted);
    }

    boolean isFailing() {
        return failing;
    }

    /** Holds the watch until the end of the transaction, so that one node at a time goes on. */
    static PositionRow held(EntityManager em) {
        em.createQuery("update PositionRow p set p.turns = p.turns + 1 where p.id = 1").executeUpdate();
        PositionRow row = em.find(PositionRow.class, 1);
        em.refresh(row);
        return row;
    }

    private void step(EntityManager em) {
        PositionRow position = held(em);
        if (position.place < 0) {
            position.place = stream.placeAt(clock.instant().minus(LEARN_FROM));
            position.quietBelow = stream.from(position.place, 1).size();
            return;
        }
        // All reading of the audit comes before all writing into it, so that it and who seals never wait for each other.
        Stretch stretch = stream.from(position.place, BATCH);
        List<Rule> now = rules.all(em);
        Map<String, StateRow> rows = new HashMap<>();
        Cells cells = new Cells(ids -> fetched(em, ids, rows));
        List<Hit> hits = new Finder(new Hours(calendar)).find(now, stretch.records(), position.quietBelow, cells);
        keep(em, cells.changed(), rows);
        for (String source : sources.count(em, stretch.records())) {
            alerts.sendsAgain(em, source);
        }
        position.place = stretch.next();
        alerts.found(em, position, hits);
    }

    private static Map<String, Cell> fetched(EntityManager em, Collection<String> ids, Map<String, StateRow> rows) {
        Map<String, Cell> all = new HashMap<>();
        for (List<String> piece : Pieces.of(ids)) {
            em.createQuery("select s from StateRow s where s.id in :ids", StateRow.class).setParameter("ids", piece).getResultList()
                    .forEach(row -> {
                        rows.put(row.id, row);
                        all.put(row.id, new Cell(row.items, row.until));
                    });
        }
        return all;
    }

    private static void keep(EntityManager em, Map<String, Cell> changed, Map<String, StateRow> rows) {
        changed.forEach((id, cell) -> {
            StateRow known = rows.get(id);
            StateRow row = known == null ? new StateRow() : known;
            row.id = id;
            row.items = cell.items();
            row.until = cell.until();
            if (known == null) {
                em.persist(row);
            }
        });
    }

    private void minute() {
        long tick = ticks.getAsLong();
        if (tick - looked < MINUTE) {
            return;
        }
        Instant now = clock.instant();
        if (Duration.between(lookedAt.plusNanos(tick - looked), now).abs().compareTo(JUMP) > 0) {
            since = now;
        }
        jpa.tx(TransactionType.Required, em -> {
            PositionRow position = held(em);
            List<String> silent = sources.silent(em, since);
            rules.all(em).stream().filter(rule -> rule.on() && rule.spec().sort() == Spec.Sort.SILENT).forEach(rule -> alerts.found(em, position,
                    silent.stream().map(name -> new Hit(rule, Group.of(Spec.By.SOURCE, name, name), new Mark(0, now.toEpochMilli()), List.of(), "")).toList()));
        });
        looked = tick;
        lookedAt = now;
        if (tick - swept >= HOUR) {
            sweep();
            swept = tick;
        }
    }

    private void sweep() {
        jpa.tx(TransactionType.Required, em -> {
            held(em);
            em.createQuery("delete from StateRow s where s.until < :now").setParameter("now", clock.millis()).executeUpdate();
            sources.sweep(em);
            int gone = alerts.sweep(em, Duration.ofDays(Math.max(30, config.keepDays())));
            if (gone > 0) {
                audit.record(Event.ok("audit-alert.delete", "audit", "oversight").with(Map.of("alerts", String.valueOf(gone))));
            }
        });
    }
}
