package lv.pkip.kernel.identityscim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Registry;

/** A registry that asks who acts, and lets the role {@code administrator} wait for a second person. */
final class CautiousRegistry implements Registry, Approvals {
    private static final String PRIVILEGED = "administrator";
    private final Registry registry;
    private final CurrentActor current;
    private final List<Approval> waiting = new ArrayList<>();
    final List<String> actors = new ArrayList<>();
    Runnable beforeChange = () -> { };

    CautiousRegistry(Registry registry, CurrentActor current) {
        this.registry = registry;
        this.current = current;
    }

    private synchronized Account held(Account account, Set<String> before) {
        current.require("users:manage");
        actors.add(current.get().id());
        Set<String> roles = new HashSet<>(account.roles());
        if (!before.contains(PRIVILEGED) && roles.remove(PRIVILEGED)) {
            waiting.add(new Approval(waiting.size() + 1L, Subject.ACCOUNT, account.login(), Set.of(PRIVILEGED), current.get().id(), Instant.EPOCH, "", State.WAITING,
                    Optional.empty(), Optional.empty(), ""));
        }
        return account.withRoles(roles);
    }

    @Override
    public Directory directory() {
        return registry.directory();
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        return registry.onChange(listener);
    }

    @Override
    public List<Grant> grants(String login) {
        return registry.grants(login);
    }

    @Override
    public Created create(Account account) {
        return registry.create(held(account, Set.of()));
    }

    @Override
    public List<Account> change(List<Account> accounts, String reason) {
        beforeChange.run();
        return registry.change(accounts.stream().map(a -> held(a, directory().account(a.login()).orElseThrow().roles())).toList(), reason);
    }

    @Override
    public List<Created> apply(List<Account> fresh, List<Account> changed, String reason) {
        return registry.apply(fresh.stream().map(a -> held(a, Set.of())).toList(),
                changed.stream().map(a -> held(a, directory().account(a.login()).orElseThrow().roles())).toList(), reason);
    }

    @Override
    public void remove(String login, String reason) {
        current.require("users:manage");
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

    @Override
    public List<Approval> waiting() {
        return List.copyOf(waiting);
    }

    @Override
    public List<Approval> decided(long before, int limit) {
        return List.of();
    }

    @Override
    public void approve(long id, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refuse(long id, String reason) {
        throw new UnsupportedOperationException();
    }
}
