package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** How far the stream was read; records below {@code quietBelow} are learned from only. */
@Entity
@Table(name = "auditwatch_position")
class PositionRow {
    @Id
    @Column(name = "id")
    int id;
    @Column(name = "turns")
    long turns;
    @Column(name = "place")
    long place;
    @Column(name = "quiet_below")
    long quietBelow;
    @Column(name = "letters_hour")
    long lettersHour;
    @Column(name = "letters")
    int letters;

    PositionRow() { }
}
