package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A rule as the municipality has it. */
@Entity
@Table(name = "auditwatch_rule")
class RuleRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "active")
    int active;
    @Column(name = "severity")
    String severity;
    @Column(name = "spec")
    String spec;
    @Column(name = "changed")
    long changed;
    @Column(name = "changed_by")
    String changedBy;

    RuleRow() { }
}
