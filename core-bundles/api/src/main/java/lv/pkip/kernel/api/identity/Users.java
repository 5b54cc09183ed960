package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Staff accounts, for administrators and for choosing whom to assign a case to. Every change is audited. */
@ProviderType
public interface Users {

    /**
     * A staff account.
     *
     * @param login  lower case, {@code [a-z][a-z0-9.-]{1,63}}
     * @param unit   organisational unit, empty string when none
     * @param roles  names of roles
     */
    record User(String login, String name, String email, String unit, Set<String> roles, boolean active) {
        public User {
            roles = Set.copyOf(roles);
        }
    }

    /** A role: a name and the wildcard permissions it grants. */
    record Role(String name, Set<String> permissions) {
        public Role {
            permissions = Set.copyOf(permissions);
        }
    }

    Optional<User> find(String login);

    /** All accounts sorted by login. */
    List<User> all();

    /** Active staff who hold a permission, for assignment lists. */
    List<User> holding(String permission);

    /** Makes an account and returns its one-time password, which must be changed at first sign-in. */
    String create(User user);

    /** Changes name, e-mail, unit, roles or active flag; deactivating ends all sessions. */
    void change(User user);

    /** Sets a one-time password and ends all sessions. */
    String resetPassword(String login);

    List<Role> roles();

    /** Makes or replaces a role. */
    void define(Role role);
}
