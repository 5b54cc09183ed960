package lv.pkip.kernel.dispatcher;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * One registered service with the calls that are inside it.
 * Who enters is counted first and only then sees whether the gate is open; who closes the gate first closes it and only then
 * counts. So a call is either let in and waited for, or sent on to another generation: none is cut off.
 */
final class Generation {
    /** Newest bundle version first, then as the framework ranks. */
    static final Comparator<Generation> NEWEST_FIRST = Comparator.comparing((Generation g) -> g.version)
            .thenComparing((Generation g) -> g.reference).reversed();
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceReference<Object> reference;
    private final Version version;
    private final long bundleId;
    private final String bundle;
    private final Supplier<Object> source;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closed;
    private volatile Object service;
    private long lastTry;

    /** @param source gives the service object, or null while its component cannot be activated */
    Generation(ServiceReference<Object> reference, Bundle bundle, Supplier<Object> source) {
        this.reference = reference;
        this.version = bundle.getVersion();
        this.bundleId = bundle.getBundleId();
        this.bundle = bundle.getSymbolicName() + " " + bundle.getVersion();
        this.source = source;
        this.service = source.get();
        this.lastTry = System.nanoTime();
    }

    /** Counts the caller in; false when the gate is closed or the component does not come to life. */
    boolean enter() {
        inFlight.incrementAndGet();
        if (closed || !isAlive()) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        if (inFlight.decrementAndGet() == 0 && closed) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private boolean isAlive() {
        return service != null || revive();
    }

    /** Asks again for a component that failed before, not more often than once a second. */
    private synchronized boolean revive() {
        if (service == null && System.nanoTime() - lastTry > RETRY_NANOS) {
            service = source.get();
            lastTry = System.nanoTime();
        }
        return service != null;
    }

    /** Lets nobody in any more and waits for those inside; the number still inside at the deadline, usually 0. */
    int drain(long deadlineNanos) {
        closed = true;
        synchronized (this) {
            long left = deadlineNanos - System.nanoTime();
            while (inFlight.get() > 0 && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
                left = deadlineNanos - System.nanoTime();
            }
        }
        return inFlight.get();
    }

    Object service() {
        return service;
    }

    String version() {
        return version.toString();
    }

    long bundleId() {
        return bundleId;
    }

    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        return properties;
    }

    @Override
    public String toString() {
        return bundle;
    }
}
