package lv.pkip.kernel.identitydesk;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Reviews;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Substitutions;
import lv.pkip.kernel.api.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all pages of user administration work with, and how they are put together. */
@Component(service = Desk.class)
@DeclaresPermission("users:read")
public final class Desk {
    static final String READ = "users:read";
    static final String MANAGE = "users:manage";
    static final String APPROVE = "users:approve";
    static final String REVIEW = "users:review";
    static final Page.Problem NOT_FOUND = new Page.Problem(404, "problem.no-such");
    private static final List<Tab> TABS = List.of(new Tab("accounts", "/users", READ), new Tab("units", "/users/units", READ),
            new Tab("positions", "/users/positions", READ), new Tab("groups", "/users/groups", READ), new Tab("roles", "/users/roles", READ),
            new Tab("approvals", "/users-approvals", APPROVE), new Tab("substitutions", "/substitutions", ""), new Tab("access", "/users/access", READ),
            new Tab("reviews", "/users-reviews", REVIEW), new Tab("import", "/users/import", MANAGE));
    private final Registry registry;
    private final Structure structure;
    private final Approvals approvals;
    private final Substitutions substitutions;
    private final Reviews reviews;
    private final Moves moves;
    private final Permissions permissions;
    private final Services services;
    private final CurrentActor current;
    private final Audit audit;
    private final Clock clock;
    private final Words words = new Words();

    private record Tab(String name, String href, String permission) { }

    /** A tab as shown; {@code count} is 0 where there is nothing to count. */
    public record Shown(String name, String href, boolean current, int count) { }

    @Activate
    public Desk(@Reference(name = "registry") Registry registry, @Reference(name = "structure") Structure structure,
            @Reference(name = "approvals") Approvals approvals, @Reference(name = "substitutions") Substitutions substitutions,
            @Reference(name = "reviews") Reviews reviews, @Reference(name = "moves") Moves moves, @Reference(name = "permissions") Permissions permissions,
            @Reference(name = "services") Services services, @Reference(name = "current") CurrentActor current, @Reference(name = "audit") Audit audit) {
        this(registry, structure, approvals, substitutions, reviews, moves, permissions, services, current, audit, Clock.system(Words.RIGA));
    }

