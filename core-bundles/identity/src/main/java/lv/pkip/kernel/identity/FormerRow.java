package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A login whose account was removed: it stays that one's in history and audit, so nobody else ever gets it. */
@Entity
@Table(name = "identity_former")
class FormerRow {
    @Id String login;
    @Column(name = "id") String uuid;
    long removed;
    long revision;
}
