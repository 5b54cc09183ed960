package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What another part of the kernel was told, in a unit of its own, so that a rollback takes it away as in the container. */
@Entity
@Table(name = "witness_line")
class WitnessRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "kind")
    String kind;
    @Column(name = "name")
    String name;
    @Column(name = "text")
    String text;

    WitnessRow() {
    }
}
