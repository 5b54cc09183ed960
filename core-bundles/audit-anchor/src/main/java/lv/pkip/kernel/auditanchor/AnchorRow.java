package lv.pkip.kernel.auditanchor;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A checkpoint that a place got, and the place's receipt; inserted only. */
@Entity
@Table(name = "auditanchor_anchor")
class AnchorRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;
    @Column(name = "place")
    String place;
    @Column(name = "sort")
    String sort;
    @Column(name = "leaves")
    long leaves;
    @Column(name = "at_ms")
    long at;
    @Column(name = "note")
    String note;
    @Column(name = "receipt")
    String receipt;

    AnchorRow() { }
}
