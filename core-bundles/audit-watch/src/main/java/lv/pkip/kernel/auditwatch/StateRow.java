package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What a rule remembers of one group; not needed any more after a time. */
@Entity
@Table(name = "auditwatch_state")
class StateRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "items")
    String items;
    @Column(name = "until_ms")
    long until;

    StateRow() { }
}
