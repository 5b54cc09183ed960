package lv.pkip.kernel.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;

/** A {@link Dispatcher} a test fills by hand: one generation per id, nothing waits, open leases are counted. */
public final class InMemoryDispatcher implements Dispatcher {
    private record Name(Class<?> type, String id) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byType = type.getName().compareTo(other.type.getName());
            return byType != 0 ? byType : id.compareTo(other.id);
        }
    }

    private record Brought(Object service, Map<String, Object> properties, String version) { }

    private final Map<Name, Brought> present = new ConcurrentSkipListMap<>();
    private final Set<Name> known = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    public <T> InMemoryDispatcher with(Class<T> type, String id, T service) {
        return with(type, id, service, Map.of(), "1.0.0");
    }

    /** Brings a service, in place of the one that had the id. */
    public <T> InMemoryDispatcher with(Class<T> type, String id, T service, Map<String, Object> properties, String version) {
        Name name = new Name(type, id);
        known.add(name);
        present.put(name, new Brought(service, Map.copyOf(properties), version));
        listeners.forEach(Runnable::run);
        return this;
    }

    public void without(Class<?> type, String id) {
        present.remove(new Name(type, id));
        listeners.forEach(Runnable::run);
    }

    /** Leases not yet closed: a test ends with none. */
    public int openLeases() {
        return open.get();
    }

    @Override
    public <T> Lease<T> enter(Class<T> type, String id) {
        Name name = new Name(type, id);
        Brought brought = present.get(name);
        if (brought == null) {
            throw new Unavailable(id, known.contains(name));
        }
        open.incrementAndGet();
        return new Counted<>(type.cast(brought.service()), brought.version(), open);
    }

    @Override
    public List<String> ids(Class<?> type) {
        return present.keySet().stream().filter(n -> n.type() == type).map(Name::id).toList();
    }

    @Override
    public Optional<Map<String, Object>> properties(Class<?> type, String id) {
        return Optional.ofNullable(present.get(new Name(type, id))).map(Brought::properties);
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static final class Counted<T> implements Lease<T> {
        private final T service;
        private final String version;
        private final AtomicInteger open;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(T service, String version, AtomicInteger open) {
            this.service = service;
            this.version = version;
            this.open = open;
        }

        @Override
        public T service() {
            return service;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public long bundleId() {
            return 1;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
        }
    }
}
