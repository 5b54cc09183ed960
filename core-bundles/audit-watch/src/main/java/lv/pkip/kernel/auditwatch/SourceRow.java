package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A system that sends, as far as the stream was read. */
@Entity
@Table(name = "auditwatch_source")
class SourceRow {
    @Id
    @Column(name = "name")
    String name;
    @Column(name = "first_ms")
    long first;
    @Column(name = "last_ms")
    long last;
    @Column(name = "records")
    long records;
    @Column(name = "unreadable")
    long unreadable;
    @Column(name = "gaps")
    String gaps;
    @Column(name = "expected_ms")
    long expected;
    @Column(name = "silent_ms")
    long silent;

    SourceRow() { }
}
