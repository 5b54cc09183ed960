package lv.pkip.kernel.identity;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** That an account is in a group. */
@Entity
@Table(name = "identity_member")
class MemberRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    @Column(name = "group_id") String group;
    String login;

    static MemberRow of(String group, String login) {
        MemberRow row = new MemberRow();
        row.group = group;
        row.login = login;
        return row;
    }
}
