package lv.pkip.kernel.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checkpoints of Derby at moments when nobody works with it. As its code reads, one made while others begin and end transactions may list
 * one too few or too many, and the recovery after a kill cannot read that ({@code XSLAO}). So it is counted who has a connection, and
 * while a checkpoint is made nobody gets one. It is made after each minute of use, as soon as all are back; where they never are, those who come
 * wait for a fifth of a second, once a minute, for the others to be done.
 */
final class Checkpoints implements AutoCloseable {
    static final Duration LOOK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int LOOKS = 60;
    private static final Duration HELD_UP = Duration.ofMillis(200);
    private static final int ALL = Integer.MAX_VALUE;

    private final Act checkpoint;
    private final Semaphore work = new Semaphore(ALL, true);
    private final Set<Object> lent = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pkip-database-checkpoint");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean used;
    private int looks;

    /** How a checkpoint is made. */
    @FunctionalInterface
    interface Act {
        void run() throws SQLException;
    }

    /** @param look how often it is looked whether one is due, which it is at each sixtieth time */
    Checkpoints(Act checkpoint, Duration look) {
        this.checkpoint = checkpoint;
        clock.scheduleWithFixedDelay(this::look, look.toNanos(), look.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Somebody gets a connection; waits while a checkpoint is made. */
    void begin(Object connection) {
        work.acquireUninterruptibly();
        lent.add(connection);
    }

    /** A connection comes back, or is closed; it need not have been lent. */
    void end(Object connection) {
        if (lent.remove(connection)) {
            used = true;
            work.release();
        }
    }

    private void look() {
        looks++;
        try {
            if (looks >= LOOKS && used && made(looks % LOOKS == 0)) {
                looks = 0;
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("No checkpoint could be made; the next one is tried in a minute", e);
            looks = 0;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes one; false when somebody works.
     *
     * @param holdUp whether those who come may be held up for a moment
     */
    boolean made(boolean holdUp) throws SQLException, InterruptedException {
        if (!(holdUp ? work.tryAcquire(ALL, HELD_UP.toMillis(), TimeUnit.MILLISECONDS) : work.tryAcquire(ALL))) {
            return false;
        }
        try {
            used = false;
            checkpoint.run();
            return true;
        } finally {
            work.release(ALL);
        }
    }

    /** Waits for one that is being made; without an interrupt, on which embedded Derby would close its files. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
