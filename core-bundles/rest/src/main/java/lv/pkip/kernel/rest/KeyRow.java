package lv.pkip.kernel.rest;

import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A used idempotency key: what it was used for and what was made. */
@Entity
@Table(name = "rest_key")
class KeyRow {
    /** Hash of operation, actor and key. */
    @Id
    String id;
    /** Hash of what was sent. */
    String content;
    String made;
    long created;

    KeyRow() {
    }
}
