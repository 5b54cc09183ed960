package lv.pkip.kernel.status;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the bundle's recurring work run: warnings every quarter of an hour, deleting every hour, sweeping every night. */
@Component(service = {}, immediate = true)
public final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final int PATIENCE_SECONDS = 10;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "pkip-status-schedule");
        thread.setDaemon(true);
        return thread;
    });

    /** Work that may fail once and is tried again at its next time. */
    private interface Work {
        void run() throws Exception;
    }

    @Activate
    public Schedule(@Reference(name = "watch") DeadlineWatch watch, @Reference(name = "housekeeping") Housekeeping keeping) {
        every(15, 1, "warning of deadlines", watch::warn);
        every(60, 5, "deleting what expired", keeping::expire);
        every(24 * 60, 30, "sweeping the files", keeping::sweep);
    }

    private void every(int minutes, int firstAfter, String what, Work work) {
        thread.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (Exception e) {
                LOG.warn("{} did not succeed and is tried again in {} minutes", what, minutes, e);
            }
        }, firstAfter, minutes, TimeUnit.MINUTES);
    }

    /** Lets the work under way end: embedded Derby would close the connection of an interrupted thread. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("recurring work did not end in {} s; what it did not finish waits for its next time", PATIENCE_SECONDS);
        }
    }
}
