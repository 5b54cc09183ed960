package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What one rule found about one group. */
@Entity
@Table(name = "auditwatch_alert")
class AlertRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "rule_id")
    String rule;
    @Column(name = "rule_spec")
    String spec;
    @Column(name = "group_hash")
    String groupHash;
    @Column(name = "group_kind")
    String groupKind;
    @Column(name = "label")
    String label;
    @Column(name = "source")
    String source;
    @Column(name = "severity")
    int severity;
    @Column(name = "state")
    String state;
    @Column(name = "hits")
    long hits;
    @Column(name = "first_ms")
    long first;
    @Column(name = "last_ms")
    long last;
    @Column(name = "opened_ms")
    long opened;
    @Column(name = "openings")
    int openings;
    @Column(name = "notes")
    int notes;
    @Column(name = "examples")
    String examples;
    @Column(name = "hours")
    String hours;
    @Column(name = "what")
    String what;

    AlertRow() { }
}
