package lv.pkip.kernel.identitydesk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Positions, the roles that come with them, and who holds them. */
@Component(service = Page.class)
@PagePath("users/positions")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
public final class PositionsPage implements Page {
    private final Desk desk;
    private final Frame<Position> frame;

    @Activate
    public PositionsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.frame = new Frame<>(desk, "position", Directory::position);
    }

    /** A line of the list. */
    public record Row(String id, String name, List<String> roles, long people) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return frame.answer(request, Map.of("", this::list), ask -> one(ask, Optional.empty()), (ask, position, what) -> switch (what) {
            case "" -> one(ask, Optional.of(position));
            case "remove" -> remove(ask, position);
            default -> Desk.NOT_FOUND;
        });
    }

    private Answer remove(Ask ask, Position position) {
        desk.structure().removePosition(position.id(), ask.text("reason"));
        return new Redirect("/users/positions?said=removed");
    }

    private List<Account> people(String position) {
        return desk.directory().accounts().stream().filter(a -> a.employment().position().equals(position)).toList();
    }

    private Answer list(Ask ask) {
        String q = ask.text("q", 100);
        List<Row> rows = desk.directory().positions().stream().map(p -> new Row(p.id(), p.name(ask.language()), desk.roles(p.roles(), ask.language()), people(p.id()).size()))
                .filter(row -> (row.name() + " " + row.id()).toLowerCase(java.util.Locale.ROOT).contains(q.toLowerCase(java.util.Locale.ROOT)))
                .sorted(Words.sorted(Row::name)).toList();
        return desk.show(ask, "positions", "positions", Map.of("rows", rows, "q", q));
    }

    private Answer one(Ask ask, Optional<Position> stored) {
        Flaws flaws = desk.flaws(ask);
        Position before = stored.orElse(new Position("", Map.of(), Set.of(), 0));
        Map<String, String> f = new LinkedHashMap<>();
        f.put("id", stored.isPresent() ? before.id() : ask.text("id", 63));
        for (String language : List.of("lv", "en", "ru")) {
            f.put("name-" + language, ask.post() ? ask.text("name-" + language, 200) : before.names().getOrDefault(language, ""));
        }
        Set<String> roles = new TreeSet<>(ask.post() ? ask.all("roles") : before.roles());
        if (ask.post()) {
            if (!f.get("id").matches("[a-z][a-z0-9-]{1,62}")) {
                flaws.add("id", "problem.invalid.id");
            } else if (stored.isEmpty() && desk.directory().position(f.get("id")).isPresent()) {
                flaws.add("id", "problem.taken");
            }
            flaws.needs("name-lv", f.get("name-lv"));
            flaws.needs("reason", ask.text("reason"));
            if (flaws.none()) {
                try {
                    desk.structure().save(new Position(f.get("id"), UnitsPage.names(f), roles, ask.number("version")), ask.text("reason"));
                    return new Redirect("/users/positions/" + f.get("id") + "?said=saved");
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        AccountViews views = new AccountViews(desk);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", f);
        model.put("stored", stored.isPresent());
        model.put("name", before.name(ask.language()));
        model.put("version", ask.post() ? ask.number("version") : before.version());
        model.put("roles", Choices.roles(desk.directory(), ask.language(), roles));
        model.put("titles", desk.roles(before.roles(), ask.language()));
        model.put("reason", ask.text("reason"));
        model.put("people", people(before.id()).stream().filter(a -> stored.isPresent()).map(a -> views.row(a, ask.language()))
                .sorted(Words.sorted(AccountViews.Row::name)).limit(500).toList());
        model.put("waiting", stored.isPresent() ? views.waiting(Registry.Subject.POSITION, before.id(), ask.language()) : List.of());
        model.put("moments", stored.isPresent() ? views.history(desk.registry().history(Registry.Subject.POSITION, before.id(), 0, 20), ask.language()) : List.of());
        return desk.show(ask, "positions", "position", flaws, model);
    }
}
