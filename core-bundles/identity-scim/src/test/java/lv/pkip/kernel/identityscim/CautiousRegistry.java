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
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.testkit.Instead;

/** A registry that asks who acts, and lets the role {@code administrator} wait for a second person. */
final class CautiousRegistry implements Approvals {
    private static final String PRIVILEGED = "administrator";
    private final Registry registry;
    private final CurrentActor current;
    private final List<Approval> waiting = new ArrayList<>();
    final List<String> actors = new ArrayList<>();
    /** How many accounts were made in one go. */
    final List<Integer> together = new ArrayList<>();
    Runnable beforeChange = () -> { };

    CautiousRegistry(Registry registry, CurrentActor current) {
        this.registry = registry;
        this.current = current;
    }

    /** The registry as others see it. */
    Registry service() {
        return Instead.of(Registry.class, registry, this);
    }

    private synchronized Account held(Account account, Set<String> before) {
        current.require("users:manage");
        actors.add(current.get().id());
        Set<String> roles = new HashSet<>(account.roles());
        if (!before.contains(PRIVILEGED) && roles.remove(PRIVILEGED)) {
            waiting.add(new Approval(waiting.size() + 1L, Registry.Subject.ACCOUNT, account.login(), Set.of(PRIVILEGED), current.get().id(), Instant.EPOCH, "", State.WAITING,
                    Optional.empty(), Optional.empty(), "", Act.RIGHTS, ""));
        }
        return account.withRoles(roles);
    }

    public Registry.Created create(Account account) {
        return registry.create(held(account, Set.of()));
    }

    public List<Account> createWithoutPassword(List<Account> accounts) {
        together.add(accounts.size());
        return registry.createWithoutPassword(accounts.stream().map(account -> held(account, Set.of())).toList());
    }

    public List<Account> change(List<Account> accounts, String reason) {
        beforeChange.run();
        return registry.change(accounts.stream().map(a -> held(a, registry.directory().account(a.login()).orElseThrow().roles())).toList(), reason);
    }

    public List<Registry.Created> apply(List<Account> fresh, List<Account> changed, String reason) {
        return registry.apply(fresh.stream().map(a -> held(a, Set.of())).toList(),
                changed.stream().map(a -> held(a, registry.directory().account(a.login()).orElseThrow().roles())).toList(), reason);
    }

    public void remove(Account account, String reason) {
        current.require("users:manage");
        beforeChange.run();
        registry.remove(account, reason);
    }

    public void remove(String login, String reason) {
        current.require("users:manage");
        registry.remove(login, reason);
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
