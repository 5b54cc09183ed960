package lv.pkip.kernel.api.registry;

import java.util.Objects;

/**
 * Why somebody holds a role now.
 *
 * @param role name of the role
 * @param way  by what
 * @param via  id of the position, name of the group or login of the one stood in for; empty for a role of one's own
 */
public record Grant(String role, Way way, String via) {
    public Grant {
        Objects.requireNonNull(role);
        Objects.requireNonNull(way);
        Objects.requireNonNull(via);
    }

    /** By what a role is held. */
    public enum Way { OWN, POSITION, GROUP, SUBSTITUTION }
}
