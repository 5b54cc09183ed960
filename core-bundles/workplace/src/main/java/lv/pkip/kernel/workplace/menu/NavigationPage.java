package lv.pkip.kernel.workplace.menu;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.workplace.People;
import lv.pkip.kernel.workplace.Publications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the municipality's navigation is arranged: a draft, looked at as others will see it, published, and brought back. */
@Component(service = Page.class)
@PagePath(NavigationPage.PATH)
@PageAudience(Audience.STAFF)
@PagePermission("navigation:manage")
@DeclaresPermission("navigation:manage")
@NavigationEntry(area = "work", text = "nav.navigation", order = 650, icon = "menu")
public final class NavigationPage implements Page {
    static final String PATH = "work/navigation";
    private static final int HISTORY = 20;
    private static final int MOST = 60;
    private static final int MOST_CHANGES = 10;
    private static final Map<String, String> PREFIXES = Map.of("group", "group.", "application", "app.", "entry", "");
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private static final List<String> ICONS = List.of("application", "case", "chart", "calendar", "file", "globe", "law", "mail", "payment", "services", "settings", "users");
    private final Publications publications;
    private final People people;
    private final Bars bars;
    private final Navigation navigation;
    private final Registry registry;
    private final Municipality municipality;
    private final CurrentActor actor;

