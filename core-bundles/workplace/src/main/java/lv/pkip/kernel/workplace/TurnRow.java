package lv.pkip.kernel.workplace;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** How often a kind of document was changed: the number that whoever changes it must have begun from. */
@Entity
@Table(name = "workplace_turn")
public class TurnRow {
    @Id
    @Column(name = "kind")
    private String kind;
    @Column(name = "edition")
    private long edition;

    protected TurnRow() { }

    long edition() {
        return edition;
    }
}
