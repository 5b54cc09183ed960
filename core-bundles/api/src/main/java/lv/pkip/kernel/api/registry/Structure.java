package lv.pkip.kernel.api.registry;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Units, positions, groups and roles. Changing needs {@code users:manage}; saving makes what is new and changes what is
 * there, where the version must be the stored one. What is used somewhere cannot be removed.
 */
@ProviderType
public interface Structure {

    Unit save(Unit unit, String reason);

    void removeUnit(String id, String reason);

    Position save(Position position, String reason);

    void removePosition(String id, String reason);

    Group save(Group group, String reason);

    void removeGroup(String name, String reason);

    /** The same, unless it was changed since: the version must be the stored one. */
    void removeGroup(Group group, String reason);

    /** A role that gains a privileged permission gains it when a second person approved ({@link Approvals}). */
    Role save(Role role, String reason);

    void removeRole(String name, String reason);
}
