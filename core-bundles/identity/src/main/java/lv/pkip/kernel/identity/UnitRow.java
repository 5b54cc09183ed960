package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Unit;

/** A unit as stored. */
@Entity
@Table(name = "identity_unit")
class UnitRow {
    @Id String id;
    String parent;
    String kind;
    @Column(name = "name_lv") String nameLv;
    @Column(name = "name_en") String nameEn;
    @Column(name = "name_ru") String nameRu;
    @Column(name = "registration_number") String registrationNumber;
    String head;
    long edition;

    Unit unit() {
        return new Unit(id, parent, Unit.Kind.valueOf(kind), Titles.of(nameLv, nameEn, nameRu), registrationNumber, head, edition);
    }
}
