package lv.pkip.kernel.identityldap;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.testkit.MemoryRegistry;

/** A registry whose directory a test puts in, and which counts its listeners. */
final class CountingRegistry implements Registry {
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

    @Override
    public Directory directory() {
        if (failing) {
            failures.incrementAndGet();
            throw new IllegalStateException("the database is away");
        }
        return directory == null ? registry.directory() : directory;
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<Grant> grants(String login) {
        return registry.grants(login);
    }

    @Override
    public Created create(Account account) {
        return registry.create(account);
    }

    @Override
    public List<Account> change(List<Account> accounts, String reason) {
        return registry.change(accounts, reason);
    }

    @Override
    public List<Created> apply(List<Account> fresh, List<Account> changed, String reason) {
        return registry.apply(fresh, changed, reason);
    }

    @Override
    public void remove(String login, String reason) {
        registry.remove(login, reason);
    }

    @Override
    public String resetPassword(String login) {
        return registry.resetPassword(login);
    }

    @Override
    public Optional<String> personalCode(String login) {
        return registry.personalCode(login);
    }

    @Override
    public void personalCode(String login, String code) {
        registry.personalCode(login, code);
    }

    @Override
    public List<Change> history(Subject subject, String id, long before, int limit) {
        return registry.history(subject, id, before, limit);
    }
}
