package lv.pkip.kernel.identityoidc;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** That somebody signed in to an application: its code, and the family of tokens that came of it. */
@Entity
@Table(name = "oidc_grant")
class GrantRow {
    @Id String id;
    @Column(name = "client_id") String clientId;
    /** {@code STAFF} or {@code RESIDENT}. */
    String kind;
    /** Login or person key. */
    String subject;
    /** The subject as this application knows it. */
    String sub;
    String scopes;
    String methods;
    String assurance;
    @Column(name = "auth_time") long authTime;
    String nonce;
    /** What the request asked for by its {@code claims}, as JSON. */
    String claims;
    @Column(name = "session_hash") String sessionHash;
    String sid;
    @Column(name = "redirect_uri") String redirectUri;
    String challenge;
    @Column(name = "code_hash") String codeHash;
    @Column(name = "code_ends") long codeEnds;
    @Column(name = "code_used") long codeUsed;
    long created;
    long ended;
    @Column(name = "last_end") long lastEnd;
}
