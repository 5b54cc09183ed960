package lv.pkip.kernel.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.shell.frame.BarChart;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.frame.Words;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** The start page of staff: widgets that bundles bring, each bounded in time, in the order the person gave them. */
final class WidgetDesk implements AutoCloseable {
    /** Set by the kit's script: this browser can load late widgets by itself. */
    static final String SCRIPT_COOKIE = "PKIP-SCRIPT";
    private static final long SOON_MILLIS = 400;

    private final House house;
    private final PageDesk pages;
    private final Supplier<Optional<Workplace>> workplace;
    private final TimedWork work;
    private final long patienceMillis;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final AutoCloseable listening;

    WidgetDesk(House house, PageDesk pages, Supplier<Optional<Workplace>> workplace, long patienceMillis) {
        this.house = house;
        this.pages = pages;
        this.workplace = workplace;
        this.patienceMillis = patienceMillis;
        this.work = new TimedWork("pkip-widget");
        this.listening = house.dispatcher().onChange(() -> {
            places.clear();
            work.forget();
        });
    }

    @Override
    public void close() throws Exception {
        listening.close();
        work.close();
    }

    List<Route> routes() {
        return List.of(Route.get("/work", Access.staff(), this::home),
                Route.get("/work/widgets/{id}", Access.staff(), this::one),
                Route.get("/work/arrange", Access.staff(), this::arrange),
                Route.post("/work/arrange", Access.staff(), this::rearrange));
    }

    /** What a widget declares. */
    private record Place(String id, String titleKey, int order, String permission, boolean wide) { }

    /** A widget on the page; {@code state} is {@code there}, {@code later} or {@code failed}. */
    public record Shown(String id, String title, boolean wide, String state, String html) { }

    /** A line of the page where one arranges. */
    public record Arranged(String id, String title, boolean hidden, boolean first, boolean last) { }

    private Reply home(Exchange exchange) {
        boolean script = exchange.cookie(SCRIPT_COOKIE).filter("1"::equals).isPresent();
        List<Place> visible = arranged().stream().filter(p -> !p.hidden()).flatMap(p -> place(p.widget()).stream()).toList();
        return View.of("work/home", house.texts().get(exchange.language(), "work.title"))
                .with("widgets", load(visible, exchange, script ? Math.min(SOON_MILLIS, patienceMillis) : patienceMillis, script))
                .with("today", Formats.day(house.clock().instant())).reply();
    }

    private Reply one(Exchange exchange) {
        Place place = visible(exchange.part("id")).orElseThrow(Refused::notFound);
        Shown shown = load(List.of(place), exchange, patienceMillis, false).get(0);
        if (exchange.parameter("part").isEmpty()) {
            return View.of("work/widget", shown.title()).crumb(house.texts().get(exchange.language(), "work.title"), "/work").with("w", shown).reply();
        }
        return new Reply.Bytes(shown.state().equals("there") ? 200 : 503, "text/html;charset=utf-8", Optional.empty(), "",
                shown.html().getBytes(StandardCharsets.UTF_8));
    }

    private List<Shown> load(List<Place> wanted, Exchange exchange, long millis, boolean restLater) {
        String language = exchange.language();
        Session session = exchange.session().orElseThrow();
        Map<String, String> token = exchange.formFields();
        List<TimedWork.Job> jobs = wanted.stream().map(p -> new TimedWork.Job(p.id(), session.actor().id(), language + " " + session.token(),
                () -> house.actor().as(session, () -> html(p, language, token)))).toList();
        Map<String, TimedWork.Outcome> outcomes = work.all(jobs, millis, !restLater);
        return wanted.stream().map(p -> {
            TimedWork.Outcome outcome = outcomes.get(p.id());
            return new Shown(p.id(), title(p, language), p.wide(), outcome.text().isPresent() ? "there" : restLater && outcome.late() ? "later" : "failed",
                    outcome.text().orElse(""));
        }).toList();
    }