    Desk(Registry registry, Structure structure, Approvals approvals, Substitutions substitutions, Reviews reviews, Moves moves, Permissions permissions,
            Services services, CurrentActor current, Audit audit, Clock clock) {
        this.registry = registry;
        this.structure = structure;
        this.approvals = approvals;
        this.substitutions = substitutions;
        this.reviews = reviews;
        this.moves = moves;
        this.permissions = permissions;
        this.services = services;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a page does with a request. */
    @FunctionalInterface
    interface Work {
        Page.Answer answer(Ask ask) throws Exception;
    }

    /** Lets in who holds a permission (none: every member of staff), and says in words what the registry refused. */
    Page.Answer open(Page.Request request, String permission, Work work) throws Exception {
        if (!permission.isEmpty()) {
            current.require(permission);
        }
        try {
            return work.answer(new Ask(request));
        } catch (RegistryProblem e) {
            String code = e.code().name().toLowerCase(java.util.Locale.ROOT);
            String exact = "problem." + code + "." + e.field();
            return new Page.Problem(e.code() == RegistryProblem.Code.UNKNOWN ? 404 : 409, words.has(exact) ? exact : "problem." + code);
        }
    }

    /** A template with what every page here shows besides: tabs, what was just done, what is wrong. */
    Page.View show(Ask ask, String tab, String template, Map<String, Object> model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("flaws", List.of());
        all.put("errors", Map.of());
        all.put("tabs", tabs(tab));
        String said = ask.post() ? "" : ask.request().parameter("said").filter(s -> s.matches("[a-z-]{1,30}") && words.has("said." + s)).orElse("");
        all.put("said", said);
        all.put("mayManage", current.may(MANAGE));
        all.putAll(model);
        Page.View view = new Page.View(template, all);
        return ((java.util.List<?>) all.get("flaws")).isEmpty() ? view : view.again();
    }

    Page.View show(Ask ask, String tab, String template, Flaws flaws, Map<String, Object> model) {
        Map<String, Object> all = new LinkedHashMap<>(model);
        all.put("flaws", flaws.list());
        all.put("errors", flaws.byField());
        return show(ask, tab, template, all);
    }

    private List<Shown> tabs(String now) {
        List<Shown> shown = new ArrayList<>();
        for (Tab tab : TABS) {
            if (tab.permission().isEmpty() || current.may(tab.permission()) || tab.name().equals("approvals") && current.may(READ)) {
                shown.add(new Shown(tab.name(), tab.href(), tab.name().equals(now), tab.name().equals("approvals") ? approvals.waiting().size() : 0));
            }
        }
        return shown;
    }

    /** A file for an office program. */
    static Page.Content csv(String name, String text) {
        return new Page.Content(200, "text/csv; charset=UTF-8", Optional.of(name + ".csv"),
                new ByteArrayInputStream(("\ufeff" + text).getBytes(StandardCharsets.UTF_8))); // Excel knows UTF-8 by the mark
    }

    Flaws flaws(Ask ask) {
        return new Flaws(words, ask.language());
    }

    Abilities abilities() {
        return new Abilities(this);
    }

    Registry registry() {
        return registry;
    }

    Directory directory() {
        return registry.directory();
    }

    Structure structure() {
        return structure;
    }

    Approvals approvals() {
        return approvals;
    }

    Substitutions substitutions() {
        return substitutions;
    }

    Reviews reviews() {
        return reviews;
    }

    Moves moves() {
        return moves;
    }

    Permissions permissions() {
        return permissions;
    }

    CurrentActor current() {
        return current;
    }

    Audit audit() {
        return audit;
    }

    Words words() {
        return words;
    }

    Clock clock() {
        return clock;
    }

    LocalDate today() {
        return LocalDate.now(clock.withZone(Words.RIGA));
    }

    /** Name of somebody; the login of one who is no more, or of a system. */
    String person(String login) {
        return directory().account(login).map(a -> a.profile().displayName()).orElse(login);
    }

    String unit(String id, String language) {
        return directory().unit(id).map(u -> u.name(language)).orElse(id);
    }

    String position(String id, String language) {
        return directory().position(id).map(p -> p.name(language)).orElse(id);
    }

    String role(String name, String language) {
        return directory().role(name).map(r -> r.title(language)).orElse(name);
    }

    String group(String name) {
        return directory().group(name).map(g -> g.title()).orElse(name);
    }

    List<String> roles(Set<String> names, String language) {
        return names.stream().map(name -> role(name, language)).sorted(Words.sorted(t -> t)).toList();
    }

    /** Title of an e-service, name of a part of the platform, else what it calls itself. */
    String source(String source, String language) {
        String key = "source." + source.substring(source.lastIndexOf('.') + 1);
        return services.find(source).map(s -> s.text(language, "title")).orElseGet(() -> words.has(key) ? words.text(language, key) : source);
    }

    /** A unit and all below it. */
    Set<String> unitAndBelow(String unit) {
        Set<String> all = new java.util.LinkedHashSet<>();
        all.add(unit);
        List<String> toLookAt = new ArrayList<>(List.of(unit));
        while (!toLookAt.isEmpty()) {
            directory().below(toLookAt.remove(toLookAt.size() - 1)).stream().filter(below -> all.add(below.id())).forEach(below -> toLookAt.add(below.id()));
        }
        return all;
    }

    /** State of an account today, as key of a text. */
    String state(Account account) {
        LocalDate today = today();
        if (!account.enabled()) {
            return "closed";
        }
        if (account.employment().from().filter(today::isBefore).isPresent()) {
            return "not-yet";
        }
        return account.employment().to().filter(today::isAfter).isPresent() ? "ended" : "active";
    }
}
