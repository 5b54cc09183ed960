package lv.pkip.kernel.identity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Moves.Move;
import lv.pkip.kernel.api.registry.Moves.Plan;
import lv.pkip.kernel.api.registry.Moves.State;

/** A planned move as stored. */
@Entity
@Table(name = "identity_move")
class MoveRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    String login;
    /** First day, ISO. */
    @Column(name = "first_day") String firstDay;
    String unit;
    @Column(name = "post") String position;
    /** Names of roles, separated by blanks. */
    String gained;
    String lost;
    @Column(name = "planned_by") String plannedBy;
    long planned;
    String reason;
    String state;
    /** Id of the {@link ApprovalRow} for privileged roles; null when it gives none. */
    Long approval;
    /** Privileged roles that a second person has agreed to. */
    String agreed;
    Long settled;

    Move move() {
        return new Move(id, new Plan(login, LocalDate.parse(firstDay), unit, position, Words.of(gained), Words.of(lost)), plannedBy,
                Instant.ofEpochMilli(planned), reason, State.valueOf(state), Optional.ofNullable(settled).map(Instant::ofEpochMilli));
    }

    boolean isPlanned() {
        return state.equals(State.PLANNED.name());
    }
}
