package lv.pkip.kernel.identity;

import java.util.Set;
import java.util.TreeSet;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;

import lv.pkip.kernel.api.identity.Users.User;

/** A staff account as stored; the password only as its hash. */
@Entity
@Table(name = "identity_account")
class AccountRow {
    @Id String login;
    @Version long version;
    String name;
    String email;
    String unit;
    /** Names, separated by blanks. */
    String roles;
    String password;
    @Column(name = "one_time") boolean oneTime;
    /** Epoch milliseconds after which a one-time password opens nothing; null: never. */
    @Column(name = "one_time_ends") Long oneTimeEnds;
    boolean active;
    long created;
    long changed;

    void take(User user) {
        name = user.name();
        email = user.email();
        unit = user.unit();
        roles = String.join(" ", new TreeSet<>(user.roles()));
        active = user.active();
    }

    User user() {
        return new User(login, name, email, unit, Words.of(roles), active);
    }

    Set<String> roleNames() {
        return Words.of(roles);
    }

    boolean oneTimeIsOver(long now) {
        return oneTime && oneTimeEnds != null && now > oneTimeEnds;
    }
}
