package lv.pkip.kernel.delivery;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes due items under a lease and gives them to their channels. A worker that dies leaves a lease that runs out, so its
 * items are tried again; the channel is told the same idempotency key.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int THREADS = 2;
    private static final int BATCH = 20;
    private static final long LEASE = 120_000;
    private static final long POLL = 15_000;
    private static final long AWAY = 60_000;
    private static final int PATIENCE_SECONDS = 15;

    private final Rows rows;
    private final Dispatcher dispatcher;
    private final CurrentActor current;
    private final Clock clock;
    private final RandomGenerator random;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopping;
    private volatile ExecutorService threads;

    Workers(Rows rows, Dispatcher dispatcher, CurrentActor current, Clock clock, RandomGenerator random) {
        this.rows = rows;
        this.dispatcher = dispatcher;
        this.current = current;
        this.clock = clock;
        this.random = random;
    }

    void start() {
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "pkip-outbox");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < THREADS; i++) {
            threads.execute(this::loop);
        }
    }

    /**
     * Lets the deliveries under way end. Threads are not interrupted while they may talk to the database: embedded Derby
     * closes the connection then, and what was just sent could not be marked.
     */
    void stop() {
        stopping = true;
        ExecutorService ending = threads;
        if (ending == null) {
            return;
        }
        wake.release(THREADS);
        ending.shutdown();
        try {
            if (!ending.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a delivery did not end in time; its lease will run out");
                ending.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    void wake() {
        if (wake.availablePermits() < THREADS) {
            wake.release();
        }
    }

    private void loop() {
        while (!stopping) {
            try {
                if (round() == 0) {
                    long pause = rows.nextDue().map(due -> Math.min(POLL, Math.max(100, due - clock.millis()))).orElse(POLL);
                    wake.tryAcquire(pause, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warn("the outbox cannot be read: {}; trying again", e.getClass().getName());
                    LOG.debug("why", e);
                    try {
                        wake.tryAcquire(2, TimeUnit.SECONDS);
                    } catch (InterruptedException stopped) {
                        return;
                    }
                }
            }
        }
    }

    /** Leases what is due, delivers it, and tells how many items that were. */
    int round() {
        String owner = UUID.randomUUID().toString();
        long now = clock.millis();
        List<DeliveryItem> leased = rows.lease(owner, now, now + LEASE, BATCH);
        for (DeliveryItem item : leased) {
            if (stopping) {
                rows.postponed(item.id(), owner, clock.millis(), null); // the next start need not wait for the lease to end
                continue;
            }
            if (clock.millis() >= item.lease() - LEASE / 4) {
                continue; // slow partners used the lease up: leave the rest to run out rather than send it twice
            }
            current.asSystem("delivery", () -> {
                deliver(item, owner);
                return null;
            });
        }
        return leased.size();
    }

    private void deliver(DeliveryItem item, String owner) {
        try (Dispatcher.Lease<Channel> channel = dispatcher.enter(Channel.class, item.item().channel())) {
            channel.service().deliver(item.item());
        } catch (Channel.Undeliverable e) {
            fail(item, owner, true, e);
            return;
        } catch (Unavailable e) {
            // A channel that is not there, perhaps during its upgrade, is no failed try and never kills an item.
            rows.postponed(item.id(), owner, clock.millis() + AWAY, reason(e));
            LOG.info("item {} waits for channel {}", item.id(), item.item().channel());
            return;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            fail(item, owner, item.attempts() >= BackOff.MAX_ATTEMPTS, e);
            return;
        }
        if (!rows.sent(item.id(), owner, clock.millis())) {
            LOG.warn("item {} was delivered after its lease had run out; the partner may have got it twice", item.id());
        }
    }

    private void fail(DeliveryItem item, String owner, boolean dead, Exception why) {
        long next = clock.millis() + BackOff.afterTry(item.attempts(), random);
        rows.failed(item.id(), owner, dead, next, reason(why));
        if (dead) {
            LOG.error("item {} of channel {} cannot be delivered and waits for a person: {}", item.id(),
                    item.item().channel(), why.getClass().getName());
        } else {
            LOG.info("item {} of channel {} not delivered at try {}: {}", item.id(), item.item().channel(),
                    item.attempts(), why.getClass().getName());
        }
    }

    /** Kind of failure and message, cut to the column; staff see it, the log does not (a message may hold an address). */
    private static String reason(Exception why) {
        String text = why.getClass().getSimpleName() + (why.getMessage() == null ? "" : ": " + why.getMessage());
        return text.length() > 500 ? text.substring(0, 500) : text;
    }
}
