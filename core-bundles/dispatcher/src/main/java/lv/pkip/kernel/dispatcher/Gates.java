package lv.pkip.kernel.dispatcher;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;

/** All generations of one kind by id, and those who wait for one. */
final class Gates implements ServiceTrackerCustomizer<Object, Gates.Entry> {
    /** A generation under the id it is known by. */
    record Entry(String id, Generation generation) { }

    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);
    private static final Generation[] NONE = {};

    private final Kind kind;
    private final BundleContext context;
    private final long waitNanos;
    private final LongSupplier drainDeadline;
    private final Runnable changed;
    private final ConcurrentMap<String, Generation[]> present = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Object arrival = new Object();
    private final ServiceTracker<Object, Entry> tracker;

    Gates(Kind kind, BundleContext context, long waitMillis, LongSupplier drainDeadline, Runnable changed) {
        this.kind = kind;
        this.context = context;
        this.waitNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        this.drainDeadline = drainDeadline;
        this.changed = changed;
        try {
            this.tracker = new ServiceTracker<>(context, context.createFilter(kind.filter()), this);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        tracker.open();
    }

    void close() {
        tracker.close();
    }

    <T> Dispatcher.Lease<T> enter(Class<T> type, String id) {
        Generation generation = tryEnter(id);
        if (generation == null) {
            if (!known.contains(id)) {
                throw new Unavailable(id, false);
            }
            generation = await(id);
        }
        return new CountedLease<>(type.cast(generation.service()), generation);
    }

    private Generation tryEnter(String id) {
        for (Generation generation : present.getOrDefault(id, NONE)) {
            if (generation.enter()) {
                return generation;
            }
        }
        return null;
    }

    private Generation await(String id) {
        long deadline = System.nanoTime() + waitNanos;
        synchronized (arrival) {
            while (true) {
                Generation generation = tryEnter(id);
                if (generation != null) {
                    return generation;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new Unavailable(id, true);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(arrival, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Unavailable(id, true);
                }
            }
        }
    }

    List<String> ids() {
        return present.keySet().stream().sorted().toList();
    }

    Optional<Generation> newest(String id) {
        return Arrays.stream(present.getOrDefault(id, NONE)).findFirst();
    }

    @Override
    public Entry addingService(ServiceReference<Object> reference) {
        Bundle bundle = reference.getBundle();
        Object id = reference.getProperty(kind.property());
        if (bundle == null) {
            return null; // gone already
        }
        if (!(id instanceof String name) || name.isBlank()) {
            LOG.error("{} brings a {} whose {} is no text; it is left out", bundle, kind.type().getSimpleName(), kind.property());
            return null;
        }
        Entry entry = new Entry(name, new Generation(reference, bundle, () -> context.getService(reference)));
        add(entry);
        return entry;
    }

    private void add(Entry entry) {
        known.add(entry.id());
        present.merge(entry.id(), new Generation[] {entry.generation()}, Gates::together);
        synchronized (arrival) {
            arrival.notifyAll();
        }
        changed.run();
    }

    private static Generation[] together(Generation[] some, Generation[] more) {
        Generation[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        Arrays.sort(all, Generation.NEWEST_FIRST);
        return all;
    }

    private void remove(Entry entry) {
        present.computeIfPresent(entry.id(), (id, all) -> {
            Generation[] rest = Arrays.stream(all).filter(g -> g != entry.generation()).toArray(Generation[]::new);
            return rest.length == 0 ? null : rest;
        });
    }

    /** A ranking may have changed; the id counts as it was when the service came. */
    @Override
    public void modifiedService(ServiceReference<Object> reference, Entry entry) {
        present.computeIfPresent(entry.id(), (id, all) -> together(all, NONE));
        changed.run();
    }

    /** Runs on the thread that stops the bundle and holds it up until the last call is out, or the deadline. */
    @Override
    public void removedService(ServiceReference<Object> reference, Entry entry) {
        remove(entry);
        changed.run();
        int left = entry.generation().drain(drainDeadline.getAsLong());
        if (left > 0) {
            LOG.warn("{} {} of {} goes with {} calls still inside: the deadline is over", kind.type().getSimpleName(), entry.id(),
                    entry.generation(), left);
        }
        context.ungetService(reference);
    }

    /** A place inside a generation, given back once. */
    private static final class CountedLease<T> implements Dispatcher.Lease<T> {
        private final T service;
        private final Generation generation;
        private final AtomicBoolean open = new AtomicBoolean(true);

        CountedLease(T service, Generation generation) {
            this.service = service;
            this.generation = generation;
        }

        @Override
        public T service() {
            return service;
        }

        @Override
        public String version() {
            return generation.version();
        }

        @Override
        public long bundleId() {
            return generation.bundleId();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                generation.leave();
            }
        }
    }
}
