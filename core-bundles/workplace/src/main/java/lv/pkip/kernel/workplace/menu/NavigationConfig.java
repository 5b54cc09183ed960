package lv.pkip.kernel.workplace.menu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How the municipality arranged the navigation: headings, other applications, and where entries stand for whom.
 * Never changes; editing gives another one.
 */
public record NavigationConfig(List<Group> groups, List<Application> applications, List<Placement> placements) {
    public static final NavigationConfig EMPTY = new NavigationConfig(List.of(), List.of(), List.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    public NavigationConfig {
        groups = List.copyOf(groups);
        applications = List.copyOf(applications);
        placements = List.copyOf(placements);
    }

    /** A heading; {@code names} by language. */
    public record Group(String id, Map<String, String> names) {
        public Group {
            names = Map.copyOf(names);
        }

        public String name(String language) {
            return inLanguage(names, language);
        }
    }

    /**
     * Another application, or a deep link into this one.
     *
     * @param url        full address, or a path on this site
     * @param permission needed to see it, empty: none
     * @param roles      one of them is needed to see it, empty: all staff
     */
    public record Application(String id, Map<String, String> names, String url, String icon, String permission, Set<String> roles) {
        public Application {
            names = Map.copyOf(names);
            Objects.requireNonNull(url);
            Objects.requireNonNull(icon);
            Objects.requireNonNull(permission);
            roles = Set.copyOf(roles);
        }

        public String name(String language) {
            return inLanguage(names, language);
        }

        public boolean outside() {
            return !url.startsWith("/");
        }
    }

    /**
     * Where an entry stands for some.
     *
     * @param scope empty: everybody; {@code unit:environment} or {@code role:clerk}
     * @param group id of a group; empty: above all headings; absent: as the wider scope says
     * @param rank  sorting within the group; absent: as the wider scope says
     * @param shown absent: as the wider scope says
     */
    public record Placement(String scope, String entry, Optional<String> group, Optional<Integer> rank, Optional<Boolean> shown) { }

    private static String inLanguage(Map<String, String> names, String language) {
        String name = names.getOrDefault(language, "");
        return name.isBlank() ? names.getOrDefault("lv", "") : name;
    }

    public NavigationConfig with(Group group) {
        return new NavigationConfig(replaced(groups, group, g -> g.id().equals(group.id())), applications, placements);
    }

    public NavigationConfig with(Application application) {
        return new NavigationConfig(groups, replaced(applications, application, a -> a.id().equals(application.id())), placements);
    }

    /** All placements of a scope anew. */
    public NavigationConfig with(String scope, List<Placement> fresh) {
        return new NavigationConfig(groups, applications, Stream.concat(placements.stream().filter(p -> !p.scope().equals(scope)), fresh.stream()).toList());
    }

    public NavigationConfig withoutGroup(String id) {
        return new NavigationConfig(groups.stream().filter(g -> !g.id().equals(id)).toList(), applications, placements.stream()
                .map(p -> p.group().equals(Optional.of(id)) ? new Placement(p.scope(), p.entry(), Optional.empty(), p.rank(), p.shown()) : p).toList());
    }

    public NavigationConfig withoutApplication(String id) {
        return new NavigationConfig(groups, applications.stream().filter(a -> !a.id().equals(id)).toList(),
                placements.stream().filter(p -> !p.entry().equals("app." + id)).toList());
    }

    private static <T> List<T> replaced(List<T> all, T one, Predicate<T> same) {
        List<T> copy = new ArrayList<>(all);
        UnaryOperator<T> put = old -> same.test(old) ? one : old;
        copy.replaceAll(put);
        if (all.stream().noneMatch(same)) {
            copy.add(one);
        }
        return copy;
    }

    /** As it is stored; absent parts are left out. */
    public String json() {
        try {
            return JSON.writeValueAsString(Map.of("groups", groups, "applications", applications.stream().map(NavigationConfig::written).toList(),
                    "placements", placements.stream().map(NavigationConfig::written).toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> written(Application a) {
        return Map.of("id", a.id(), "names", a.names(), "url", a.url(), "icon", a.icon(), "permission", a.permission(), "roles", a.roles());
    }

    private static Map<String, Object> written(Placement p) {
        Map<String, Object> all = new java.util.LinkedHashMap<>(Map.of("scope", p.scope(), "entry", p.entry()));
        p.group().ifPresent(g -> all.put("group", g));
        p.rank().ifPresent(r -> all.put("rank", r));
        p.shown().ifPresent(s -> all.put("shown", s));
        return all;
    }

    public static NavigationConfig read(String json) {
        try {
            Stored stored = JSON.readValue(json, Stored.class);
            return new NavigationConfig(stored.groups(), stored.applications(), stored.placements().stream().map(p -> new Placement(p.scope(), p.entry(),
                    Optional.ofNullable(p.group()), Optional.ofNullable(p.rank()), Optional.ofNullable(p.shown()))).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored navigation cannot be read", e);
        }
    }

    private record Stored(List<Group> groups, List<Application> applications, List<StoredPlacement> placements) { }

    private record StoredPlacement(String scope, String entry, String group, Integer rank, Boolean shown) { }
}
