package lv.pkip.kernel.persistence;

import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A row of the unit {@code lines}. */
@Entity
@Table(name = "lines_line")
class Line {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    private String name;

    Line() {
    }

    Line(String name) {
        this.name = name;
    }
}
