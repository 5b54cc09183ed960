package lv.pkip.kernel.testkit;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A row of the unit {@code south}. */
@Entity
@Table(name = "south_line")
class South {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    @Column(name = "text")
    private String text;

    South() {
    }

    South(String text) {
        this.text = text;
    }
}