    @Activate
    public NavigationPage(@Reference(name = "publications") Publications publications, @Reference(name = "bars") Bars bars,
            @Reference(name = "navigation") Navigation navigation, @Reference(name = "registry") Registry registry,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "actor") CurrentActor actor,
            @Reference(name = "people") People people) {
        this.people = people;
        this.publications = publications;
        this.bars = bars;
        this.navigation = navigation;
        this.registry = registry;
        this.municipality = municipality;
        this.actor = actor;
    }

    /** Somebody to arrange for. */
    public record Scope(String id, String text, boolean current) { }

    /** An entry with what this scope says of it; empty: as the wider one says. */
    public record Line(String id, String text, String href, String group, String rank, String shown) { }

    /** Who changed something, and when. */
    public record Changed(String who, Instant at) { }

    /** What differs from what somebody had before them, in words. */
    public record Shown(String kind, String name, String scope, List<Differences.Part> before, List<Differences.Part> after) { }

    /** A value of a form that is sent once more. */
    public record Sent(String name, String text) { }

    @Override
    public Answer handle(Request request) {
        actor.require("navigation:manage");
        String[] path = request.path().split("/");
        if (!request.method().equals("POST")) {
            return switch (path[0]) {
                case "" -> page(request, "");
                case "preview" -> preview(request);
                case "history" -> history(request);
                default -> new Problem(404, "problem.unknown");
            };
        }
        return switch (path[0]) {
            case "placements" -> place(request);
            case "groups" -> group(request);
            case "applications" -> application(request);
            case "remove" -> remove(request);
            case "publish" -> publish(request);
            case "discard" -> answer(request, publications.discardDraft(Publications.NAVIGATION, edition(request)), "discarded");
            case "republish" -> republish(request);
            default -> new Problem(404, "problem.unknown");
        };
    }

    private static NavigationConfig config(Publications.State state) {
        return config(state.content().orElse(""));
    }

    private static NavigationConfig config(String content) {
        return content.isEmpty() ? NavigationConfig.EMPTY : NavigationConfig.read(content);
    }

    private NavigationConfig draft() {
        return config(publications.state(Publications.NAVIGATION));
    }

    /** What the one who sends a form had before them; a form that does not say is too late. */
    private static long edition(Request request) {
        return request.parameter("edition").filter(e -> e.matches("[0-9]{1,15}")).map(Long::valueOf).orElse(-1L);
    }

    private Answer keep(Request request, NavigationConfig wanted, String done) {
        return answer(request, publications.keepDraft(Publications.NAVIGATION, wanted.json(), edition(request)), done);
    }

    private Answer answer(Request request, Publications.Outcome outcome, String done) {
        return switch (outcome) {
            case DONE -> done(done);
            case NOTHING -> done("nothing");
            case STALE -> conflict(request);
        };
    }

    /** Says who was faster and what changed since, and lets the one who was slower decide. */
    private View conflict(Request request) {
        String language = request.language();
        long edition = edition(request);
        Publications.State now = publications.state(Publications.NAVIGATION);
        Optional<String> before = edition < 0 ? Optional.empty()
                : publications.at(Publications.NAVIGATION, edition).or(() -> edition == 0 ? Optional.of("") : Optional.empty());
        Map<String, String> scopes = new LinkedHashMap<>();
        scopes("", language).forEach(s -> scopes.put(s.id(), s.text()));
        Map<String, String> names = new LinkedHashMap<>();
        navigation.entries("work", language).forEach(e -> names.put(e.id(), e.text()));
        Stream.of(config(before.orElse("")), config(now)).forEach(c -> {
            c.groups().forEach(g -> names.put("group." + g.id(), g.name(language)));
            c.applications().forEach(a -> names.put("app." + a.id(), a.name(language)));
        });
        List<Shown> changes = before.map(b -> Differences.of(config(b), config(now), language)).orElse(List.of()).stream().map(d -> new Shown(d.kind(),
                names.getOrDefault(PREFIXES.get(d.kind()) + d.id(), d.id()), scopes.getOrDefault(d.scope(), d.scope()), d.before(), d.after())).toList();
        String act = request.path();
        boolean again = List.of("placements", "groups", "applications", "remove").contains(act);
        List<Sent> sent = new ArrayList<>();
        request.parameters().forEach((name, values) -> values.stream().filter(v -> again && !name.equals("edition")).forEach(v -> sent.add(new Sent(name, v))));
        sent.add(new Sent("edition", String.valueOf(now.edition())));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("who", publications.since(Publications.NAVIGATION, Math.max(0, edition), MOST_CHANGES).stream().map(p -> new Changed(people.name(p.author()), p.at())).toList());
        model.put("known", before.isPresent());
        model.put("changes", changes);
        model.put("again", again ? "/" + PATH + "/" + act : "");
        model.put("sent", sent);
        model.put("scope", request.parameter("scope").filter(scopes::containsKey).orElse(""));
        return new View("navigation-conflict", model, 409);
    }

    private static Redirect done(String what) {
        return new Redirect("/" + PATH + "?done=" + what);
    }

    private String scope(Request request) {
        return request.parameter("scope").filter(s -> scopes("", "lv").stream().anyMatch(k -> k.id().equals(s))).orElse("");
    }

    private List<Scope> scopes(String current, String language) {
        List<Scope> all = new ArrayList<>();
        all.add(new Scope("", municipality.name(language), current.isEmpty()));
        municipality.units().forEach(u -> all.add(new Scope("unit:" + u.id(), u.name(language), current.equals("unit:" + u.id()))));
        registry.directory().roles().forEach(r -> all.add(new Scope("role:" + r.name(), r.title(language), current.equals("role:" + r.name()))));
        return all;
    }

    private View page(Request request, String problem) {
        String language = request.language();
        String scope = scope(request);
        Publications.State state = publications.state(Publications.NAVIGATION);
        NavigationConfig config = config(state);
        List<Line> lines = new ArrayList<>();
        navigation.entries("work", language).forEach(e -> lines.add(line(e.id(), e.text(), e.href(), config, scope)));
        config.applications().forEach(a -> lines.add(line("app." + a.id(), a.name(language), a.url(), config, scope)));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("scope", scope);
        model.put("scopes", scopes(scope, language));
        model.put("lines", lines);
        model.put("groups", config.groups());
        model.put("groupNames", config.groups().stream().map(g -> Map.of("id", g.id(), "name", g.name(language))).toList());
        model.put("applications", config.applications());
        model.put("icons", ICONS);
        model.put("roles", roles(language));
        model.put("drafted", state.drafted());
        model.put("edition", state.edition());
        model.put("problem", problem);
        model.put("typed", problem.isEmpty() || problem.equals("group") ? Map.of() : request.parameters());
        return new View("navigation", model, problem.isEmpty() ? 200 : 422);
    }

    private List<Map<String, String>> roles(String language) {
        return registry.directory().roles().stream().map(r -> Map.of("id", r.name(), "name", r.title(language))).toList();
    }

    private static Line line(String id, String text, String href, NavigationConfig config, String scope) {
        Optional<NavigationConfig.Placement> placed = config.placements().stream().filter(p -> p.scope().equals(scope) && p.entry().equals(id)).findFirst();
        return new Line(id, text, href, placed.flatMap(NavigationConfig.Placement::group).orElse("-"),
                placed.flatMap(NavigationConfig.Placement::rank).map(String::valueOf).orElse(""),
                placed.flatMap(NavigationConfig.Placement::shown).map(String::valueOf).orElse(""));
    }

    private Answer place(Request request) {
        String scope = scope(request);
        NavigationConfig config = draft();
        List<String> entries = request.parameters().getOrDefault("entry", List.of());
        if (entries.size() > 300) {
            return new Problem(413, "problem.unknown");
        }
        Set<String> groups = new TreeSet<>(config.groups().stream().map(NavigationConfig.Group::id).toList());
        List<NavigationConfig.Placement> placements = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Optional<String> group = nth(request, "group", i).filter(g -> g.isEmpty() || groups.contains(g));
            Optional<Integer> rank = nth(request, "rank", i).filter(r -> r.matches("[0-9]{1,4}")).map(Integer::valueOf);
            Optional<Boolean> shown = nth(request, "shown", i).filter(s -> s.matches("true|false")).map(Boolean::valueOf);
            if (entries.get(i).matches("[A-Za-z0-9._/-]{1,200}") && (group.isPresent() || rank.isPresent() || shown.isPresent())) {
                placements.add(new NavigationConfig.Placement(scope, entries.get(i), group, rank, shown));
            }
        }
        Answer answer = keep(request, config.with(scope, placements), "saved");
        return answer instanceof Redirect ? new Redirect("/" + PATH + "?scope=" + scope + "&done=saved") : answer;
    }

    private static Optional<String> nth(Request request, String name, int i) {
        List<String> values = request.parameters().getOrDefault(name, List.of());
        return i < values.size() ? Optional.of(values.get(i).strip()) : Optional.empty();
    }

    private static Map<String, String> names(Request request) {
        Map<String, String> names = new LinkedHashMap<>();
        LANGUAGES.forEach(l -> names.put(l, request.parameter("name-" + l).map(String::strip).map(n -> n.length() > 60 ? n.substring(0, 60) : n).orElse("")));
        return names;
    }

    /** An id made of the Latvian name, unlike those there are. */
    private static String id(String name, Set<String> taken) {
        String plain = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD).replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String base = plain.isEmpty() ? "x" : plain.length() > 40 ? plain.substring(0, 40) : plain;
        String id = base;
        for (int i = 2; taken.contains(id); i++) {
            id = base + "-" + i;
        }
        return id;
    }

    private Answer group(Request request) {
        NavigationConfig config = draft();
        Map<String, String> names = names(request);
        if (names.get("lv").isEmpty() || config.groups().size() >= MOST) {
            return page(request, "group");
        }
        Set<String> taken = new TreeSet<>(config.groups().stream().map(NavigationConfig.Group::id).toList());
        String id = request.parameter("id").filter(taken::contains).orElseGet(() -> id(names.get("lv"), taken));
        return keep(request, config.with(new NavigationConfig.Group(id, names)), "saved");
    }

    private Answer application(Request request) {
        NavigationConfig config = draft();
        Map<String, String> names = names(request);
        String url = request.parameter("url").orElse("").strip();
        String permission = request.parameter("permission").orElse("").strip();
        String icon = request.parameter("icon").filter(ICONS::contains).orElse("application");
        Set<String> known = new TreeSet<>(registry.directory().roles().stream().map(Role::name).toList());
        Set<String> roles = new TreeSet<>(request.parameters().getOrDefault("roles", List.of()));
        roles.retainAll(known);
        String problem = names.get("lv").isEmpty() || config.applications().size() >= MOST ? "name" : !goodUrl(url) ? "url"
                : !permission.matches("([a-z][a-z0-9-]*:[a-z*-]+)?") ? "permission" : "";
        if (!problem.isEmpty()) {
            return page(request, problem);
        }
        Set<String> taken = new TreeSet<>(config.applications().stream().map(NavigationConfig.Application::id).toList());
        String id = request.parameter("id").filter(taken::contains).orElseGet(() -> id(names.get("lv"), taken));
        return keep(request, config.with(new NavigationConfig.Application(id, names, url, icon, permission, roles)), "saved");
    }

    /** Over TLS, on this machine, or on this site. */
    static boolean goodUrl(String url) {
        if (lv.pkip.kernel.workplace.Paths.check(url).isPresent()) {
            return true;
        }
        return url.length() <= 500 && url.matches("(https://[A-Za-z0-9.-]+|http://(localhost|127\\.0\\.0\\.1))(:[0-9]{1,5})?(/[\\x21-\\x7e&&[^\\\\\"<>]]*)?");
    }

    private Answer remove(Request request) {
        NavigationConfig config = draft();
        NavigationConfig less = request.parameter("group").map(config::withoutGroup)
                .orElseGet(() -> request.parameter("application").map(config::withoutApplication).orElse(config));
        return keep(request, less, "removed");
    }

    private Answer publish(Request request) {
        return answer(request, publications.publishDraft(Publications.NAVIGATION, request.parameter("note").orElse("").strip(), edition(request)), "published");
    }

    private Answer republish(Request request) {
        Optional<Long> id = request.parameter("id").filter(i -> i.matches("[0-9]{1,15}")).map(Long::valueOf);
        Publications.Outcome outcome = id.map(i -> publications.republish(Publications.NAVIGATION, i, "↶ " + i, edition(request))).orElse(Publications.Outcome.NOTHING);
        return outcome == Publications.Outcome.NOTHING ? new Problem(404, "problem.unknown") : answer(request, outcome, "published");
    }

    /** A section with its entries, as the template shows it. */
    private View preview(Request request) {
        String language = request.parameter("language").filter(LANGUAGES::contains).orElse(request.language());
        Optional<Role> role = registry.directory().roles().stream().filter(r -> request.parameter("role").equals(Optional.of(r.name()))).findFirst();
        Optional<String> unit = request.parameter("unit").filter(u -> municipality.units().stream().anyMatch(k -> k.id().equals(u)));
        NavigationConfig config = draft();
        Set<String> roles = role.map(r -> Set.of(r.name())).orElse(Set.of());
        Supplier<List<lv.pkip.kernel.api.workplace.Workplace.Section>> look = () -> bars.preview(config, unit, roles, language);
        Session somebody = Session.of("", "", Actor.staff("preview", "preview", unit), role.map(Role::permissions).orElse(Set.of()),
                new Session.Proof(Set.of("preview"), Instant.EPOCH), Instant.EPOCH);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("sections", actor.as(somebody, look));
        model.put("roles", roles(request.language()));
        model.put("units", municipality.units().stream().map(u -> Map.of("id", u.id(), "name", u.name(request.language()))).toList());
        model.put("role", role.map(Role::name).orElse(""));
        model.put("unit", unit.orElse(""));
        model.put("shownLanguage", language);
        model.put("languages", LANGUAGES);
        return new View("navigation-preview", model);
    }

    private View history(Request request) {
        long before = request.parameter("before").filter(b -> b.matches("[0-9]{1,15}")).map(Long::parseLong).orElse(0L);
        List<Publications.Publication> all = publications.history(Publications.NAVIGATION, before, HISTORY + 1);
        boolean more = all.size() > HISTORY;
        List<Publications.Publication> shown = (more ? all.subList(0, HISTORY) : all).stream().map(people::named).toList();
        return new View("navigation-history", Map.of("lines", shown, "newest", before == 0, "edition", publications.state(Publications.NAVIGATION).edition(),
                "next", more ? "/" + PATH + "/history?before=" + shown.get(HISTORY - 1).id() : ""));
    }
}
