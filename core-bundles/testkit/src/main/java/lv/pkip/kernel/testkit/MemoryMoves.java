package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;

/** Planned moves in memory; their days never come. */
public final class MemoryMoves implements Moves {
    private final CurrentActor actor;
    private final Clock clock;
    private final List<Move> all = new ArrayList<>();

    public MemoryMoves(CurrentActor actor, Clock clock) {
        this.actor = actor;
        this.clock = clock;
    }

    @Override
    public List<Move> of(Optional<String> login) {
        return all.stream().filter(move -> login.isEmpty() ? move.state() == State.PLANNED : move.plan().login().equals(login.get()))
                .sorted(java.util.Comparator.comparing(move -> move.state() != State.PLANNED)).toList();
    }

    @Override
    public Move plan(Plan plan, String reason) {
        actor.require("users:manage");
        if (!plan.day().isAfter(LocalDate.now(clock))) {
            throw new RegistryProblem(Code.INVALID, "from");
        }
        if (of(Optional.of(plan.login())).stream().anyMatch(move -> move.state() == State.PLANNED)) {
            throw new RegistryProblem(Code.TAKEN, "from");
        }
        Move move = new Move(all.size() + 1L, plan, actor.get().id(), clock.instant(), reason, State.PLANNED, Optional.empty());
        all.add(move);
        return move;
    }

    @Override
    public void cancel(long id, String reason) {
        actor.require("users:manage");
        Move move = all.stream().filter(one -> one.id() == id).findFirst().orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "id"));
        if (move.state() != State.PLANNED) {
            throw new RegistryProblem(Code.NOT_NOW, "id");
        }
        all.set(all.indexOf(move), new Move(id, move.plan(), move.plannedBy(), move.planned(), move.reason(), State.CANCELLED, Optional.of(clock.instant())));
    }
}
