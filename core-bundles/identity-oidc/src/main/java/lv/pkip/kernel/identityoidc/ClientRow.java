package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** An application as stored; lists are words between spaces. */
@Entity
@Table(name = "oidc_client")
class ClientRow {
    @Id String id;
    long version;
    String name;
    boolean own;
    boolean enabled;
    String people;
    String flows;
    String scopes;
    String redirects;
    @Column(name = "after_logout") String afterLogout;
    @Column(name = "back_channel") String backChannel;
    String proof;
    @Column(name = "secret_hash") String secretHash;
    @Column(name = "public_keys") String publicKeys;
    String certificate;
    String algorithm;
    boolean introspects;
    @Column(name = "pushed_only") boolean pushedOnly;
    long created;
    long changed;
}
