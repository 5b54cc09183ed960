package lv.pkip.kernel.workplace.menu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Arrangements;
import lv.pkip.kernel.workplace.Publications;
import lv.pkip.kernel.workplace.tell.Board;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The navigation bar of the one who looks. */
@Component(service = Bars.class)
public final class Bars {
    private static final String WORK = "work";
    private final CurrentActor actor;
    private final Registry registry;
    private final Navigation navigation;
    private final Publications publications;
    private final Arrangements arrangements;
    private final Favourites favourites;
    private final Board board;

    @Activate
    public Bars(@Reference(name = "actor") CurrentActor actor, @Reference(name = "registry") Registry registry,
            @Reference(name = "navigation") Navigation navigation, @Reference(name = "publications") Publications publications,
            @Reference(name = "arrangements") Arrangements arrangements, @Reference(name = "favourites") Favourites favourites,
            @Reference(name = "board") Board board) {
        this.actor = actor;
        this.registry = registry;
        this.navigation = navigation;
        this.publications = publications;
        this.arrangements = arrangements;
        this.favourites = favourites;
        this.board = board;
    }

    /** What was published last. */
    public NavigationConfig published() {
        return publications.current(Publications.NAVIGATION).map(NavigationConfig::read).orElse(NavigationConfig.EMPTY);
    }

    public Workplace.Bar bar(String language) {
        String login = actor.get().id();
        List<Workplace.Item> marked = favourites.of(login).stream()
                .map(f -> new Workplace.Item("favourite." + f.id(), f.title(), f.path(), "star", false)).toList();
        return new Workplace.Bar(arranger(published()).bar(navigation.entries(WORK, language), whom(), language), marked, board.unread(login));
    }

    /** All entries the one who looks can reach, hidden or not. */
    public List<Workplace.Item> everything(String language) {
        return arranger(published()).everything(navigation.entries(WORK, language), whom(), language);
    }

    /** As it would be for somebody of a unit and a role, without what they arranged themselves. Call it as such a one. */
    List<Workplace.Section> preview(NavigationConfig config, Optional<String> unit, Set<String> roles, String language) {
        return arranger(config).bar(navigation.entries(WORK, language), new Arranger.Whom(unit, roles, List.of()), language);
    }

    private Arranger arranger(NavigationConfig config) {
        return new Arranger(config, actor::may);
    }

    private Arranger.Whom whom() {
        Actor who = actor.get();
        Set<String> roles = registry.grants(who.id()).stream().map(Grant::role).collect(Collectors.toSet());
        return new Arranger.Whom(who.unit().filter(u -> !u.isEmpty()), roles, arrangements.of(who.id(), Arrangements.MENU));
    }
}
