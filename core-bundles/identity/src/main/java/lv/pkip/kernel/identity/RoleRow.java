package lv.pkip.kernel.identity;

import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** A role as stored: its name and its wildcard permissions, separated by blanks. */
@Entity
@Table(name = "identity_role")
class RoleRow {
    @Id String name;
    String permissions;
    long changed;
}
