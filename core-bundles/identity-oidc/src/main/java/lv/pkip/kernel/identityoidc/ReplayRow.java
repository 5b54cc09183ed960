package lv.pkip.kernel.identityoidc;

import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** An assertion that was used and may not come again. */
@Entity
@Table(name = "oidc_replay")
class ReplayRow {
    @Id String id;
    long expires;
}
