package lv.pkip.integration.paymentsandbox;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;

/** A callback still to be made. */
@Entity
@Table(name = "paymentsandbox_notice")
class Notice {
    @Id
    String id;
    @Version
    long version;
    String reference;
    @Column(name = "callback_url")
    String callbackUrl;
    /** Empty when done or given up. */
    @Column(name = "next_try")
    Long nextTry;
    int tries;

    Notice() {
    }
}
