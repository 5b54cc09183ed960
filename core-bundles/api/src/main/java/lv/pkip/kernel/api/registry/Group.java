package lv.pkip.kernel.api.registry;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * A group of accounts; its members hold its roles.
 *
 * @param id         never changes
 * @param name       {@code [a-z][a-z0-9-]{1,62}}: LDAP's {@code cn}
 * @param number     LDAP's {@code gidNumber}, from 10000 on, set by the registry
 * @param title      shown to people
 * @param members    logins
 * @param externalId id in the system that provisions it, else empty
 */
public record Group(UUID id, String name, int number, String title, Set<String> members, Set<String> roles, String externalId, long version) {
    public Group {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        members = Set.copyOf(members);
        roles = Set.copyOf(roles);
        Objects.requireNonNull(externalId);
    }

    /** A new group, to be given to {@link Structure#save(Group)}. */
    public static Group named(String name, String title, Set<String> members, Set<String> roles) {
        return new Group(new UUID(0, 0), name, 0, title, members, roles, "", 0);
    }
}
