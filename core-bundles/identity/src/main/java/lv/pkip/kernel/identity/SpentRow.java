package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A challenge that was answered rightly and opens nothing more; kept until it would have run out. */
@Entity
@Table(name = "identity_spent")
class SpentRow {
    @Id @Column(name = "challenge_hash") String challengeHash;
    long ends;
}
