package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A group as stored; its members are {@link MemberRow}s. */
@Entity
@Table(name = "identity_group")
class GroupRow {
    @Id @Column(name = "id") String uuid;
    String name;
    int gid;
    String title;
    /** Names, separated by blanks. */
    String roles;
    @Column(name = "external_id") String externalId;
    long edition;
    /** The registry's revision at the last change of the group or of its members. */
    long revision;
}
