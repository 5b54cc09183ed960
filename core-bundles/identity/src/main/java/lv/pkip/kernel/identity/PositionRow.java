package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Position;

/** A position as stored. */
@Entity
@Table(name = "identity_position")
class PositionRow {
    @Id String id;
    @Column(name = "name_lv") String nameLv;
    @Column(name = "name_en") String nameEn;
    @Column(name = "name_ru") String nameRu;
    /** Names, separated by blanks. */
    String roles;
    long edition;

    Position position() {
        return new Position(id, Titles.of(nameLv, nameEn, nameRu), Words.of(roles), edition);
    }
}
