package lv.pkip.kernel.identitydesk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Groups: their roles, and their members, who are searched, ticked and added without JavaScript. */
@Component(service = Page.class)
@PagePath("users/groups")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
public final class GroupsPage implements Page {
    private static final int FOUND = 50;
    private static final int PAGE = 100;
    private final Desk desk;
    private final Frame<Group> frame;

    @Activate
    public GroupsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.frame = new Frame<>(desk, "group", Directory::group);
    }

    /** A line of the list. */
    public record Row(String name, String title, List<String> roles, int members, int number) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return frame.answer(request, Map.of("", this::list), ask -> one(ask, Optional.empty()), (ask, group, what) -> switch (what) {
            case "" -> one(ask, Optional.of(group));
            case "members" -> members(ask, group);
            case "remove" -> remove(ask, group);
            default -> Desk.NOT_FOUND;
        });
    }

    private Answer list(Ask ask) {
        String q = ask.text("q", 100).toLowerCase(Locale.ROOT);
        List<Row> rows = desk.directory().groups().stream().filter(g -> (g.name() + " " + g.title()).toLowerCase(Locale.ROOT).contains(q))
                .map(g -> new Row(g.name(), g.title(), desk.roles(g.roles(), ask.language()), g.members().size(), g.number())).sorted(Words.sorted(Row::title)).toList();
        return desk.show(ask, "groups", "groups", Map.of("rows", rows, "q", ask.text("q", 100)));
    }

    private Answer one(Ask ask, Optional<Group> stored) {
        Flaws flaws = desk.flaws(ask);
        Group before = stored.orElse(Group.named("", "", Set.of(), Set.of()));
        String name = stored.isPresent() ? before.name() : ask.text("name", 63);
        String title = ask.post() ? ask.text("title", 200) : before.title();
        Set<String> roles = new TreeSet<>(ask.post() ? ask.all("roles") : before.roles());
        if (ask.post()) {
            if (!name.matches("[a-z][a-z0-9-]{1,62}")) {
                flaws.add("name", "problem.invalid.id");
            } else if (stored.isEmpty() && desk.directory().group(name).isPresent()) {
                flaws.add("name", "problem.taken");
            }
            flaws.needs("title", title);
            flaws.needs("reason", ask.text("reason"));
            if (flaws.none()) {
                try {
                    desk.structure().save(new Group(before.id(), name, before.number(), title, before.members(), roles, before.externalId(),
                            ask.number("version")), ask.text("reason"));
                    return new Redirect("/users/groups/" + name + "?said=saved");
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        return show(ask, stored, flaws, Map.of("name", name, "title", title), roles);
    }

    private Answer show(Ask ask, Optional<Group> stored, Flaws flaws, Map<String, String> f, Set<String> roles) {
        String language = ask.language();
        Group before = stored.orElse(Group.named("", "", Set.of(), Set.of()));
        AccountViews views = new AccountViews(desk);
        List<AccountViews.Row> members = before.members().stream().flatMap(login -> desk.directory().account(login).stream()).map(a -> views.row(a, language))
                .sorted(Words.sorted(AccountViews.Row::name)).toList();
        int page = (int) Math.max(1, Math.min(ask.number("page"), (members.size() + PAGE - 1) / PAGE));
        String q = ask.text("q", 100);
        List<AccountViews.Row> found = q.isEmpty() ? List.of() : new AccountFilter(q, "", "", "", "", "any", "name").in(desk, language).stream()
                .filter(a -> !before.members().contains(a.login())).limit(FOUND).map(a -> views.row(a, language)).toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", f);
        model.put("stored", stored.isPresent());
        model.put("heading", before.title());
        model.put("number", before.number());
        model.put("externalId", before.externalId());
        model.put("version", ask.post() ? ask.number("version") : before.version());
        model.put("roles", Choices.roles(desk.directory(), language, roles));
        model.put("titles", desk.roles(before.roles(), language));
        model.put("reason", ask.text("reason"));
        model.put("members", members.subList(Math.min((page - 1) * PAGE, members.size()), Math.min(page * PAGE, members.size())));
        model.put("all", members.size());
        model.put("q", q);
        model.put("found", found);
        model.put("searched", !q.isEmpty());
        model.put("before", page > 1 ? "/users/groups/" + before.name() + "?page=" + (page - 1) : "");
        model.put("next", page * PAGE < members.size() ? "/users/groups/" + before.name() + "?page=" + (page + 1) : "");
        model.put("waiting", stored.isPresent() ? views.waiting(Registry.Subject.GROUP, before.name(), language) : List.of());
        model.put("moments", stored.isPresent() ? views.history(desk.registry().history(Registry.Subject.GROUP, before.name(), 0, 20), language) : List.of());
        return desk.show(ask, "groups", "group", flaws, model);
    }

    /** Adds those ticked among the found, or takes out those ticked among the members. */
    private Answer members(Ask ask, Group group) {
        Set<String> members = new TreeSet<>(group.members());
        Set<String> chosen = ask.all("member");
        boolean add = ask.text("act").equals("add");
        Flaws flaws = desk.flaws(ask);
        String field = add ? "add-reason" : "out-reason";
        if (chosen.isEmpty()) {
            flaws.add(add ? "q" : "members", "error.nothing-chosen");
        }
        flaws.needs(field, ask.text(field));
        if (flaws.none()) {
            if (add) {
                members.addAll(chosen);
            } else {
                members.removeAll(chosen);
            }
            try {
                desk.structure().save(new Group(group.id(), group.name(), group.number(), group.title(), members, group.roles(), group.externalId(),
                        ask.number("version")), ask.text(field));
                return new Redirect("/users/groups/" + group.name() + "?said=saved#members");
            } catch (RegistryProblem e) {
                flaws.add(e);
            }
        }
        return show(ask, Optional.of(group), flaws, Map.of("name", group.name(), "title", group.title()), group.roles());
    }

    private Answer remove(Ask ask, Group group) {
        desk.structure().removeGroup(group.name(), ask.text("reason"));
        return new Redirect("/users/groups?said=removed");
    }
}
