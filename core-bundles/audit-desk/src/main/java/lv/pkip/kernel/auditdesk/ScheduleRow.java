package lv.pkip.kernel.auditdesk;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A report that is made again and again. */
@Entity
@Table(name = "auditdesk_schedule")
class ScheduleRow {
    @Id
    String id;
    @Column(name = "owner")
    String owner;
    @Column(name = "kind")
    String kind;
    @Column(name = "subject")
    String subject;
    @Column(name = "rhythm")
    String rhythm;
    @Column(name = "purpose")
    String purpose;
    @Column(name = "by_email")
    int email;
    @Column(name = "by_workplace")
    int workplace;
    @Column(name = "state")
    String state;
    @Column(name = "due_ms")
    long due;
    @Column(name = "tried_ms")
    long tried;
    @Column(name = "last_ms")
    Long last;
    @Column(name = "last_report")
    String report;
    @Column(name = "outcome")
    String outcome;
    @Column(name = "created")
    long created;

    ScheduleRow() { }
}
