package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Role;

/** A role as stored: its name and its wildcard permissions, separated by blanks. */
@Entity
@Table(name = "identity_role")
class RoleRow {
    @Id String name;
    String permissions;
    @Column(name = "name_lv") String nameLv = "";
    @Column(name = "name_en") String nameEn = "";
    @Column(name = "name_ru") String nameRu = "";
    long changed;

    Role role() {
        return new Role(name, Titles.of(nameLv, nameEn, nameRu), Words.of(permissions));
    }
}
