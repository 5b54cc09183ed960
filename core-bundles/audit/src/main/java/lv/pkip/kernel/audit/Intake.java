package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes in what other systems send. Calls that come while one transaction is being written go together into the next one, so
 * that many small senders cost no more syncs of the disk than one big one.
 */
@Component(service = AuditIntake.class)
public final class Intake implements AuditIntake {
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final String OWN = "pkip";
    private static final int WAITING = 5 * MOST;
    private static final int PATIENCE_SECONDS = 5;
    /** A database that says nothing for so long is taken for away: who sends is told so, and sends again. */
    private static final int SILENCE_MILLIS = 20_000;
    private static final Duration AHEAD = Duration.ofDays(1);
    /** In this time another record under a known id is told and not kept; later it is one of its own. */
    private static final Duration LOOK_BACK = Duration.ofDays(31);

    private final JpaTemplate jpa;
    private final Retention retention;
    private final Clock clock;
    private final Semaphore room = new Semaphore(WAITING);
    private final Together<Call> together = new Together<>(MOST, Call::size, this::write, Intake::away);

    @Activate
    public Intake(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema, @Reference(name = "retention") Retention retention) {
        this(jpa, retention, Clock.systemUTC());
    }

    Intake(JpaTemplate jpa, Retention retention, Clock clock) {
        this.jpa = jpa;
        this.retention = retention;
        this.clock = clock;
    }

    /** What one caller brings, and what becomes of it. */
    private static final class Call {
        private final String source;
        private final Map<String, SourceRows.Row> fresh = new LinkedHashMap<>();
        private final Map<String, SourceRows.Known> known = new LinkedHashMap<>();

        Call(String source) {
            this.source = source;
        }

        int size() {
            return fresh.size();
        }

        void ends(Written written) {
            known.putAll(written.before());
            known.putAll(written.now());
            fresh.keySet().removeAll(written.before().keySet());
        }
    }

    @Override
    public List<Receipt> take(String source, List<AuditRecord> records) {
        if (!SOURCE.matcher(source).matches() || source.equals(OWN)) {
            throw new IllegalArgumentException("no name of a source: " + source);
        }
        if (records.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " records");
        }
        Call call = new Call(source);
        List<Receipt> receipts = new ArrayList<>();
        List<SourceRows.Row> rows = new ArrayList<>();
        for (AuditRecord each : records) {
            Optional<Receipt> wrong = RecordCheck.wrong(each, clock.instant());
            receipts.add(wrong.orElse(null));
            SourceRows.Row row = wrong.isPresent() ? null : SourceRows.Row.of(source, each, clock.millis(), retention.classOf(source, each));
            rows.add(row);
            if (row != null) {
                call.fresh.putIfAbsent(each.id(), row);
            }
        }
        if (!call.fresh.isEmpty()) {
            keep(call);
        }
        Map<String, Integer> first = new LinkedHashMap<>();
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i) == null) {
                receipts.set(i, receipt(call, rows.get(i), first.putIfAbsent(records.get(i).id(), i) == null));
            }
        }
        return receipts;
    }

    private void keep(Call call) {
        int size = call.size();
        try {
            if (!room.tryAcquire(size, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Busy(PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy(PATIENCE_SECONDS);
        }
        try {
            together.run(call);
        } finally {
            room.release(size);
        }
    }

    /** @param first whether it is the first one of its id in this call */
    private static Receipt receipt(Call call, SourceRows.Row row, boolean first) {
        String id = row.record().id();
        SourceRows.Known known = call.known.get(id);
        // What was erased since cannot be compared any more, and was kept.
        boolean same = known.hash() == null || known.hash().equals(row.hash());
        Result result = !same ? Result.OTHER : first && call.fresh.containsKey(id) ? Result.NEW : Result.SAME;
        return new Receipt(result, same ? known.sequence() : 0, Optional.empty(), Optional.empty());
    }

    /** Two that stand in each other's way are no such case: who tries again gets through. */
    private static boolean away(RuntimeException failure) {
        Throwable here = failure;
        for (int i = 0; here != null && i < 20; i++, here = here.getCause()) {
            if (here instanceof SQLException sql && String.valueOf(sql.getSQLState()).startsWith("40")) {
                return false;
            }
        }
        return DatabaseAway.caused(failure);
    }

    private void write(List<Call> calls) {
        Map<Call, Written> written;
        try {
            written = jpa.txExpr(TransactionType.Required, em -> write(em.unwrap(Connection.class), calls));
        } catch (RuntimeException twice) {
            if (away(twice)) {
                throw twice;
            }
            // Another node may have written the same records just now; then they are there, and are found.
            written = jpa.txExpr(TransactionType.Required, em -> write(em.unwrap(Connection.class), calls));
        }
        written.forEach(Call::ends);
    }

    /** What of a call stood there already, and what stands there now. */
    private record Written(Map<String, SourceRows.Known> before, Map<String, SourceRows.Known> now) { }

    private static Map<Call, Written> write(Connection connection, List<Call> calls) {
        try {
            SourceRows rows = new SourceRows(connection);
            rows.waitAtMost(SILENCE_MILLIS);
            // In one order, so that two nodes do not wait for each other's counters.
            Map<String, List<Call>> sources = new TreeMap<>();
            calls.forEach(call -> sources.computeIfAbsent(call.source, name -> new ArrayList<>()).add(call));
            Map<Call, Written> written = new IdentityHashMap<>();
            for (Map.Entry<String, List<Call>> source : sources.entrySet()) {
                Written its = write(rows, source.getKey(), source.getValue());
                source.getValue().forEach(call -> written.put(call, its));
            }
            return written;
        } catch (SQLException e) {
            throw new IllegalStateException("records cannot be written", e);
        }
    }

    private static Written write(SourceRows rows, String source, List<Call> calls) throws SQLException {
        Map<String, SourceRows.Row> all = new LinkedHashMap<>();
        calls.forEach(call -> call.fresh.forEach(all::putIfAbsent));
        long since = since(all.values());
        rows.hold(source);
        Map<String, SourceRows.Known> before = rows.known(source, all.keySet(), since);
        List<SourceRows.Row> fresh = all.values().stream().filter(row -> !before.containsKey(row.record().id())).toList();
        if (fresh.isEmpty()) {
            return new Written(before, Map.of());
        }
        Map<String, SourceRows.Known> now = rows.insert(fresh);
        rows.count(source, fresh);
        return new Written(before, now.isEmpty() ? rows.known(source, fresh.stream().map(row -> row.record().id()).toList(), since) : now);
    }

    /** From when on a record of these may have come: a day before it happened, by clocks that differ, and always some weeks ago. */
    private static long since(Collection<SourceRows.Row> rows) {
        return rows.stream().mapToLong(row -> Math.min(row.record().time().toEpochMilli() - AHEAD.toMillis(), row.received() - LOOK_BACK.toMillis())).min().orElseThrow();
    }
}
