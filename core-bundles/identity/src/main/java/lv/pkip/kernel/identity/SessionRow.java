package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A session as stored: found by the hash of its token, never by the token. */
@Entity
@Table(name = "identity_session")
class SessionRow {
    @Id @Column(name = "token_hash") String tokenHash;
    /** {@code STAFF} or {@code RESIDENT}. */
    String kind;
    /** Login or person key. */
    String subject;
    String assurance;
    String provider;
    long created;
    long used;
    @Column(name = "idle_end") long idleEnd;
    /** The mandate a resident acts by, and whom it is for. */
    String mandate;
    String represented;
    @Column(name = "absolute_end") long absoluteEnd;
    /** Kind of browser it was begun with; null when nobody noted it. */
    String browser;
    /** A part of the address it was begun from. */
    String place;

    boolean aliveAt(long now) {
        return now < idleEnd && now < absoluteEnd;
    }
}
