package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A resident as stored: the personal code only sealed, found by its keyed hash. */
@Entity
@Table(name = "identity_person")
class PersonRow {
    @Id @Column(name = "person_key") String key;
    String lookup;
    @Column(name = "sealed_code") String sealedCode;
    @Column(name = "given_name") String givenName;
    @Column(name = "family_name") String familyName;
    @Column(name = "search_given") String searchGiven;
    @Column(name = "search_family") String searchFamily;
    long created;
    long changed;
}
