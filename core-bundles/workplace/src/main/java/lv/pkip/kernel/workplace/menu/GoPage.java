package lv.pkip.kernel.workplace.menu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.workplace.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where to? Finds everything one can reach: entries of the menu, applications, services, cases by number, people. */
@Component(service = Page.class)
@PagePath("work/go")
@PageAudience(Audience.STAFF)
public final class GoPage implements Page {
    private static final int MOST = 12;
    private static final int LONGEST = 100;
    private static final String NUMBER = "[A-Za-z]{1,6}-[0-9]{1,4}(-[0-9]*)?|[0-9]{4}-[0-9]+";
    private final Bars bars;
    private final Favourites favourites;
    private final Services services;
    private final Cases cases;
    private final Users users;
    private final CurrentActor actor;
    private final Messages messages = Messages.own();
    private final ObjectMapper json = new ObjectMapper();

    @Activate
    public GoPage(@Reference(name = "bars") Bars bars, @Reference(name = "favourites") Favourites favourites,
            @Reference(name = "services") Services services, @Reference(name = "cases") Cases cases, @Reference(name = "users") Users users,
            @Reference(name = "actor") CurrentActor actor) {
        this.bars = bars;
        this.favourites = favourites;
        this.services = services;
        this.cases = cases;
        this.users = users;
        this.actor = actor;
    }

    /** Something found; {@code kind} in words. */
    public record Found(String text, String href, String kind) { }

    @Override
    public Answer handle(Request request) throws JsonProcessingException {
        String typed = request.parameter("q").map(String::strip).map(q -> q.length() > LONGEST ? q.substring(0, LONGEST) : q).orElse("");
        List<Found> found = find(typed, request.language());
        if (request.parameter("json").isPresent()) {
            return new Content(200, "application/json;charset=utf-8", Optional.empty(), new ByteArrayInputStream(json.writeValueAsBytes(Map.of("found", found))));
        }
        return new View("go", Map.of("q", typed, "found", found));
    }

    private List<Found> find(String typed, String language) {
        Map<String, Found> found = new LinkedHashMap<>();
        List<Found> all = new ArrayList<>();
        if (typed.matches(NUMBER)) {
            Cases.Filter filter = new Cases.Filter(Cases.Filter.Scope.ALL, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(typed.toUpperCase(Locale.ROOT)), Cases.Filter.Order.NEWEST);
            cases.list(filter, Optional.empty(), MOST).cases().forEach(c -> all.add(new Found(c.number(), "/work/cases/" + c.number(), said("go.case", language))));
        }
        favourites.of(actor.get().id()).stream().filter(f -> matches(typed, f.title())).forEach(f -> all.add(new Found(f.title(), f.path(), said("go.favourite", language))));
        bars.everything(language).stream().filter(i -> matches(typed, i.text()))
                .forEach(i -> all.add(new Found(i.text(), i.href(), said(i.id().startsWith("app.") ? "go.application" : "go.page", language))));
        if (!typed.isEmpty()) {
            services.installed().stream().filter(s -> matches(typed, s.text(language, "title")))
                    .forEach(s -> all.add(new Found(s.text(language, "title"), "/services/" + s.id(), said("go.service", language))));
            if (actor.may("users:read")) {
                users.all().stream().filter(u -> matches(typed, u.name() + " " + u.login()))
                        .forEach(u -> all.add(new Found(u.name(), "/users/account/" + u.login(), said("go.person", language))));
            }
        }
        all.forEach(f -> found.putIfAbsent(f.href(), f));
        return found.values().stream().limit(MOST).toList();
    }

    private String said(String key, String language) {
        return messages.get(language, key);
    }

    /** Every word typed begins some word of the text; marks over letters do not count. */
    static boolean matches(String typed, String text) {
        List<String> words = List.of(plain(text).split("[^\\p{L}\\p{N}]+"));
        return List.of(plain(typed).split("\\s+")).stream().allMatch(t -> t.isEmpty() || words.stream().anyMatch(w -> w.startsWith(t)));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
    }
}
