package lv.pkip.kernel.auditdesk;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What an auditor asked for; with a title it stays, without one it is gone after a day. */
@Entity
@Table(name = "auditdesk_search")
class SearchRow {
    @Id
    String id;
    @Column(name = "owner")
    String owner;
    @Column(name = "title")
    String title;
    @Column(name = "conditions")
    String conditions;
    @Column(name = "created")
    long created;

    SearchRow() { }
}
