package lv.pkip.integration.paymentsandbox;

import java.math.BigDecimal;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** Money given back, once per key. */
@Entity
@Table(name = "paymentsandbox_refund")
class Refund {
    @Id
    @Column(name = "refund_key")
    String key;
    String reference;
    BigDecimal amount;
    long made;

    Refund() {
    }
}
