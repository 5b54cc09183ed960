package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A document this municipality issued, found by its verification code. */
@Entity
@Table(name = "status_issued")
class IssuedRow {
    @Id
    @Column(name = "code")
    String code;
    @Column(name = "case_id")
    String caseId;
    @Column(name = "number")
    String number;
    @Column(name = "service")
    String service;
    @Column(name = "kind")
    String kind;
    @Column(name = "made")
    long made;
    @Column(name = "sha256")
    String sha256;
    @Column(name = "valid")
    int valid;

    IssuedRow() {
    }
}
