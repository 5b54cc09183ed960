package lv.pkip.kernel.workplace.menu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.workplace.Workplace;

/** Makes a navigation bar of what somebody may open and how the municipality, their unit, their roles and they themselves arranged it. */
final class Arranger {
    private static final int APPLICATIONS = 400;
    private final NavigationConfig config;
    private final Predicate<String> may;

    Arranger(NavigationConfig config, Predicate<String> may) {
        this.config = config;
        this.may = may;
    }

    /** Somebody, as far as the navigation is concerned. */
    record Whom(Optional<String> unit, Set<String> roles, List<Workplace.Placed> own) { }

    /** An entry on its way to its place. */
    private record Standing(Workplace.Item item, String group, int rank, boolean shown) {
        Standing under(NavigationConfig.Placement placement) {
            return new Standing(item, placement.group().orElse(group), placement.rank().orElse(rank), placement.shown().orElse(shown));
        }
    }

    List<Workplace.Section> bar(List<Navigation.Entry> entries, Whom whom, String language) {
        List<Standing> standing = standing(entries, whom, language).stream().filter(Standing::shown)
                .filter(s -> whom.own().stream().noneMatch(p -> p.hidden() && p.widget().equals(s.item().id()))).toList();
        List<Workplace.Section> sections = new ArrayList<>();
        sections.add(section("", "", standing, whom));
        config.groups().forEach(g -> sections.add(section(g.id(), g.name(language), standing, whom)));
        return sections.stream().filter(s -> !s.items().isEmpty()).toList();
    }

    /** Everything that can be reached, hidden or not. */
    List<Workplace.Item> everything(List<Navigation.Entry> entries, Whom whom, String language) {
        return standing(entries, whom, language).stream().map(Standing::item).toList();
    }

    private Workplace.Section section(String id, String title, List<Standing> all, Whom whom) {
        Set<String> known = new TreeSet<>(config.groups().stream().map(NavigationConfig.Group::id).toList());
        List<String> own = whom.own().stream().map(Workplace.Placed::widget).toList();
        return new Workplace.Section(title, all.stream().filter(s -> known.contains(s.group()) ? s.group().equals(id) : id.isEmpty())
                .sorted(Comparator.comparingInt((Standing s) -> own.contains(s.item().id()) ? own.indexOf(s.item().id()) : Integer.MAX_VALUE)
                        .thenComparingInt(Standing::rank).thenComparing(s -> s.item().id()))
                .map(Standing::item).toList());
    }

    private List<Standing> standing(List<Navigation.Entry> entries, Whom whom, String language) {
        Stream<Standing> own = entries.stream().map(e -> new Standing(new Workplace.Item(e.id(), e.text(), e.href(), e.icon(), false), "", e.order(), true));
        Stream<Standing> others = config.applications().stream().filter(a -> maySee(a, whom)).map(a -> new Standing(
                new Workplace.Item("app." + a.id(), a.name(language), a.url(), a.icon(), a.outside()), "", APPLICATIONS, true));
        List<String> scopes = new ArrayList<>(List.of(""));
        whom.unit().ifPresent(unit -> scopes.add("unit:" + unit));
        new TreeSet<>(whom.roles()).forEach(role -> scopes.add("role:" + role));
        return Stream.concat(own, others).map(s -> {
            Standing now = s;
            for (String scope : scopes) {
                for (NavigationConfig.Placement placement : config.placements()) {
                    if (placement.scope().equals(scope) && placement.entry().equals(s.item().id())) {
                        now = now.under(placement);
                    }
                }
            }
            return now;
        }).sorted(Comparator.comparingInt(Standing::rank).thenComparing(s -> s.item().id())).toList();
    }

    private boolean maySee(NavigationConfig.Application application, Whom whom) {
        return (application.permission().isEmpty() || may.test(application.permission()))
                && (application.roles().isEmpty() || application.roles().stream().anyMatch(whom.roles()::contains));
    }
}
