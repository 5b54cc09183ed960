package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Reviews;

/** Recertification in memory; what is withdrawn, the account holds no more. */
public final class MemoryReviews implements Reviews {
    private final Registry registry;
    private final CurrentActor actor;
    private final Clock clock;
    private final Map<Long, Opened> opened = new TreeMap<>(Comparator.reverseOrder());

    private record Opened(String unit, String by, Instant at, LocalDate due, List<Line> lines) { }

    public MemoryReviews(Registry registry, CurrentActor actor, Clock clock) {
        this.registry = registry;
        this.actor = actor;
        this.clock = clock;
    }

    @Override
    public List<Review> all() {
        return opened.entrySet().stream().map(one -> review(one.getKey(), one.getValue())).toList();
    }

    private static Review review(long id, Opened one) {
        return new Review(id, one.unit(), one.by(), one.at(), one.due(), one.lines().size(), (int) one.lines().stream().filter(line -> line.kept().isEmpty()).count());
    }

    @Override
    public Review open(String unit, LocalDate due) {
        actor.require("users:review");
        List<Line> lines = new ArrayList<>();
        registry.directory().accounts().stream().filter(account -> unit.isEmpty() || account.employment().unit().equals(unit))
                .forEach(account -> account.roles().stream().sorted()
                        .forEach(role -> lines.add(new Line(account.login(), role, Optional.empty(), Optional.empty(), Optional.empty(), ""))));
        long id = opened.size() + 1L;
        opened.put(id, new Opened(unit, actor.get().id(), clock.instant(), due, lines));
        return review(id, opened.get(id));
    }

    @Override
    public List<Line> lines(long review) {
        return List.copyOf(known(review).lines());
    }

    @Override
    public void decide(long review, String login, String role, boolean keep, String reason) {
        actor.require("users:review");
        List<Line> lines = known(review).lines();
        Line line = lines.stream().filter(one -> one.login().equals(login) && one.role().equals(role)).findFirst()
                .orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "login"));
        if (login.equals(actor.get().id())) {
            throw new RegistryProblem(Code.SAME_PERSON, "login");
        }
        if (line.kept().isPresent()) {
            throw new RegistryProblem(Code.NOT_NOW, "login");
        }
        lines.set(lines.indexOf(line), new Line(login, role, Optional.of(keep), Optional.of(actor.get().id()), Optional.of(clock.instant()), reason));
        if (!keep) {
            Account account = registry.directory().account(login).orElseThrow();
            Set<String> rest = new HashSet<>(account.roles());
            rest.remove(role);
            registry.change(List.of(account.withRoles(rest)), reason);
        }
    }

    private Opened known(long review) {
        return Optional.ofNullable(opened.get(review)).orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "id"));
    }
}
