package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What a source sent within one hour. */
@Entity
@Table(name = "auditwatch_hour")
class HourRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "source")
    String source;
    @Column(name = "hour_nr")
    long hour;
    @Column(name = "records")
    long records;
    @Column(name = "unreadable")
    long unreadable;
    @Column(name = "lags")
    String lags;
    @Column(name = "lag_max")
    long lagMax;

    HourRow() { }
}
