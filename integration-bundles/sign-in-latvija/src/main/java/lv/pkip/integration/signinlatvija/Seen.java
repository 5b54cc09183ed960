package lv.pkip.integration.signinlatvija;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** An assertion that was taken once and must not be taken again while its time is still good. */
@Entity
@Table(name = "signinlatvija_seen")
class Seen {
    @Id
    @Column(name = "assertion_hash")
    String assertion;
    @Column(name = "good_until")
    long until;

    Seen() {
    }
}
