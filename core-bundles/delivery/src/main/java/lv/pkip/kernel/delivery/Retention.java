package lv.pkip.kernel.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what letters said some time after they were sent; that they were sent, when, where to and their hash stay. */
@Component(service = {}, immediate = true)
@Designate(ocd = Retention.Config.class)
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 200;
    private static final int PATIENCE_SECONDS = 10;

    /** Settings, PID {@code lv.pkip.kernel.delivery.Retention}. */
    @ObjectClassDefinition(name = "PKIP: how long sent letters are kept")
    public @interface Config {
        @AttributeDefinition(description = "Days after sending; 0: for ever")
        int contentDays() default 90;
    }

    private final Rows rows;
    private final Clock clock;
    private final int days;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "pkip-outbox-retention");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean stopping;

    @Activate
    public Retention(@Reference(name = "desk") OutboxDesk desk, Config config) {
        this(desk.rows(), Clock.systemUTC(), config.contentDays());
        thread.scheduleWithFixedDelay(this::quietly, 7, 60, TimeUnit.MINUTES);
    }

    Retention(Rows rows, Clock clock, int days) {
        if (days < 0) {
            throw new IllegalArgumentException("contentDays is 0 or more");
        }
        this.rows = rows;
        this.clock = clock;
        this.days = days;
    }

    /** Lets the transaction under way end: embedded Derby would close the connection of an interrupted thread. */
    @Deactivate
    void stop() throws InterruptedException {
        stopping = true;
        thread.shutdown();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("forgetting sent letters did not end in {} s; the rest waits for its next time", PATIENCE_SECONDS);
        }
    }

    private void quietly() {
        try {
            int forgotten = round();
            if (forgotten > 0) {
                LOG.info("forgot the content of {} items sent more than {} days ago", forgotten, days);
            }
        } catch (RuntimeException e) {
            LOG.warn("the content of sent items could not be forgotten; tried again in an hour", e);
        }
    }

    /** In small transactions, so that workers never wait long. */
    int round() {
        int forgotten = 0;
        int some = BATCH;
        while (days > 0 && some == BATCH && !stopping) {
            some = rows.forget(clock.millis() - Duration.ofDays(days).toMillis(), BATCH);
            forgotten += some;
        }
        return forgotten;
    }
}
