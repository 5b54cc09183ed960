package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** A message between applicant and clerk. */
@Entity
@Table(name = "status_message")
class MessageRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "case_id")
    String caseId;
    @Column(name = "made")
    long made;
    @Column(name = "from_applicant")
    int fromApplicant;
    @Column(name = "author_key")
    String authorKey;
    @Column(name = "author")
    String author;
    @Lob
    @Column(name = "text")
    String text;
    @Column(name = "read_at")
    Long readAt;
    @Column(name = "request")
    String request;
    @Column(name = "content")
    String content;
    /** Name of the one in whose name the author wrote, or null. */
    @Column(name = "represented")
    String represented;

    MessageRow() {
    }
}
