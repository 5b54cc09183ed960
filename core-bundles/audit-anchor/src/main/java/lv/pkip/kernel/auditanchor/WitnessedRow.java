package lv.pkip.kernel.auditanchor;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** The newest checkpoint of somebody else's log that this house has cosigned. */
@Entity
@Table(name = "auditanchor_witnessed")
class WitnessedRow {
    @Id
    @Column(name = "origin")
    String origin;
    @Column(name = "leaves")
    long leaves;
    @Column(name = "root")
    String root;
    @Column(name = "at_ms")
    long at;
    @Column(name = "note")
    String note;

    WitnessedRow() { }
}
