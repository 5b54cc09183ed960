package lv.pkip.kernel.auditdesk;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A file of records that left the house. */
@Entity
@Table(name = "auditdesk_export")
class ExportRow {
    @Id
    String code;
    @Column(name = "owner")
    String owner;
    @Column(name = "kind")
    String kind;
    @Column(name = "purpose")
    String purpose;
    @Column(name = "conditions")
    String conditions;
    @Column(name = "records")
    int records;
    @Column(name = "outcome")
    String outcome;
    @Column(name = "hash")
    String hash;
    @Column(name = "created")
    long created;

    ExportRow() { }
}
