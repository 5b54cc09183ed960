package lv.pkip.kernel.identitydesk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tree of institutions, units and parish administrations: who leads them, who works there, and changing it. */
@Component(service = Page.class)
@PagePath("users/units")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
public final class UnitsPage implements Page {
    private static final List<String> KINDS = List.of("unit", "institution", "parish");
    private final Desk desk;
    private final Frame<Unit> frame;

    @Activate
    public UnitsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.frame = new Frame<>(desk, "unit", Directory::unit);
    }

    /** A unit in the tree with those below it. */
    public record Node(String id, String name, String kind, String head, int people, List<Node> below) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return frame.answer(request, Map.of("", this::tree), ask -> form(ask, Optional.empty()), (ask, unit, what) -> switch (what) {
            case "" -> ask.post() ? Desk.NOT_FOUND : one(ask, unit);
            case "edit" -> form(ask, Optional.of(unit));
            case "remove" -> remove(ask, unit);
            default -> Desk.NOT_FOUND;
        });
    }

    private Answer tree(Ask ask) {
        Map<String, Long> people = desk.directory().accounts().stream().collect(Collectors.groupingBy(a -> a.employment().unit(), Collectors.counting()));
        return desk.show(ask, "units", "units", Map.of("nodes", below("", ask.language(), people)));
    }

    private List<Node> below(String parent, String language, Map<String, Long> people) {
        return Choices.below(desk.directory(), parent, language).stream().map(unit -> new Node(unit.id(), unit.name(language), kind(unit, language),
                unit.head().isEmpty() ? "" : desk.person(unit.head()), people.getOrDefault(unit.id(), 0L).intValue(), below(unit.id(), language, people))).toList();
    }

    private String kind(Unit unit, String language) {
        return desk.words().text(language, "unit.kind." + unit.kind().name().toLowerCase(java.util.Locale.ROOT));
    }

    private List<Account> people(String unit) {
        return desk.directory().accounts().stream().filter(a -> a.employment().unit().equals(unit)).toList();
    }

    private Answer one(Ask ask, Unit unit) {
        String language = ask.language();
        AccountViews views = new AccountViews(desk);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("u", unit);
        model.put("name", unit.name(language));
        model.put("names", List.of(unit.name("lv"), unit.names().getOrDefault("en", ""), unit.names().getOrDefault("ru", "")));
        model.put("kind", kind(unit, language));
        model.put("parent", unit.parent().isEmpty() ? "" : desk.unit(unit.parent(), language));
        model.put("head", unit.head().isEmpty() ? "" : desk.person(unit.head()));
        model.put("people", people(unit.id()).stream().map(a -> views.row(a, language)).sorted(Words.sorted(AccountViews.Row::name)).limit(500).toList());
        model.put("all", people(unit.id()).size());
        model.put("below", Choices.below(desk.directory(), unit.id(), language).stream().map(u -> new Choice(u.id(), u.name(language), false)).toList());
        model.put("moments", views.history(desk.registry().history(Registry.Subject.UNIT, unit.id(), 0, 20), language));
        return desk.show(ask, "units", "unit", model);
    }

    private Answer form(Ask ask, Optional<Unit> stored) {
        Flaws flaws = desk.flaws(ask);
        Map<String, String> f = new LinkedHashMap<>();
        Unit before = stored.orElse(new Unit("", "", Unit.Kind.UNIT, Map.of(), "", "", 0));
        f.put("id", stored.isPresent() ? before.id() : ask.text("id", 63));
        f.put("parent", ask.post() ? ask.text("parent", 63) : stored.isPresent() ? before.parent() : ask.text("parent", 63));
        f.put("kind", ask.post() ? ask.one("kind", KINDS) : before.kind().name().toLowerCase(java.util.Locale.ROOT));
        for (String language : List.of("lv", "en", "ru")) {
            f.put("name-" + language, ask.post() ? ask.text("name-" + language, 200) : before.names().getOrDefault(language, ""));
        }
        f.put("registrationNumber", ask.post() ? ask.text("registrationNumber", 20) : before.registrationNumber());
        f.put("head", ask.post() ? ask.text("head", 64) : before.head());
        if (ask.post()) {
            if (!f.get("id").matches("[a-z][a-z0-9-]{1,62}")) {
                flaws.add("id", "problem.invalid.id");
            } else if (stored.isEmpty() && desk.directory().unit(f.get("id")).isPresent()) {
                flaws.add("id", "problem.taken");
            }
            flaws.needs("name-lv", f.get("name-lv"));
            if (!f.get("registrationNumber").isEmpty() && !f.get("registrationNumber").matches("[0-9]{11}")) {
                flaws.add("registrationNumber", "error.registration");
            }
            if (!f.get("head").isEmpty() && desk.directory().account(f.get("head")).isEmpty()) {
                flaws.add("head", "problem.unknown.login");
            }
            flaws.needs("reason", ask.text("reason"));
            if (flaws.none()) {
                try {
                    desk.structure().save(new Unit(f.get("id"), f.get("parent"), Unit.Kind.valueOf(f.get("kind").toUpperCase(java.util.Locale.ROOT)),
                            names(f), f.get("registrationNumber"), f.get("head"), ask.number("version")), ask.text("reason"));
                    return new Redirect("/users/units/" + f.get("id") + "?said=saved");
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        Set<String> own = stored.isPresent() ? desk.unitAndBelow(before.id()) : Set.of();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", f);
        model.put("stored", stored.isPresent());
        model.put("version", ask.post() ? ask.number("version") : before.version());
        model.put("name", before.name(ask.language()));
        model.put("parents", Choices.units(desk.directory(), ask.language(), f.get("parent")::equals).stream().filter(c -> !own.contains(c.value())).toList());
        model.put("kinds", KINDS.stream().map(k -> new Choice(k, desk.words().text(ask.language(), "unit.kind." + k), k.equals(f.get("kind")))).toList());
        model.put("people", Choices.people(desk, any -> true, f.get("head")));
        model.put("reason", ask.text("reason"));
        return desk.show(ask, "units", "unit-edit", flaws, model);
    }

    /** Names that are filled in. */
    static Map<String, String> names(Map<String, String> fields) {
        Map<String, String> names = new LinkedHashMap<>();
        List.of("lv", "en", "ru").stream().filter(l -> !fields.get("name-" + l).isEmpty()).forEach(l -> names.put(l, fields.get("name-" + l)));
        return names;
    }

    private Answer remove(Ask ask, Unit unit) {
        desk.structure().removeUnit(unit.id(), ask.text("reason"));
        return new Redirect("/users/units?said=removed");
    }
}
