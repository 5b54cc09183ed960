package lv.pkip.kernel.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Map;
import javax.transaction.Status;
import javax.transaction.Synchronization;
import javax.transaction.TransactionSynchronizationRegistry;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The outbox: takes items in the caller's transaction and wakes the workers once that has committed. */
@DeclaresPermission("outbox:read")
@DeclaresPermission("outbox:resend")
@Component(service = {Outbox.class, OutboxDesk.class}, immediate = true)
public final class OutboxDesk implements Outbox {

    private final Rows rows;
    private final TransactionSynchronizationRegistry transactions;
    private final CurrentActor current;
    private final Audit audit;
    private final Clock clock;
    private final Workers workers;

    @Activate
    public OutboxDesk(@Reference(name = "jpa", target = "(osgi.unit.name=delivery)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=delivery)") SchemaReady schema,
            @Reference(name = "transactions") TransactionSynchronizationRegistry transactions,
            @Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "current") CurrentActor current,
            @Reference(name = "audit") Audit audit) {
        this(new Rows(jpa), transactions, dispatcher, current, audit, Clock.systemUTC(), new java.util.SplittableRandom());
        workers.start();
    }

    OutboxDesk(Rows rows, TransactionSynchronizationRegistry transactions, Dispatcher dispatcher, CurrentActor current,
            Audit audit, Clock clock, java.util.random.RandomGenerator random) {
        this.rows = rows;
        this.transactions = transactions;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
        this.workers = new Workers(rows, dispatcher, current, clock, random);
    }

    @Deactivate
    void stop() {
        workers.stop();
    }

    Workers workers() {
        return workers;
    }

    Rows rows() {
        return rows;
    }

    @Override
    public void put(Item item) {
        if (rows.insert(item, clock.millis())) {
            wakeAfterCommit();
        }
    }

    private void wakeAfterCommit() {
        if (transactions.getTransactionKey() == null) {
            workers.wake();
            return;
        }
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing to do: the rows are written already
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    workers.wake();
                }
            }
        });
    }

    @Override
    public Map<State, Long> counts() {
        return rows.counts();
    }

    @Override
    public Optional<Instant> oldest() {
        return rows.oldest().map(Instant::ofEpochMilli);
    }

    @Override
    public List<Entry> list(State state, long before, int limit) {
        current.require("outbox:read");
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("between 1 and 500 entries at a time");
        }
        audit.record(Audit.Event.ok("outbox.read", "delivery", "delivery").with(Map.of("state", state.name().toLowerCase(Locale.ROOT))));
        return rows.list(state, before, limit);
    }

    @Override
    public void resend(long id) {
        current.require("outbox:resend");
        if (!rows.resend(id, clock.millis())) {
            throw new IllegalStateException("item " + id + " is sent already, is being sent, or does not exist");
        }
        audit.record(Audit.Event.ok("outbox.resend", "delivery", "delivery").with(Map.of("id", String.valueOf(id)))
                .about(rows.find(id).flatMap(i -> i.item().caseNumber()).orElse(null), null));
        wakeAfterCommit();
    }
}
