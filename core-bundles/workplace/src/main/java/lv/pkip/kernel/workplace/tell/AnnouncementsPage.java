package lv.pkip.kernel.workplace.tell;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.workplace.People;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where announcements are made and ended. */
@Component(service = Page.class)
@PagePath(AnnouncementsPage.PATH)
@PageAudience(Audience.STAFF)
@PagePermission("announcements:manage")
@DeclaresPermission("announcements:manage")
@NavigationEntry(area = "work", text = "nav.announcements", order = 640, icon = "megaphone")
public final class AnnouncementsPage implements Page {
    static final String PATH = "work/announcements";
    private static final int PAGE = 25;
    private static final int LONGEST = 500;
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private final Announcements announcements;
    private final CurrentActor actor;
    private final People people;
    private final Clock clock;

    @Activate
    public AnnouncementsPage(@Reference(name = "announcements") Announcements announcements, @Reference(name = "actor") CurrentActor actor,
            @Reference(name = "people") People people) {
        this(announcements, actor, people, Clock.systemUTC());
    }

    AnnouncementsPage(Announcements announcements, CurrentActor actor, People people, Clock clock) {
        this.people = people;
        this.announcements = announcements;
        this.actor = actor;
        this.clock = clock;
    }

    /** A line of the list. */
    public record Line(long id, String text, String level, String audience, Instant from, Instant to, String author, String state) { }

    @Override
    public Answer handle(Request request) {
        actor.require("announcements:manage");
        boolean post = request.method().equals("POST");
        String[] path = request.path().split("/");
        if (request.path().isEmpty()) {
            return post ? make(request) : page(request, Map.of(), List.of());
        }
        if (post && path.length == 2 && path[1].equals("end") && path[0].matches("[0-9]{1,15}") && announcements.end(Long.parseLong(path[0]))) {
            return new Redirect("/" + PATH + "?done=ended");
        }
        return new Problem(404, "problem.unknown");
    }

    private Answer make(Request request) {
        List<String> problems = new ArrayList<>();
        Map<String, String> typed = new LinkedHashMap<>();
        for (String field : List.of("lv", "en", "ru", "from", "to", "level", "audience", "dismissible")) {
            typed.put(field, request.parameter(field).orElse("").strip());
        }
        if (typed.get("lv").isEmpty()) {
            problems.add("lv");
        }
        List.of("lv", "en", "ru").stream().filter(l -> typed.get(l).length() > LONGEST && !problems.contains(l)).forEach(problems::add);
        Optional<Instant> from = moment(typed.get("from"));
        Optional<Instant> to = moment(typed.get("to"));
        if (from.isEmpty()) {
            problems.add("from");
        }
        if (to.isEmpty() || !to.get().isAfter(clock.instant()) || from.isPresent() && !to.get().isAfter(from.get())) {
            problems.add("to");
        }
        if (!Announcements.LEVELS.contains(typed.get("level"))) {
            problems.add("level");
        }
        if (!Announcements.AUDIENCES.contains(typed.get("audience"))) {
            problems.add("audience");
        }
        if (!problems.isEmpty()) {
            return page(request, typed, problems);
        }
        announcements.make(new Announcements.Announcement(0, typed.get("level"), typed.get("audience"), typed.get("dismissible").equals("1"),
                typed.get("lv"), typed.get("en"), typed.get("ru"), from.get(), to.get(), ""));
        return new Redirect("/" + PATH + "?done=saved");
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text).atZone(RIGA).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private View page(Request request, Map<String, String> typed, List<String> problems) {
        Instant now = clock.instant();
        DateTimeFormatter field = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm").withZone(RIGA);
        Map<String, String> shown = new LinkedHashMap<>(Map.of("lv", "", "en", "", "ru", "", "from", field.format(now),
                "to", field.format(now.plusSeconds(7 * 86_400)), "level", "info", "audience", "work", "dismissible", "1"));
        shown.putAll(typed);
        long before = request.parameter("before").filter(b -> b.matches("[0-9]{1,15}")).map(Long::parseLong).orElse(0L);
        List<Announcements.Announcement> all = announcements.list(before, PAGE + 1);
        boolean more = all.size() > PAGE;
        List<Announcements.Announcement> some = more ? all.subList(0, PAGE) : all;
        List<Line> lines = some.stream().map(a -> new Line(a.id(), a.text(request.language()), a.level(), a.audience(), a.from(), a.to(), people.name(a.author()),
                !a.to().isAfter(now) ? "ended" : a.from().isAfter(now) ? "ahead" : "live")).toList();
        View view = new View("announcements", Map.of("lines", lines, "typed", shown, "problems", problems, "levels", Announcements.LEVELS,
                "audiences", Announcements.AUDIENCES, "next", more ? "/" + PATH + "?before=" + some.get(PAGE - 1).id() : ""));
        return problems.isEmpty() ? view : view.again();
    }
}
