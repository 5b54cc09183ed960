package lv.pkip.kernel.workplace.menu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What differs between two navigations, for somebody who looks at both. */
final class Differences {
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private Differences() { }

    /**
     * One thing that differs.
     *
     * @param kind   {@code group}, {@code application} or {@code entry}
     * @param scope  of an entry: for whom; else empty
     * @param before empty: it was not there, or nothing was said of it
     * @param after  empty: it is there no more, or nothing is said of it
     */
    public record Difference(String kind, String id, String scope, List<Part> before, List<Part> after) { }

    /** A piece of what is shown: a key of a text or nothing, and a text as it is. */
    public record Part(String key, String text) { }

    static List<Difference> of(NavigationConfig before, NavigationConfig after, String language) {
        List<Difference> all = new ArrayList<>();
        byId("group", before.groups(), after.groups(), NavigationConfig.Group::id, g -> List.of(plain(names(g.names()))), all);
        byId("application", before.applications(), after.applications(), NavigationConfig.Application::id, Differences::parts, all);
        Map<String, NavigationConfig.Placement> was = placements(before);
        Map<String, NavigationConfig.Placement> is = placements(after);
        keys(was, is).stream().filter(key -> !Objects.equals(was.get(key), is.get(key))).forEach(key -> {
            NavigationConfig.Placement any = is.getOrDefault(key, was.get(key));
            all.add(new Difference("entry", any.entry(), any.scope(), parts(was.get(key), before, language), parts(is.get(key), after, language)));
        });
        return all;
    }

    private static <T> void byId(String kind, Collection<T> before, Collection<T> after, Function<T, String> id, Function<T, List<Part>> parts, List<Difference> all) {
        Map<String, T> was = before.stream().collect(Collectors.toMap(id, UnaryOperator.identity(), (a, b) -> b, LinkedHashMap::new));
        Map<String, T> is = after.stream().collect(Collectors.toMap(id, UnaryOperator.identity(), (a, b) -> b, LinkedHashMap::new));
        keys(was, is).stream().filter(key -> !Objects.equals(was.get(key), is.get(key))).forEach(key -> all.add(new Difference(kind, key, "",
                Optional.ofNullable(was.get(key)).map(parts).orElse(List.of()), Optional.ofNullable(is.get(key)).map(parts).orElse(List.of()))));
    }

    private static Set<String> keys(Map<String, ?> before, Map<String, ?> after) {
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys;
    }

    private static Map<String, NavigationConfig.Placement> placements(NavigationConfig config) {
        return config.placements().stream().collect(Collectors.toMap(p -> p.scope() + " " + p.entry(), UnaryOperator.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    private static List<Part> parts(NavigationConfig.Application a) {
        List<Part> parts = new ArrayList<>(List.of(plain(names(a.names())), plain(a.url()), new Part("icon." + a.icon(), "")));
        if (!a.permission().isEmpty()) {
            parts.add(new Part("", a.permission()));
        }
        new TreeSet<>(a.roles()).forEach(r -> parts.add(plain(r)));
        return parts;
    }

    private static List<Part> parts(NavigationConfig.Placement p, NavigationConfig config, String language) {
        if (p == null) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        p.group().ifPresent(id -> parts.add(id.isEmpty() ? new Part("navigation.no-group", "")
                : new Part("navigation.group", config.groups().stream().filter(g -> g.id().equals(id)).findFirst().map(g -> g.name(language)).orElse(id))));
        p.rank().ifPresent(r -> parts.add(new Part("navigation.rank", String.valueOf(r))));
        p.shown().ifPresent(s -> parts.add(new Part(s ? "work.arrange.show" : "work.arrange.hide", "")));
        return parts;
    }

    private static Part plain(String text) {
        return new Part("", text);
    }

    private static String names(Map<String, String> names) {
        return LANGUAGES.stream().map(l -> names.getOrDefault(l, "")).filter(n -> !n.isBlank()).collect(Collectors.joining(" / "));
    }
}
