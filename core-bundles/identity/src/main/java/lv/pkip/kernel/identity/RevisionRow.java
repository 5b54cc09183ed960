package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** The one row that says how far the registry is, and what changed when. */
@Entity
@Table(name = "identity_revision")
class RevisionRow {
    @Id int id;
    long revision;
    @Column(name = "accounts_at") long accountsAt;
    @Column(name = "groups_at") long groupsAt;
    @Column(name = "structure_at") long structureAt;
    @Column(name = "substitutions_at") long substitutionsAt;
    @Column(name = "next_gid") int nextGid;
}
