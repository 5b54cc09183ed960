package lv.pkip.kernel.identityldap;

import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog of now. A thread of its own makes a new one when the registry or the day has changed; who searches never waits for it. */
final class LiveCatalog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalog.class);
    /** After a catalog was made, until the next one: a long import must not keep the processor busy, and a change is visible within a second. */
    private static final int REST_MILLIS = 250;
    /** To notice a new day, and in case a call was lost. */
    private static final int LOOK_SECONDS = 15;

    private final Registry registry;
    private final String house;
    private final Clock clock;
    private final Semaphore changed = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AutoCloseable listening;
    private final Thread maker;
    private volatile Catalog catalog;

    LiveCatalog(Registry registry, String base, String house, Clock clock) {
        this.registry = registry;
        this.house = house;
        this.clock = clock;
        this.listening = registry.onChange(changed::release);
        this.catalog = Catalog.of(registry.directory(), LocalDate.now(clock), base, house);
        this.maker = new Thread(this::keep, "pkip-ldap-catalog");
        maker.setDaemon(true);
        maker.start();
    }

    Catalog now() {
        return catalog;
    }

    private void keep() {
        try {
            while (ended.getCount() > 0) {
                boolean told = changed.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
                changed.drainPermits();
                if (ended.getCount() > 0) {
                    refresh();
                }
                if (told && ended.await(REST_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh() {
        try {
            if (registry.directory().revision() != catalog.revision() || !LocalDate.now(clock).equals(catalog.day())) {
                catalog = catalog.next(registry.directory(), LocalDate.now(clock), house);
            }
        } catch (RuntimeException e) {
            // What was true a moment ago is better than nothing; the next look tries again.
            LOG.warn("The LDAP directory could not be renewed: {}", e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        ended.countDown();
        changed.release();
        try {
            listening.close();
            maker.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("The registry did not let go of a listener: {}", e.getClass().getSimpleName());
        }
    }
}
