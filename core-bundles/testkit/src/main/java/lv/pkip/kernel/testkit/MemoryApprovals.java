package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;

/** Approvals a test asks for; what an account gains, it holds when somebody else approved. */
public final class MemoryApprovals implements Approvals {
    private final Registry registry;
    private final CurrentActor actor;
    private final Clock clock;
    private final List<Approval> all = new ArrayList<>();

    public MemoryApprovals(Registry registry, CurrentActor actor, Clock clock) {
        this.registry = registry;
        this.actor = actor;
        this.clock = clock;
    }

    /** Somebody asks for rights. */
    public Approval ask(Registry.Subject kind, String subject, Set<String> gains, String askedBy, String reason) {
        return asked(kind, subject, gains, askedBy, reason, Act.RIGHTS, "");
    }

    /** Somebody asks for something else that is done to an account. */
    public Approval ask(Act act, String login, String wanted, String askedBy, String reason) {
        return asked(Registry.Subject.ACCOUNT, login, Set.of(), askedBy, reason, act, wanted);
    }

    private Approval asked(Registry.Subject kind, String subject, Set<String> gains, String askedBy, String reason, Act act, String wanted) {
        Approval asked = new Approval(all.size() + 1L, kind, subject, Set.copyOf(gains), askedBy, clock.instant(), reason, State.WAITING,
                Optional.empty(), Optional.empty(), "", act, wanted);
        all.add(asked);
        return asked;
    }

    @Override
    public List<Approval> waiting() {
        return all.stream().filter(one -> one.state() == State.WAITING).toList();
    }

    @Override
    public List<Approval> decided(long before, int limit) {
        return all.stream().filter(one -> one.state() != State.WAITING && (before == 0 || one.id() < before))
                .sorted(Comparator.comparingLong(Approval::id).reversed()).limit(limit).toList();
    }

    @Override
    public void approve(long id, String reason) {
        Approval one = decide(id, State.APPROVED, reason);
        if (one.kind() == Registry.Subject.ACCOUNT) {
            Account account = registry.directory().account(one.subject()).orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "id"));
            Set<String> roles = new HashSet<>(account.roles());
            roles.addAll(one.gains());
            registry.change(List.of(account.withRoles(roles)), reason);
        }
    }

    @Override
    public void refuse(long id, String reason) {
        decide(id, State.REFUSED, reason);
    }

    private Approval decide(long id, State state, String reason) {
        actor.require("users:approve");
        Approval one = waiting().stream().filter(found -> found.id() == id).findFirst().orElseThrow(() -> new RegistryProblem(Code.NOT_NOW, "id"));
        String me = actor.get().id();
        if (one.askedBy().equals(me) || one.act() == Act.RIGHTS && one.kind() == Registry.Subject.ACCOUNT && one.subject().equals(me)) {
            throw new RegistryProblem(Code.SAME_PERSON, "id");
        }
        Approval decided = new Approval(id, one.kind(), one.subject(), one.gains(), one.askedBy(), one.asked(), one.reason(), state, Optional.of(me),
                Optional.of(clock.instant()), reason, one.act(), one.wanted());
        all.set(all.indexOf(one), decided);
        return decided;
    }
}
