package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Role;

/** What roles let somebody do, in words. */
final class Abilities {
    private final Desk desk;

    Abilities(Desk desk) {
        this.desk = desk;
    }

    /** What is allowed in one part of the platform. */
    public record Area(String title, List<Ability> abilities) { }

    /** One thing that is allowed. */
    public record Ability(String text, String permission, boolean privileged) { }

    /** What roles let one do together; names that are no role give nothing. */
    List<Area> ofRoles(Collection<String> roles, String language) {
        return of(permissions(roles), language);
    }

    Set<String> permissions(Collection<String> roles) {
        return roles.stream().flatMap(name -> desk.directory().role(name).stream()).map(Role::permissions).flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<Area> of(Set<String> held, String language) {
        Map<String, List<Ability>> areas = new LinkedHashMap<>();
        Set<String> matching = new TreeSet<>();
        for (Permissions.Declared one : desk.permissions().declared()) {
            held.stream().filter(permission -> covers(permission, one.permission())).forEach(permission -> {
                matching.add(permission);
                List<Ability> area = areas.computeIfAbsent(desk.source(one.source(), language), any -> new ArrayList<>());
                if (area.stream().noneMatch(ability -> ability.permission().equals(one.permission()))) {
                    area.add(new Ability(one.text(language), one.permission(), one.privileged()));
                }
            });
        }
        held.stream().filter(permission -> !matching.contains(permission)).forEach(permission -> areas
                .computeIfAbsent(desk.words().text(language, "abilities.unknown"), any -> new ArrayList<>()).add(new Ability(permission, permission, false)));
        return areas.entrySet().stream().map(e -> new Area(e.getKey(), e.getValue())).toList();
    }

    /** True when a role holds something that a second person has to approve. */
    boolean isPrivileged(String role) {
        return desk.directory().role(role).stream().flatMap(r -> r.permissions().stream()).anyMatch(desk.permissions()::isPrivileged);
    }

    /** As wildcard permissions are read everywhere: {@code a:*} covers {@code a:b}, {@code *:b} too, {@code a} covers {@code a:b}, {@code a:b,c} both. */
    static boolean covers(String held, String wanted) {
        String[] have = held.split(":");
        String[] want = wanted.split(":");
        for (int i = 0; i < have.length; i++) {
            List<String> parts = List.of(have[i].split(","));
            if (!parts.contains("*") && (i >= want.length || !parts.contains(want[i]))) {
                return false;
            }
        }
        return true;
    }
}
