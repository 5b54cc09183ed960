package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** A note among staff. */
@Entity
@Table(name = "status_note")
class NoteRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "case_id")
    String caseId;
    @Column(name = "made")
    long made;
    @Column(name = "author_key")
    String authorKey;
    @Column(name = "author")
    String author;
    @Lob
    @Column(name = "text")
    String text;

    NoteRow() {
    }
}
