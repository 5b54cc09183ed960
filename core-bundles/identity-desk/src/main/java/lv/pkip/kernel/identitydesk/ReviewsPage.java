package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Reviews.Line;
import lv.pkip.kernel.api.registry.Reviews.Review;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Recertification: a review is opened for a unit and gone through line by line, one key after the other. */
@Component(service = Page.class)
@PagePath("users-reviews")
@PageAudience(Audience.STAFF)
@PagePermission("users:review")
@NavigationEntry(area = "work", text = "nav.reviews", order = 632, icon = "verify")
public final class ReviewsPage implements Page {
    private static final int PAGE = 100;
    private final Desk desk;

    @Activate
    public ReviewsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
    }

    /** A review with how far it is. */
    public record Row(long id, String unit, String openedBy, String opened, String due, int lines, int done, boolean late, boolean finished) { }

    /** A line of a review. */
    public record Item(int number, String login, String name, String unit, String role, String title, String state, String decidedBy, String decided,
            String reason, boolean own) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, Desk.REVIEW, ask -> {
            List<String> path = ask.path();
            if (path.isEmpty()) {
                return ask.post() ? begin(ask) : list(ask, desk.flaws(ask));
            }
            Optional<Review> found = desk.reviews().all().stream().filter(r -> r.id() == Ask.number(path.get(0), -1)).findFirst();
            if (found.isEmpty()) {
                return Desk.NOT_FOUND;
            }
            if (path.size() == 1) {
                return ask.post() ? decide(ask, found.get(), false) : one(ask, found.get(), desk.flaws(ask));
            }
            return switch (path.size() == 2 ? path.get(1) : "") {
                case "next" -> ask.post() ? decide(ask, found.get(), true) : next(ask, found.get(), desk.flaws(ask), "", "");
                case "export" -> ask.post() ? Desk.NOT_FOUND : export(ask, found.get());
                default -> Desk.NOT_FOUND;
            };
        });
    }

    private Answer list(Ask ask, Flaws flaws) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("rows", desk.reviews().all().stream().limit(200).map(r -> row(r, ask.language())).toList());
        model.put("units", Choices.units(desk.directory(), ask.language(), ask.text("unit", 64)::equals));
        model.put("due", ask.post() ? ask.text("due") : desk.today().plusDays(30).toString());
        return desk.show(ask, "reviews", "reviews", flaws, model);
    }

    private Row row(Review r, String language) {
        return new Row(r.id(), r.unit().isEmpty() ? desk.words().text(language, "reviews.all-units") : desk.unit(r.unit(), language), desk.person(r.openedBy()),
                Words.moment(r.opened()), Words.day(r.due()), r.lines(), r.lines() - r.open(), r.open() > 0 && r.due().isBefore(desk.today()), r.open() == 0);
    }

    private Answer begin(Ask ask) {
        Flaws flaws = desk.flaws(ask);
        Optional<LocalDate> due = ask.day("due", flaws);
        flaws.needs("due", ask.text("due"));
        if (due.isPresent() && due.get().isBefore(desk.today())) {
            flaws.add("due", "error.day.past");
        }
        String unit = ask.text("unit", 64);
        if (!unit.isEmpty() && desk.directory().unit(unit).isEmpty()) {
            flaws.add("unit", "problem.unknown.unit");
        }
        if (flaws.none()) {
            return new Redirect("/users-reviews/" + desk.reviews().open(unit, due.orElseThrow()).id() + "?said=review-opened");
        }
        return list(ask, flaws);
    }

    private Item item(Line line, int number, String language) {
        String unit = desk.directory().account(line.login()).map(a -> desk.unit(a.employment().unit(), language)).orElse("");
        return new Item(number, line.login(), desk.person(line.login()), unit, line.role(), desk.role(line.role(), language),
                line.kept().map(kept -> kept ? "kept" : "withdrawn").orElse("open"), line.decidedBy().map(desk::person).orElse(""),
                line.decided().map(Words::moment).orElse(""), line.reason(), line.login().equals(desk.current().get().id()));
    }

    private List<Item> items(Review review, String language) {
        List<Line> lines = desk.reviews().lines(review.id());
        return java.util.stream.IntStream.range(0, lines.size()).mapToObj(i -> item(lines.get(i), i + 1, language)).toList();
    }

    private Answer one(Ask ask, Review review, Flaws flaws) {
        String show = ask.one("show", List.of("all", "open", "kept", "withdrawn"));
        List<Item> items = items(review, ask.language()).stream().filter(i -> show.equals("all") || i.state().equals(show)).toList();
        int page = (int) Math.max(1, Math.min(ask.number("page"), (items.size() + PAGE - 1) / PAGE));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("row", row(review, ask.language()));
        model.put("show", show);
        model.put("items", items.subList(Math.min((page - 1) * PAGE, items.size()), Math.min(page * PAGE, items.size())));
        model.put("next", page * PAGE < items.size() ? "/users-reviews/" + review.id() + "?show=" + show + "&page=" + (page + 1) : "");
        return desk.show(ask, "reviews", "review", flaws, model);
    }

    /** The next line nobody has decided on, after one that was left for later; one's own are for others. */
    private Answer next(Ask ask, Review review, Flaws flaws, String login, String role) {
        List<Item> open = items(review, ask.language()).stream().filter(i -> i.state().equals("open") && !i.own()).toList();
        long after = ask.number("after");
        Optional<Item> shown = login.isEmpty() ? open.stream().filter(i -> i.number() > after).findFirst().or(() -> open.stream().findFirst())
                : open.stream().filter(i -> i.login().equals(login) && i.role().equals(role)).findFirst();
        if (shown.isEmpty()) {
            return new Redirect("/users-reviews/" + review.id() + "?said=" + (review.open() == 0 ? "review-done" : "review-own"));
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("row", row(review, ask.language()));
        model.put("item", shown.get());
        model.put("left", open.size());
        model.put("abilities", desk.abilities().ofRoles(List.of(shown.get().role()), ask.language()));
        return desk.show(ask, "reviews", "review-next", flaws, model);
    }

    private Answer decide(Ask ask, Review review, boolean one) {
        boolean keep = ask.text("act").equals("keep");
        if (!keep && !ask.text("act").equals("withdraw")) {
            return Desk.NOT_FOUND;
        }
        Flaws flaws = desk.flaws(ask);
        if (!keep) {
            flaws.needs("reason", ask.text("reason"));
        }
        if (flaws.none()) {
            try {
                desk.reviews().decide(review.id(), ask.text("login", 64), ask.text("role", 64), keep, ask.text("reason"));
                return new Redirect("/users-reviews/" + review.id() + (one ? "/next?after=" + ask.number("number") : ""));
            } catch (RegistryProblem e) {
                flaws.add("reason", "problem." + e.code().name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return next(ask, review, flaws, ask.text("login", 64), ask.text("role", 64));
    }

    private Answer export(Ask ask, Review review) {
        desk.audit().record(Audit.Event.ok("user.export", "users", "user-administration").with(Map.of("review", String.valueOf(review.id()))));
        StringBuilder csv = new StringBuilder(Csv.line(List.of("login", "displayName", "unit", "role", "roleTitle", "state", "decidedBy", "decided", "reason")));
        items(review, ask.language()).forEach(i -> csv.append(Csv.line(List.of(i.login(), i.name(), i.unit(), i.role(), i.title(), i.state(), i.decidedBy(),
                i.decided(), i.reason()))));
        return Desk.csv("parskatisana-" + review.id(), csv.toString());
    }
}
