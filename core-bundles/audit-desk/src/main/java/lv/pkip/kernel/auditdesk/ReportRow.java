package lv.pkip.kernel.auditdesk;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** A report as it was made; it is never made anew. */
@Entity
@Table(name = "auditdesk_report")
class ReportRow {
    @Id
    String id;
    @Column(name = "owner")
    String owner;
    @Column(name = "kind")
    String kind;
    @Column(name = "subject")
    String subject;
    @Column(name = "period_from")
    long from;
    @Column(name = "period_to")
    long to;
    @Column(name = "purpose")
    String purpose;
    @Column(name = "counted")
    long records;
    @Column(name = "schedule_id")
    String schedule;
    @Column(name = "checkpoint_note")
    String checkpoint;
    @Column(name = "held_by")
    String held;
    @Lob
    @Column(name = "content")
    String content;
    @Column(name = "hash")
    String hash;
    @Column(name = "created")
    long created;

    ReportRow() { }
}
