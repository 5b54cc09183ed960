package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A personal code of a resident, found by its keyed hash; a person has several when the code was changed. */
@Entity
@Table(name = "identity_code")
class CodeRow {
    /** Keyed hash of the code: one code, one row, one person, however many sign in at once. */
    @Id String lookup;
    @Column(name = "person_key") String personKey;
    /** Sealed for the person's key. */
    @Column(name = "sealed_code") String sealedCode;
    long noted;
}
