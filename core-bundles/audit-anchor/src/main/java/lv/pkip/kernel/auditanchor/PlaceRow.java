package lv.pkip.kernel.auditanchor;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** When a place is to get something next, who is at it, and what is wrong with it. */
@Entity
@Table(name = "auditanchor_place")
class PlaceRow {
    @Id
    @Column(name = "name")
    String name;
    @Column(name = "since_ms")
    long since;
    @Column(name = "due_ms")
    long due;
    @Column(name = "lease_ms")
    long lease;
    @Column(name = "holder")
    String holder;
    @Column(name = "failures")
    int failures;
    @Column(name = "failing_ms")
    long failing;
    @Column(name = "problem")
    String problem;
    @Column(name = "contradicts")
    short contradicts;

    PlaceRow() { }
}
