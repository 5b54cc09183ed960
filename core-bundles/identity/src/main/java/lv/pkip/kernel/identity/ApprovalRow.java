package lv.pkip.kernel.identity;

import java.time.Instant;
import java.util.Optional;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Approvals.Approval;
import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.registry.Registry.Subject;

/** Rights that wait for a second person, or waited. */
@Entity
@Table(name = "identity_approval")
class ApprovalRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    String kind;
    String subject;
    /** Roles, or a role's permissions, separated by blanks. */
    String gains;
    @Column(name = "asked_by") String askedBy;
    long asked;
    String reason;
    String state;
    @Column(name = "decided_by") String decidedBy;
    Long decided;
    String answer;
    /** Name of an {@link lv.pkip.kernel.api.registry.Approvals.Act}. */
    String act;
    /** The new address, or the id of a planned move; else empty. */
    String wanted;
    /** When an approval that is good once was used. */
    Long spent;

    Approval approval() {
        return new Approval(id, Subject.valueOf(kind), subject, Words.of(gains), askedBy, Instant.ofEpochMilli(asked), reason,
                State.valueOf(state), Optional.ofNullable(decidedBy), Optional.ofNullable(decided).map(Instant::ofEpochMilli), answer, Act.valueOf(act), wanted);
    }
}
