package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A token as stored: found by its hash, never by itself. */
@Entity
@Table(name = "oidc_token")
class TokenRow {
    static final String ACCESS = "access";
    static final String REFRESH = "refresh";

    @Id @Column(name = "token_hash") String tokenHash;
    String kind;
    /** Null when the application acts for itself. */
    @Column(name = "grant_id") String grantId;
    @Column(name = "client_id") String clientId;
    String scopes;
    /** SHA-256 of the certificate it is bound to, or null. */
    String bound;
    long created;
    long expires;
    /** When a refresh token was exchanged; 0: not yet. */
    long used;
    /** When it was revoked; 0: it was not. */
    long ended;

    boolean isGoodAt(long now) {
        return ended == 0 && now < expires;
    }
}
