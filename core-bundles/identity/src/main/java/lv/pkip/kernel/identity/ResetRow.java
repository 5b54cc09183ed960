package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A link for a new password as stored: the hash of its token. */
@Entity
@Table(name = "identity_reset")
class ResetRow {
    @Id @Column(name = "token_hash") String tokenHash;
    String login;
    long created;
    long ends;
    /** Null while it is good. */
    Long used;
}
