package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What somebody allowed a foreign application. */
@Entity
@Table(name = "oidc_consent")
class ConsentRow {
    @Id String id;
    @Column(name = "client_id") String clientId;
    String kind;
    String subject;
    String scopes;
    long given;
}
