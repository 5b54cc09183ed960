package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
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
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Role;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Roles: what each lets one do, who holds it, the matrix of all, copying one. */
@Component(service = Page.class)
@PagePath("users/roles")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
public final class RolesPage implements Page {
    private static final String PERMISSION = "(\\*|[a-z][a-z0-9-]{0,62})(:(\\*|[a-z][a-z0-9,-]{0,62})){0,3}";
    private final Desk desk;
    private final Frame<Role> frame;

    @Activate
    public RolesPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.frame = new Frame<>(desk, "roles", Directory::role);
    }

    /** A line of the list. */
    public record Row(String name, String title, int permissions, long holders, boolean privileged) { }

    /** Permissions of one part of the platform, to be ticked. */
    public record Part(String title, String source, List<Box> boxes) { }

    /** A permission to be ticked; {@code covered} when a wildcard of the role gives it already. */
    public record Box(String id, String permission, String text, boolean chosen, boolean privileged, String covered) { }

    /** A row of the matrix: empty, {@code yes} or the wildcard that gives it, for each role. */
    public record MatrixRow(String permission, String text, boolean privileged, List<String> cells) { }

    /** Rows of the matrix from one part of the platform. */
    public record MatrixPart(String title, List<MatrixRow> rows) { }

    /** A permission nobody declares, and the roles that hold it. */
    public record Orphan(String permission, List<String> roles) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return frame.answer(request, Map.of("", this::list, "matrix", this::matrix, "matrix/export", this::export), ask -> edit(ask, Optional.empty()),
                (ask, role, what) -> switch (what) {
                    case "" -> ask.post() ? Desk.NOT_FOUND : one(ask, role);
                    case "edit" -> edit(ask, Optional.of(role));
                    case "remove" -> remove(ask, role);
                    default -> Desk.NOT_FOUND;
                });
    }

    private Answer remove(Ask ask, Role role) {
        desk.structure().removeRole(role.name(), ask.text("reason"));
        return new Redirect("/users/roles?said=removed");
    }

    private Answer list(Ask ask) {
        String q = ask.text("q", 100).toLowerCase(Locale.ROOT);
        Map<String, Long> holders = new AccessReport(desk).holdersByRole();
        List<Row> rows = desk.directory().roles().stream().filter(r -> (r.name() + " " + r.title(ask.language())).toLowerCase(Locale.ROOT).contains(q))
                .map(r -> new Row(r.name(), r.title(ask.language()), r.permissions().size(), holders.getOrDefault(r.name(), 0L), desk.abilities().isPrivileged(r.name())))
                .sorted(Words.sorted(Row::title)).toList();
        return desk.show(ask, "roles", "roles", Map.of("rows", rows, "q", ask.text("q", 100), "orphans", orphans(ask.language())));
    }

    private List<Orphan> orphans(String language) {
        return desk.permissions().orphaned().entrySet().stream().map(e -> new Orphan(e.getKey(), desk.roles(e.getValue(), language))).toList();
    }

    private List<MatrixPart> parts(List<Role> roles, String language) {
        Map<String, List<MatrixRow>> parts = new LinkedHashMap<>();
        for (Permissions.Declared one : desk.permissions().declared()) {
            List<String> cells = roles.stream().map(role -> role.permissions().contains(one.permission()) ? "yes" : role.permissions().stream()
                    .filter(held -> Abilities.covers(held, one.permission())).sorted().findFirst().orElse("")).toList();
            parts.computeIfAbsent(desk.source(one.source(), language), any -> new ArrayList<>())
                    .add(new MatrixRow(one.permission(), one.text(language), one.privileged(), cells));
        }
        return parts.entrySet().stream().map(e -> new MatrixPart(e.getKey(), e.getValue())).toList();
    }

    private List<Role> sorted(String language) {
        return desk.directory().roles().stream().sorted(Words.sorted(r -> r.title(language))).toList();
    }

    private Answer matrix(Ask ask) {
        List<Role> roles = sorted(ask.language());
        return desk.show(ask, "roles", "matrix", Map.of("roles", roles.stream().map(r -> new Choice(r.name(), r.title(ask.language()), false)).toList(),
                "parts", parts(roles, ask.language()), "orphans", orphans(ask.language())));
    }

    private Answer export(Ask ask) {
        List<Role> roles = sorted(ask.language());
        StringBuilder csv = new StringBuilder();
        List<String> head = new ArrayList<>(List.of("source", "permission", "text", "privileged"));
        roles.forEach(r -> head.add(r.name()));
        csv.append(Csv.line(head));
        parts(roles, ask.language()).forEach(part -> part.rows().forEach(row -> {
            List<String> cells = new ArrayList<>(List.of(part.title(), row.permission(), row.text(), row.privileged() ? "1" : ""));
            row.cells().forEach(cell -> cells.add(cell.equals("yes") ? "x" : cell));
            csv.append(Csv.line(cells));
        }));
        return Desk.csv("lomas", csv.toString());
    }

    private Answer one(Ask ask, Role role) {
        String language = ask.language();
        AccountViews views = new AccountViews(desk);
        List<AccessReport.Line> holders = new AccessReport(desk).byRole(role.name(), language);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", role.name());
        model.put("title", role.title(language));
        model.put("privileged", desk.abilities().isPrivileged(role.name()));
        model.put("permissions", new TreeSet<>(role.permissions()));
        model.put("abilities", desk.abilities().of(new TreeSet<>(role.permissions()), language));
        model.put("orphaned", desk.permissions().orphaned().entrySet().stream().filter(e -> e.getValue().contains(role.name())).map(Map.Entry::getKey).toList());
        model.put("positions", desk.directory().positions().stream().filter(p -> p.roles().contains(role.name())).map(p -> new Choice(p.id(), p.name(language), false)).toList());
        model.put("groups", desk.directory().groups().stream().filter(g -> g.roles().contains(role.name())).map(g -> new Choice(g.name(), g.title(), false)).toList());
        model.put("holders", holders.stream().limit(200).toList());
        model.put("all", holders.size());
        model.put("waiting", views.waiting(Registry.Subject.ROLE, role.name(), language));
        model.put("moments", views.history(desk.registry().history(Registry.Subject.ROLE, role.name(), 0, 20), language));
        return desk.show(ask, "roles", "role", model);
    }

    private Answer edit(Ask ask, Optional<Role> stored) {
        Flaws flaws = desk.flaws(ask);
        Role from = stored.or(() -> desk.directory().role(ask.text("copy", 64))).orElse(Role.of("", Set.of()));
        Map<String, String> f = new LinkedHashMap<>();
        f.put("name", stored.map(Role::name).orElse(ask.text("name", 64)));
        for (String language : List.of("lv", "en", "ru")) {
            f.put("name-" + language, ask.post() ? ask.text("name-" + language, 200) : stored.map(r -> r.names().getOrDefault(language, "")).orElse(""));
        }
        Set<String> held = new TreeSet<>(ask.post() ? ask.all("permission") : from.permissions());
        if (ask.post()) {
            Set<String> others = new TreeSet<>(List.of(ask.text("others", 4000).split("[\\s;]+")));
            others.remove("");
            if (others.stream().anyMatch(permission -> !permission.matches(PERMISSION)) || others.size() > 200) {
                flaws.add("others", "error.permission");
            }
            held.addAll(others);
            if (!f.get("name").matches("[a-z][a-z0-9-]{1,63}")) {
                flaws.add("name", "problem.invalid.id");
            } else if (stored.isEmpty() && desk.directory().role(f.get("name")).isPresent()) {
                flaws.add("name", "problem.taken");
            }
            flaws.needs("reason", ask.text("reason"));
            if (stored.isPresent() && !ask.text("seen", 8000).equals(String.join(" ", new TreeSet<>(from.permissions())))) {
                flaws.add("reason", "problem.stale");
            }
            if (flaws.none()) {
                try {
                    desk.structure().save(new Role(f.get("name"), UnitsPage.names(f), held), ask.text("reason"));
                    return new Redirect("/users/roles/" + f.get("name") + "?said=saved");
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", f);
        model.put("stored", stored.isPresent());
        model.put("title", from.name().isEmpty() ? "" : from.title(ask.language()));
        model.put("copy", stored.isPresent() ? "" : ask.text("copy", 64));
        model.put("seen", stored.map(r -> String.join(" ", new TreeSet<>(r.permissions()))).orElse(""));
        List<Part> parts = boxes(held, ask.language());
        Set<String> shown = new TreeSet<>();
        parts.forEach(part -> part.boxes().forEach(box -> shown.add(box.permission())));
        model.put("parts", parts);
        model.put("others", String.join("\n", held.stream().filter(permission -> !shown.contains(permission)).toList()));
        model.put("reason", ask.text("reason"));
        model.put("roles", sorted(ask.language()).stream().map(r -> new Choice(r.name(), r.title(ask.language()), r.name().equals(ask.text("copy", 64)))).toList());
        return desk.show(ask, "roles", "role-edit", flaws, model);
    }

    /** All declared permissions by part of the platform; each prefix begins with the wildcard for all of it, also what comes later. */
    private List<Part> boxes(Set<String> held, String language) {
        Map<String, List<Box>> parts = new LinkedHashMap<>();
        Map<String, String> sources = new LinkedHashMap<>();
        Set<String> prefixes = new TreeSet<>();
        int[] number = {0};
        for (Permissions.Declared one : desk.permissions().declared()) {
            String title = desk.source(one.source(), language);
            sources.put(title, one.source());
            List<Box> boxes = parts.computeIfAbsent(title, any -> new ArrayList<>());
            String prefix = one.permission().split(":")[0];
            if (prefixes.add(prefix)) {
                boxes.add(box(prefix + ":*", desk.words().text(language, "role.all-of", Map.of("prefix", prefix)), held, desk.permissions().isPrivileged(prefix + ":*"), number));
            }
            boxes.add(box(one.permission(), one.text(language), held, one.privileged(), number));
        }
        return parts.entrySet().stream().map(e -> new Part(e.getKey(), sources.get(e.getKey()), e.getValue())).toList();
    }

    private static Box box(String permission, String text, Set<String> held, boolean privileged, int[] number) {
        String covered = held.stream().filter(one -> !one.equals(permission) && Abilities.covers(one, permission)).sorted().findFirst().orElse("");
        return new Box("permission-" + number[0]++, permission, text, held.contains(permission), privileged, covered);
    }
}
