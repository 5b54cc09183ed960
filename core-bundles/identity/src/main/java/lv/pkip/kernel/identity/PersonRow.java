package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A resident as stored: the personal code only sealed; {@link CodeRow} finds it. */
@Entity
@Table(name = "identity_person")
class PersonRow {
    @Id @Column(name = "person_key") String key;
    /** Of today's code. */
    @Column(name = "sealed_code") String sealedCode;
    @Column(name = "given_name") String givenName;
    @Column(name = "family_name") String familyName;
    @Column(name = "search_given") String searchGiven;
    @Column(name = "search_family") String searchFamily;
    /** Key of the person this one turned out to be; its cases keep this key. */
    @Column(name = "alias_of") String aliasOf;
    long created;
    long changed;
}
