package lv.pkip.kernel.workplace.menu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Arrangements;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** One's own menu: order, hidden entries, favourites. */
@Component(service = Page.class)
@PagePath(MenuPage.PATH)
@PageAudience(Audience.STAFF)
public final class MenuPage implements Page {
    static final String PATH = "work/menu";
    private final Bars bars;
    private final Arrangements arrangements;
    private final Favourites favourites;
    private final CurrentActor actor;

    @Activate
    public MenuPage(@Reference(name = "bars") Bars bars, @Reference(name = "arrangements") Arrangements arrangements,
            @Reference(name = "favourites") Favourites favourites, @Reference(name = "actor") CurrentActor actor) {
        this.bars = bars;
        this.arrangements = arrangements;
        this.favourites = favourites;
        this.actor = actor;
    }

    /** A line of the page. */
    public record Line(String id, String text, String icon, boolean hidden, boolean first, boolean last) { }

    @Override
    public Answer handle(Request request) {
        String login = actor.get().id();
        List<Workplace.Item> all = arranged(login, request.language());
        if (request.method().equals("POST")) {
            change(login, all, request);
            return new Redirect("/" + PATH + "?done=saved");
        }
        List<Workplace.Placed> own = arrangements.of(login, Arrangements.MENU);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String id = all.get(i).id();
            lines.add(new Line(id, all.get(i).text(), all.get(i).icon(), own.contains(new Workplace.Placed(id, true)), i == 0, i == all.size() - 1));
        }
        return new View("menu", Map.of("lines", lines, "favourites", favourites.of(login)));
    }

    private List<Workplace.Item> arranged(String login, String language) {
        List<String> own = arrangements.of(login, Arrangements.MENU).stream().map(Workplace.Placed::widget).toList();
        List<Workplace.Item> all = new ArrayList<>(bars.everything(language));
        all.sort(java.util.Comparator.comparingInt(i -> own.contains(i.id()) ? own.indexOf(i.id()) : Integer.MAX_VALUE));
        return all;
    }

    private void change(String login, List<Workplace.Item> all, Request request) {
        if (request.parameter("reset").isPresent()) {
            arrangements.keep(login, Arrangements.MENU, List.of());
            return;
        }
        List<Workplace.Placed> before = arrangements.of(login, Arrangements.MENU);
        List<Workplace.Placed> placed = new ArrayList<>(all.stream().map(i -> new Workplace.Placed(i.id(), before.contains(new Workplace.Placed(i.id(), true)))).toList());
        for (String act : List.of("up", "down", "hide", "show")) {
            Optional<String> which = request.parameter(act);
            int at = which.map(id -> all.stream().map(Workplace.Item::id).toList().indexOf(id)).orElse(-1);
            if (at >= 0) {
                switch (act) {
                    case "up" -> Collections.swap(placed, at, Math.max(0, at - 1));
                    case "down" -> Collections.swap(placed, at, Math.min(placed.size() - 1, at + 1));
                    default -> placed.set(at, new Workplace.Placed(which.get(), act.equals("hide")));
                }
                arrangements.keep(login, Arrangements.MENU, placed);
            }
        }
    }
}
