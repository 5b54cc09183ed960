package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A recertification as stored; its lines are {@link ReviewLineRow}s. */
@Entity
@Table(name = "identity_review")
class ReviewRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    String unit;
    @Column(name = "opened_by") String openedBy;
    long opened;
    /** ISO date. */
    String due;
}
