package lv.pkip.kernel.api.registry;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A position (amats). Who holds it holds its roles, so that a move to another position changes rights by itself.
 *
 * @param id    {@code [a-z][a-z0-9-]{1,62}}
 * @param names language → title; Latvian is there always
 */
public record Position(String id, Map<String, String> names, Set<String> roles, long version) {
    public Position {
        Objects.requireNonNull(id);
        names = Map.copyOf(names);
        roles = Set.copyOf(roles);
    }

    public String name(String language) {
        return names.getOrDefault(language, names.getOrDefault("lv", id));
    }
}
