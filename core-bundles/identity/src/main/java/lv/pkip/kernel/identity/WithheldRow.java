package lv.pkip.kernel.identity;

import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Grant;

/** A privileged role that an account does not hold before a second person approved. */
@Entity
@Table(name = "identity_withheld")
class WithheldRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    String login;
    String role;
    String way;
    String via;
    /** Id of the {@link ApprovalRow}. */
    long approval;

    static WithheldRow of(String login, Grant grant, long approval) {
        WithheldRow row = new WithheldRow();
        row.login = login;
        row.role = grant.role();
        row.way = grant.way().name();
        row.via = grant.via();
        row.approval = approval;
        return row;
    }

    Grant grant() {
        return new Grant(role, Grant.Way.valueOf(way), via);
    }
}
