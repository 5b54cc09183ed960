package lv.pkip.kernel.workplace.menu;

import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.workplace.Paths;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the star on every page leads: marks it or takes the mark away, and goes back. */
@Component(service = Page.class)
@PagePath("work/favourites")
@PageAudience(Audience.STAFF)
public final class FavouritesPage implements Page {
    private final Favourites favourites;
    private final CurrentActor actor;

    @Activate
    public FavouritesPage(@Reference(name = "favourites") Favourites favourites, @Reference(name = "actor") CurrentActor actor) {
        this.favourites = favourites;
        this.actor = actor;
    }

    @Override
    public Answer handle(Request request) {
        Optional<String> path = request.parameter("path").flatMap(Paths::check);
        if (!request.method().equals("POST") || path.isEmpty()) {
            return request.method().equals("GET") ? new Redirect("/work/menu") : new Problem(400, "problem.unknown");
        }
        String login = actor.get().id();
        if (request.parameter("remove").isPresent()) {
            favourites.remove(login, path.get());
        } else {
            favourites.add(login, request.parameter("page").map(String::strip).filter(t -> !t.isEmpty()).orElse(path.get()), path.get());
        }
        return new Redirect(path.get());
    }
}
