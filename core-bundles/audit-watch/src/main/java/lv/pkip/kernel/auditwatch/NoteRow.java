package lv.pkip.kernel.auditwatch;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A line of an alert's history; never changed. */
@Entity
@Table(name = "auditwatch_note")
class NoteRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "alert")
    String alert;
    @Column(name = "nr")
    int nr;
    @Column(name = "at_ms")
    long at;
    @Column(name = "author")
    String author;
    @Column(name = "deed")
    String deed;
    @Column(name = "note")
    String note;

    NoteRow() { }
}
