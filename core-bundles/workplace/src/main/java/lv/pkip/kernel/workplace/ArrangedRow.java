package lv.pkip.kernel.workplace;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;
import lv.pkip.kernel.api.workplace.Workplace;

/** One thing at the place a person gave it, as stored. */
@Entity
@Table(name = "workplace_arranged")
public class ArrangedRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "owner")
    private String owner;
    @Column(name = "area")
    private String area;
    @Column(name = "item")
    private String item;
    @Column(name = "place")
    private int place;
    @Column(name = "hidden")
    private int hidden;

    protected ArrangedRow() { }

    ArrangedRow(String owner, String area, Workplace.Placed placed, int place) {
        this.owner = owner;
        this.area = area;
        this.item = placed.widget();
        this.place = place;
        this.hidden = placed.hidden() ? 1 : 0;
    }

    Workplace.Placed placed() {
        return new Workplace.Placed(item, hidden == 1);
    }
}
