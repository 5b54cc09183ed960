package lv.pkip.kernel.status;

import java.time.LocalDate;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.IdClass;
import javax.persistence.Lob;
import javax.persistence.Table;

/** One change of a case, with what was said and given at it; never changed afterwards. */
@Entity
@IdClass(HistoryKey.class)
@Table(name = "status_history")
class HistoryRow {
    @Id
    @Column(name = "case_id")
    String caseId;
    @Id
    @Column(name = "version")
    long version;
    @Column(name = "made")
    long made;
    @Column(name = "actor_kind")
    String actorKind;
    @Column(name = "actor_key")
    String actorKey;
    @Column(name = "actor_name")
    String actorName;
    /** Name of the one in whose name the actor acted. */
    @Column(name = "represented")
    String represented;
    @Column(name = "action")
    String action;
    @Column(name = "from_step")
    String fromStep;
    @Column(name = "to_step")
    String toStep;
    @Column(name = "phase")
    String phase;
    @Column(name = "reason")
    String reason;
    @Column(name = "shown")
    int shown;
    @Column(name = "due")
    LocalDate due;
    @Lob
    @Column(name = "answers")
    String answers;
    @Lob
    @Column(name = "replaced")
    String replaced;
    @Column(name = "request")
    String request;
    @Column(name = "content")
    String content;

    HistoryRow() {
    }
}
