package lv.pkip.kernel.auditdesk;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** Why somebody looks, for as long as their session lasts. */
@Entity
@Table(name = "auditdesk_purpose")
class PurposeRow {
    @Id
    @Column(name = "session_hash")
    String session;
    @Column(name = "purpose")
    String purpose;
    @Column(name = "created")
    long created;

    PurposeRow() { }
}
