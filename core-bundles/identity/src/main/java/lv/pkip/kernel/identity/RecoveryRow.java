package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A recovery code as stored: its keyed hash only. It goes when it is used. */
@Entity
@Table(name = "identity_recovery")
class RecoveryRow {
    @Id @Column(name = "code_hash") String codeHash;
    String login;
    long created;
}
