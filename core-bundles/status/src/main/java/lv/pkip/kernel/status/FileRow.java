package lv.pkip.kernel.status;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** What is known of a file; its bytes lie in the blob store under their hash. */
@Entity
@Table(name = "status_file")
class FileRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "case_id")
    String caseId;
    @Column(name = "owner_key")
    String ownerKey;
    @Column(name = "kind")
    String kind;
    @Column(name = "name")
    String name;
    @Column(name = "type")
    String type;
    @Column(name = "bytes")
    long bytes;
    @Column(name = "sha256")
    String sha256;
    @Column(name = "created")
    long created;
    @Column(name = "code")
    String code;

    FileRow() {
    }
}
