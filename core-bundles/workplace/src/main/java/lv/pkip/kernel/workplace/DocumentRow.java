package lv.pkip.kernel.workplace;

import java.time.Instant;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** A draft or a publication as stored. */
@Entity
@Table(name = "workplace_document")
public class DocumentRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "kind")
    private String kind;
    @Column(name = "state")
    private String state;
    @Lob
    @Column(name = "content")
    private String content;
    @Column(name = "author")
    private String author;
    @Column(name = "note")
    private String note;
    @Column(name = "made")
    private long made;

    @Column(name = "edition")
    private long edition;

    protected DocumentRow() { }

    /** @param edition of its kind, from this one on */
    DocumentRow(String kind, String state, String content, long edition) {
        this.kind = kind;
        this.state = state;
        this.content = content;
        this.edition = edition;
    }

    /** Says who wrote it, why and when. */
    DocumentRow by(String who, String why, long at) {
        author = who;
        note = why;
        made = at;
        return this;
    }

    String content() {
        return content;
    }

    Publications.Publication publication() {
        return new Publications.Publication(id, author, note, Instant.ofEpochMilli(made));
    }
}
