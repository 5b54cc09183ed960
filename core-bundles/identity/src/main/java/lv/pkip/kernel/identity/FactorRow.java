package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A second factor as stored: an authenticator app or a passkey. */
@Entity
@Table(name = "identity_factor")
class FactorRow {
    static final String CODE = "CODE";
    static final String PASSKEY = "PASSKEY";

    /** Hash of the credential's id, or of what says "the app of" a login: an account has one app at most. */
    @Id String id;
    String login;
    String kind;
    String name;
    /** The app's secret, sealed; or public key and id of the passkey, base 64. */
    String content;
    /** Random name of the account for its passkeys; empty for an app. */
    String handle;
    /** Last step a code was taken of, or last count of the passkey: what is not above it has been seen. */
    @Column(name = "last_count") long lastCount;
    /** Whether a passkey verified its user when it was made, and may be copied: {@code VES} for verified, eligible, saved. */
    String flags;
    long created;
    /** Null until the app showed a right code. */
    Long confirmed;
    Long used;
}
