package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Substitutions;

/** Substitutions in memory; from the day one begins, the registry's grants show what the substitute holds by it. */
public final class MemorySubstitutions implements Substitutions {
    private final MemoryRegistry registry;
    private final Permissions permissions;
    private final CurrentActor actor;
    private final Clock clock;
    private final List<Substitution> all = new ArrayList<>();

    public MemorySubstitutions(MemoryRegistry registry, Permissions permissions, CurrentActor actor, Clock clock) {
        this.registry = registry;
        this.permissions = permissions;
        this.actor = actor;
        this.clock = clock;
        registry.standingIn(this::grants);
    }

    private List<Grant> grants(String login) {
        LocalDate today = LocalDate.now(clock);
        return all.stream().filter(one -> one.substitute().equals(login) && one.isOn(today))
                .flatMap(one -> registry.ownGrants(one.absent()).stream().map(Grant::role).distinct().filter(this::isPlain)
                        .map(role -> new Grant(role, Grant.Way.SUBSTITUTION, one.absent()))).toList();
    }

    private boolean isPlain(String role) {
        return registry.directory().role(role).stream().flatMap(found -> found.permissions().stream()).noneMatch(permissions::isPrivileged);
    }

    @Override
    public List<Substitution> of(Optional<String> login) {
        return all.stream().filter(one -> login.map(who -> one.absent().equals(who) || one.substitute().equals(who)).orElse(true))
                .sorted(Comparator.comparingLong(Substitution::id).reversed()).toList();
    }

    @Override
    public Substitution begin(String absent, String substitute, LocalDate from, LocalDate to, String reason) {
        own(absent);
        if (registry.directory().account(absent).isEmpty()) {
            throw new RegistryProblem(Code.UNKNOWN, "absent");
        }
        if (registry.directory().account(substitute).isEmpty()) {
            throw new RegistryProblem(Code.UNKNOWN, "substitute");
        }
        if (absent.equals(substitute)) {
            throw new RegistryProblem(Code.SAME_PERSON, "substitute");
        }
        if (to.isBefore(from)) {
            throw new RegistryProblem(Code.INVALID, "to");
        }
        Substitution begun = new Substitution(all.size() + 1L, absent, substitute, from, to, reason, Optional.empty());
        all.add(begun);
        return begun;
    }

    @Override
    public void end(long id) {
        Substitution one = all.stream().filter(found -> found.id() == id).findFirst().orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "id"));
        own(one.absent());
        all.set(all.indexOf(one), new Substitution(id, one.absent(), one.substitute(), one.from(), one.to(), one.reason(), Optional.of(clock.instant())));
    }

    private void own(String absent) {
        if (!actor.get().id().equals(absent) && !actor.may("users:manage")) {
            throw new Forbidden("users:manage");
        }
    }
}
