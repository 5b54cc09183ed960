package lv.pkip.kernel.workplace.look;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.workplace.People;
import lv.pkip.kernel.workplace.Publications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the municipality's look is edited: colours that can be read, name, coat of arms; with history. */
@Component(service = Page.class)
@PagePath(ThemePage.PATH)
@PageAudience(Audience.STAFF)
@PagePermission("theme:manage")
@DeclaresPermission("theme:manage")
@NavigationEntry(area = "work", text = "nav.theme", order = 660, icon = "palette")
public final class ThemePage implements Page {
    static final String PATH = "work/theme";
    private static final int HISTORY = 20;
    private static final int LONGEST_NAME = 120;
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private final Publications publications;
    private final People people;
    private final Looks looks;
    private final Municipality municipality;
    private final CurrentActor actor;

    @Activate
    public ThemePage(@Reference(name = "publications") Publications publications, @Reference(name = "looks") Looks looks,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "actor") CurrentActor actor,
            @Reference(name = "people") People people) {
        this.people = people;
        this.publications = publications;
        this.looks = looks;
        this.municipality = municipality;
        this.actor = actor;
    }

    /** What is wrong with a field; {@code ratio} and {@code nearest} where a colour cannot be read. */
    public record Flaw(String field, String ratio, String nearest) { }

    @Override
    public Answer handle(Request request) throws IOException {
        actor.require("theme:manage");
        boolean post = request.method().equals("POST");
        return switch (request.path()) {
            case "" -> post ? publish(request) : page(request, stored(), List.of(), 200);
            case "republish" -> post ? republish(request) : new Problem(404, "problem.unknown");
            default -> new Problem(404, "problem.unknown");
        };
    }

    private Answer publish(Request request) throws IOException {
        Theme before = stored();
        List<Flaw> flaws = new ArrayList<>();
        String accent = request.parameter("accent").orElse("").strip().toLowerCase(Locale.ROOT);
        String highlight = request.parameter("highlight").orElse("").strip().toLowerCase(Locale.ROOT);
        readable("accent", accent, Colour.WHITE).ifPresent(flaws::add);
        readable("highlight", highlight, Colour.INK).ifPresent(flaws::add);
        Map<String, String> names = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            String name = request.parameter("name-" + language).orElse("").strip();
            names.put(language, name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
        }
        String arms = request.parameter("without-arms").isPresent() ? "" : before.arms();
        String type = arms.isEmpty() ? "" : before.armsType();
        Upload upload = request.files().get("arms");
        if (upload != null) {
            byte[] content = upload.content().readNBytes(Arms.LARGEST + 1);
            Optional<String> good = Arms.type(content);
            if (good.isEmpty()) {
                flaws.add(new Flaw("arms", "", ""));
            } else {
                arms = Base64.getEncoder().encodeToString(content);
                type = good.get();
            }
        }
        Theme theme = new Theme(accent, highlight, names, arms, type);
        if (!flaws.isEmpty()) {
            return page(request, theme, flaws, 422);
        }
        return switch (publications.publish(Publications.THEME, theme.json(), request.parameter("note").orElse("").strip(), edition(request))) {
            case STALE -> page(request, theme, List.of(), 409);
            default -> new Redirect("/" + PATH + "?done=published");
        };
    }

    private static Optional<Flaw> readable(String field, String written, Colour on) {
        Optional<Colour> colour = Colour.read(written);
        if (colour.isEmpty()) {
            return Optional.of(new Flaw(field, "", ""));
        }
        double ratio = colour.get().contrast(on);
        return ratio >= Colour.ENOUGH ? Optional.empty()
                : Optional.of(new Flaw(field, String.format(Locale.ROOT, "%.2f", Math.floor(ratio * 100) / 100), colour.get().readableOn(on).toString()));
    }

    private Answer republish(Request request) {
        Optional<Long> id = request.parameter("id").filter(i -> i.matches("[0-9]{1,15}")).map(Long::valueOf);
        Publications.Outcome outcome = id.map(i -> publications.republish(Publications.THEME, i, "↶ " + i, edition(request))).orElse(Publications.Outcome.NOTHING);
        return switch (outcome) {
            case DONE -> new Redirect("/" + PATH + "?done=published");
            case STALE -> page(request, stored(), List.of(), 409);
            case NOTHING -> new Problem(404, "problem.unknown");
        };
    }

    /** As it is in the database now, so that what is edited is never older than its edition. */
    private Theme stored() {
        return publications.state(Publications.THEME).content().map(Theme::read).orElseGet(looks::begin);
    }

    /** What the one who sends a form had before them; a form that does not say is too late. */
    private static long edition(Request request) {
        return request.parameter("edition").filter(e -> e.matches("[0-9]{1,15}")).map(Long::valueOf).orElse(-1L);
    }

    private View page(Request request, Theme theme, List<Flaw> flaws, int status) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("edition", publications.state(Publications.THEME).edition());
        model.put("theme", theme);
        // Somebody else published meanwhile: who, when, and what counts now.
        model.put("faster", status == 409 ? publications.since(Publications.THEME, Math.max(0, edition(request)), 1).stream().map(people::named).toList() : List.of());
        model.put("stored", stored());
        model.put("flaws", flaws);
        model.put("arms", looks.published().map(lv.pkip.kernel.api.workplace.Workplace.Look::arms).orElse(""));
        model.put("own", Map.of("lv", municipality.name("lv"), "en", municipality.name("en"), "ru", municipality.name("ru")));
        // What cannot be read as a colour is not drawn.
        model.put("drawnAccent", Colour.read(theme.accent()).map(Colour::toString).orElse("#000000"));
        model.put("drawnHighlight", Colour.read(theme.highlight()).map(Colour::toString).orElse("#ffffff"));
        long before = request.parameter("before").filter(b -> b.matches("[0-9]{1,15}")).map(Long::parseLong).orElse(0L);
        List<Publications.Publication> all = publications.history(Publications.THEME, before, HISTORY + 1);
        model.put("history", (all.size() > HISTORY ? all.subList(0, HISTORY) : all).stream().map(people::named).toList());
        model.put("newest", before == 0);
        model.put("next", all.size() > HISTORY ? "/" + PATH + "?before=" + all.get(HISTORY - 1).id() : "");
        return new View("theme", model, status);
    }
}
