package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A device that waits for somebody to enter its code elsewhere (RFC 8628). */
@Entity
@Table(name = "oidc_device")
class DeviceRow {
    static final String WAITING = "waiting";
    static final String ALLOWED = "allowed";
    static final String DENIED = "denied";
    static final String DONE = "done";

    @Id @Column(name = "device_hash") String deviceHash;
    @Column(name = "user_code_hash") String userCodeHash;
    @Column(name = "client_id") String clientId;
    String scopes;
    String state;
    @Column(name = "grant_id") String grantId;
    /** Milliseconds the device has to wait between two questions. */
    long pause;
    long polled;
    long expires;
}
