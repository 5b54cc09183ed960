package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves to another unit, position or other roles that take effect by themselves when a day to come begins in Latvia. Changing needs
 * {@code users:manage}. Privileged rights that a move gives are asked for when it is planned ({@link Approvals}): refused, the move
 * is cancelled; not decided by the day, the move takes effect without them, and they wait on.
 */
@ProviderType
public interface Moves {

    /** Those still to come, soonest first; of one account, also what became of earlier ones, newest first, after them. */
    List<Move> of(Optional<String> login);

    /**
     * Plans a move; an account has one at a time.
     *
     * @throws RegistryProblem when something is wrong with it
     */
    Move plan(Plan plan, String reason);

    void cancel(long id, String reason);

    /**
     * What will change. Whatever else is changed until the day stays as it is then.
     *
     * @param day      first day of it, not before tomorrow
     * @param unit     id of the unit then, empty for none
     * @param position id of the position then, empty for none
     * @param gained   roles of the account itself that come
     * @param lost     roles of the account itself that go
     */
    record Plan(String login, LocalDate day, String unit, String position, Set<String> gained, Set<String> lost) {
        public Plan {
            Objects.requireNonNull(login);
            Objects.requireNonNull(day);
            Objects.requireNonNull(unit);
            Objects.requireNonNull(position);
            gained = Set.copyOf(gained);
            lost = Set.copyOf(lost);
        }
    }

    /** @param settled when it took effect, was cancelled or failed */
    record Move(long id, Plan plan, String plannedBy, Instant planned, String reason, State state, Optional<Instant> settled) { }

    /** Where one stands; {@code FAILED}: on its day it could not be done, for example because the role was no more. */
    enum State { PLANNED, DONE, CANCELLED, FAILED }
}
