package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A sign-in request that an application pushed ahead (RFC 9126). */
@Entity
@Table(name = "oidc_pushed")
class PushedRow {
    @Id String id;
    @Column(name = "client_id") String clientId;
    String parameters;
    long expires;
}
