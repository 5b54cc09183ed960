package lv.pkip.kernel.api.registry;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A role: what its holders may do.
 *
 * @param name        {@code [a-z][a-z0-9-]{1,63}}
 * @param names       language → title; may be empty
 * @param permissions wildcard permissions, for example {@code tree-felling:*}
 */
public record Role(String name, Map<String, String> names, Set<String> permissions) {
    public Role {
        Objects.requireNonNull(name);
        names = Map.copyOf(names);
        permissions = Set.copyOf(permissions);
    }

    public static Role of(String name, Set<String> permissions) {
        return new Role(name, Map.of(), permissions);
    }

    public String title(String language) {
        return names.getOrDefault(language, names.getOrDefault("lv", name));
    }
}