    private String html(Place place, String language, Map<String, String> token) {
        try (Dispatcher.Lease<Widget> lease = house.dispatcher().enter(Widget.class, place.id())) {
            Widget.Content content = lease.service().show(language);
            PageDesk.Own own = pages.own(lease.bundleId());
            Map<String, Object> model = new LinkedHashMap<>();
            String template;
            if (content instanceof Widget.View view) {
                model.putAll(view.model());
                template = view.template();
            } else if (content instanceof Widget.Bars bars) {
                model.put("chart", BarChart.of(bars));
                template = "kit/bars";
            } else {
                model.put("figures", ((Widget.Figures) content).figures());
                template = "kit/figures";
            }
            model.put(Words.LANGUAGE, language);
            model.put(Words.TEXTS, own.texts());
            model.put(Words.TOKEN, (Supplier<Map<String, String>>) () -> token);
            return own.templates().render(template, model);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("widget " + place.id() + " failed", e);
        }
    }

    private String title(Place place, String language) {
        try (Dispatcher.Lease<Widget> lease = house.dispatcher().enter(Widget.class, place.id())) {
            String key = place.titleKey();
            PageDesk.Own own = pages.own(lease.bundleId());
            return own.texts().has(key) ? own.texts().get(language, key) : house.texts().get(language, key);
        } catch (Unavailable gone) {
            return place.id(); // went while we looked
        }
    }

    private Optional<Place> visible(String id) {
        return place(id).filter(p -> p.permission().isEmpty() || house.actor().may(p.permission()));
    }

    private Optional<Place> place(String id) {
        Place known = places.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        return house.dispatcher().properties(Widget.class, id).map(properties -> {
            Place place = new Place(id, String.valueOf(properties.getOrDefault("pkip.widget.title", id)),
                    properties.get("pkip.widget.order") instanceof Integer order ? order : 500,
                    properties.get("pkip.widget.permission") instanceof String permission ? permission : "",
                    Boolean.TRUE.equals(properties.get("pkip.widget.wide")));
            places.put(id, place);
            return place;
        });
    }

    /** All that the person may see: first as arranged, then what came since, as it comes. */
    private List<Workplace.Placed> arranged() {
        List<Place> may = house.dispatcher().ids(Widget.class).stream().flatMap(id -> visible(id).stream())
                .sorted(Comparator.comparingInt(Place::order).thenComparing(Place::id)).toList();
        List<Workplace.Placed> all = new ArrayList<>();
        workplace.get().map(Workplace::home).orElse(List.of()).stream()
                .filter(p -> may.stream().anyMatch(m -> m.id().equals(p.widget()))).forEach(all::add);
        may.stream().filter(m -> all.stream().noneMatch(p -> p.widget().equals(m.id())))
                .forEach(m -> all.add(new Workplace.Placed(m.id(), false)));
        return all;
    }

    private Reply arrange(Exchange exchange) {
        List<Workplace.Placed> all = arranged();
        List<Arranged> lines = IntStream.range(0, all.size()).mapToObj(i -> new Arranged(all.get(i).widget(),
                place(all.get(i).widget()).map(p -> title(p, exchange.language())).orElse(all.get(i).widget()), all.get(i).hidden(),
                i == 0, i == all.size() - 1)).toList();
        return View.of("work/arrange", house.texts().get(exchange.language(), "work.arrange")).crumb(house.texts().get(exchange.language(), "work.title"), "/work")
                .with("lines", lines).reply();
    }

    private Reply rearrange(Exchange exchange) {
        Workplace kept = workplace.get().orElseThrow(() -> new Refused(503, "unavailable"));
        if (exchange.parameter("reset").isPresent()) {
            kept.arrange(List.of());
            return Reply.to("/work/arrange?done=arranged");
        }
        List<Workplace.Placed> all = new ArrayList<>(arranged());
        for (String act : List.of("up", "down", "hide", "show")) {
            Optional<String> which = exchange.parameter(act);
            int at = which.map(id -> all.stream().map(Workplace.Placed::widget).toList().indexOf(id)).orElse(-1);
            if (at < 0) {
                continue;
            }
            switch (act) {
                case "up" -> Collections.swap(all, at, Math.max(0, at - 1));
                case "down" -> Collections.swap(all, at, Math.min(all.size() - 1, at + 1));
                default -> all.set(at, new Workplace.Placed(all.get(at).widget(), act.equals("hide")));
            }
            kept.arrange(all);
        }
        return Reply.to("/work/arrange?done=arranged");
    }
}
