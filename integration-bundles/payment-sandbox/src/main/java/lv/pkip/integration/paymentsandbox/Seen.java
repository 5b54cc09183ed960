package lv.pkip.integration.paymentsandbox;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A message that was taken once and must not be taken again while its time is still good. */
@Entity
@Table(name = "paymentsandbox_seen")
class Seen {
    @Id
    String id;
    @Column(name = "good_until")
    long until;

    Seen() {
    }
}
