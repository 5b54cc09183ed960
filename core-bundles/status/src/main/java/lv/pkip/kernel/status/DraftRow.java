package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** An unfinished application. */
@Entity
@Table(name = "status_draft")
class DraftRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "owner_key")
    String ownerKey;
    @Column(name = "service")
    String service;
    @Column(name = "definition")
    String definition;
    @Lob
    @Column(name = "answers")
    String answers;
    @Column(name = "page")
    String page;
    @Column(name = "language")
    String language;
    @Column(name = "created")
    long created;
    @Column(name = "changed")
    long changed;

    DraftRow() {
    }
}
