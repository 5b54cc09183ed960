package lv.pkip.kernel.api.persistence;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does something now and then, as a rule in the database, on one thread of its own that goes with the part it works for. */
public final class Sweeper {
    private static final int PATIENCE_SECONDS = 10;
    private final ScheduledExecutorService thread;

    /** @param name of the thread */
    public Sweeper(String name) {
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
    }

    /** @param work throws nothing: after an exception it would never be done again */
    public void every(long first, long pause, TimeUnit unit, Runnable work) {
        thread.scheduleWithFixedDelay(work, first, pause, unit);
    }

    /** Does something once, soon; nothing any more after {@link #stop}. */
    public void soon(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(work);
        }
    }

    /**
     * Lets work under way end: embedded Derby would close the connection of an interrupted thread.
     *
     * @return false when it did not end in ten seconds
     */
    public boolean stop() {
        thread.shutdown();
        try {
            return thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
