package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Staff accounts for those who name somebody or give work to somebody; the registry itself is in {@code api.registry}. */
@ProviderType
public interface Users {

    /**
     * A staff account.
     *
     * @param login  lower case, {@code [a-z][a-z0-9.-]{1,63}}
     * @param unit   organisational unit, empty string when none
     * @param roles  names of roles given to the account itself
     * @param active may be used today
     */
    record User(String login, String name, String email, String unit, Set<String> roles, boolean active) {
        public User {
            roles = Set.copyOf(roles);
        }
    }

    Optional<User> find(String login);

    /** All accounts sorted by login. */
    List<User> all();

    /** Active staff who hold a permission, for assignment lists. */
    List<User> holding(String permission);
}
