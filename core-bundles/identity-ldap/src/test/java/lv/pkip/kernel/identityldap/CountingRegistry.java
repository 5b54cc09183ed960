package lv.pkip.kernel.identityldap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.testkit.Instead;
import lv.pkip.kernel.testkit.MemoryRegistry;

/** A registry whose directory a test puts in, and which counts its listeners. */
final class CountingRegistry {
    private final MemoryRegistry registry;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Directory directory;
    private volatile boolean failing;

    /** @param directory null: that of the registry */
    CountingRegistry(MemoryRegistry registry, Directory directory) {
        this.registry = registry;
        this.directory = directory;
    }

    /** The registry as others see it. */
    Registry service() {
        return Instead.of(Registry.class, registry, this);
    }

    void change(Directory fresh, long revision) {
        directory = Directory.of(revision, fresh.accounts(), fresh.units(), fresh.positions(), fresh.groups(), fresh.roles());
        tell();
    }

    void tell() {
        listeners.forEach(Runnable::run);
    }

    void fail(boolean now) {
        failing = now;
    }

    int failures() {
        return failures.get();
    }

    int listeners() {
        return listeners.size();
    }

    public Directory directory() {
        if (failing) {
            failures.incrementAndGet();
            throw new IllegalStateException("the database is away");
        }
        return directory == null ? registry.directory() : directory;
    }

    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
