package lv.pkip.kernel.shell.work;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;

/** The inbox: cases narrowed by links and a small form, so that every view is an address one can keep and pass on. */
public final class InboxDesk {
    private static final int PAGE = 25;
    private static final int MOST_AT_ONCE = 100;
    private static final List<Cases.Filter.Scope> SCOPES = List.of(Cases.Filter.Scope.MINE, Cases.Filter.Scope.TEAM,
            Cases.Filter.Scope.UNASSIGNED, Cases.Filter.Scope.OVERDUE, Cases.Filter.Scope.UNREAD, Cases.Filter.Scope.OPEN, Cases.Filter.Scope.ALL);
    private final House house;
    private final CaseWords words;
    private final InboxExport export;

    public InboxDesk(House house, CaseWords words) {
        this.house = house;
        this.words = words;
        this.export = new InboxExport(house, words);
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/work/cases", Access.staff(), this::list),
                Route.get("/work/cases.csv", Access.staff(), export::csv),
                Route.get("/work/cases.xlsx", Access.staff(), export::xlsx),
                Route.post("/work/cases/assign", Access.staff(), this::assign),
                Route.post("/work/filters", Access.staff(), this::save),
                Route.post("/work/filters/{id}/delete", Access.staff(), this::forget));
    }

    /** A row of the inbox. */
    public record Line(String number, String service, String step, CaseWords.Tag phase, String submitted, String due, boolean overdue,
            boolean paused, String assignee, String applicant, boolean unread, String unit) { }

    static Line line(Cases.Summary c, House house, CaseWords words, String language) {
        Definition definition = words.definition(c);
        return new Line(c.number(), definition.text(language, "title"), definition.text(language, "step." + c.step()), words.phase(c.phase(), language), Formats.day(c.submitted()),
                Formats.day(c.due()), c.overdue(), c.paused(), c.assignee().flatMap(house.users()::find).map(Users.User::name).orElse(c.assignee().orElse("")),
                c.applicantName(), c.unread(), words.unit(c.unit(), language));
    }

    /** What the address asks for. */
    record Asked(Cases.Filter filter, Optional<String> after) {
        /** The address without the cursor, and with some parts changed. */
        String address(String path, Map<String, String> changed) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("scope", filter.scope().name().toLowerCase(Locale.ROOT));
            filter.service().ifPresent(v -> all.put("service", v));
            filter.phase().ifPresent(v -> all.put("phase", v.word()));
            filter.unit().ifPresent(v -> all.put("unit", v));
            filter.text().ifPresent(v -> all.put("q", v));
            if (filter.order() != Cases.Filter.Order.DUE) {
                all.put("order", filter.order().name().toLowerCase(Locale.ROOT));
            }
            all.putAll(changed);
            StringBuilder out = new StringBuilder(path);
            char sign = '?';
            for (Map.Entry<String, String> e : all.entrySet()) {
                if (!e.getValue().isEmpty()) {
                    out.append(sign).append(e.getKey()).append('=').append(URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8));
                    sign = '&';
                }
            }
            return out.toString();
        }
    }

    static Asked asked(Exchange exchange) {
        Cases.Filter.Scope scope = exchange.filled("scope").map(s -> choice(Cases.Filter.Scope.class, s)).filter(SCOPES::contains)
                .orElse(exchange.filled("service").isPresent() || exchange.filled("q").isPresent() ? Cases.Filter.Scope.OPEN : Cases.Filter.Scope.MINE);
        Cases.Filter.Order order = exchange.filled("order").map(o -> choice(Cases.Filter.Order.class, o)).orElse(Cases.Filter.Order.DUE);
        Optional<Phase> phase = exchange.filled("phase").map(p -> choice(Phase.class, p.replace('-', '_')));
        return new Asked(new Cases.Filter(scope, exchange.filled("service"), phase, exchange.filled("unit"), exchange.filled("q"), order),
                exchange.filled("after"));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants()).filter(v -> v.name().equals(word.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new Refused(400, "bad-request"));
    }

    /** A link that narrows the list. */
    public record Scope(String text, String href, boolean current) { }

    /** A choice of a filter. */
    public record Choice(String value, String text, boolean chosen) { }

    private Reply list(Exchange exchange) {
        String language = exchange.language();
        Asked asked = asked(exchange);
        Cases.Filter filter = asked.filter();
        Cases.Page page = house.cases().list(filter, asked.after(), PAGE);
        String here = asked.address("/work/cases", asked.after().map(a -> Map.of("after", a)).orElse(Map.of()));
        Cases.Filter.Order other = filter.order() == Cases.Filter.Order.DUE ? Cases.Filter.Order.NEWEST : Cases.Filter.Order.DUE;
        Optional<Map<String, Map<Phase, Long>>> kept = kept(filter);
        return View.of("work/inbox", house.texts().get(language, "inbox.title"))
                .with("total", kept.map(k -> house.texts().count(language, "inbox.total", sum(k, filter, filter.service(), filter.phase()))).orElse(""))
                .with("scopes", SCOPES.stream().map(s -> new Scope(house.texts().get(language, "inbox.scope." + s.name().toLowerCase(Locale.ROOT)),
                        asked.address("/work/cases", Map.of("scope", s.name().toLowerCase(Locale.ROOT))), s == filter.scope())).toList())
                .with("lines", page.cases().stream().map(c -> line(c, house, words, language)).toList())
                .with("next", page.next().map(n -> asked.address("/work/cases", Map.of("after", n))).orElse(""))
                .with("first", asked.after().isPresent() ? asked.address("/work/cases", Map.of()) : "")
                .with("csv", asked.address("/work/cases.csv", Map.of())).with("xlsx", asked.address("/work/cases.xlsx", Map.of()))
                .with("here", here).with("scope", filter.scope().name().toLowerCase(Locale.ROOT)).with("q", filter.text().orElse(""))
                .with("services", services(filter, kept, language)).with("phases", phases(filter, kept, language)).with("units", units(filter, language))
                .with("byDue", filter.order() == Cases.Filter.Order.DUE)
                .with("otherOrder", asked.address("/work/cases", Map.of("order", other.name().toLowerCase(Locale.ROOT))))
                .with("staff", assignable(language)).with("me", house.actor().get().id()).with("scoped", scoped(filter))
                .with("nothing", house.texts().get(language, "inbox.none" + (scoped(filter) ? "" : "." + filter.scope().name().toLowerCase(Locale.ROOT))))
                .with("saved", house.filters().of(house.actor().get().id())).with("address", asked.address("/work/cases", Map.of()))
                .with("clear", "/work/cases?scope=" + filter.scope().name().toLowerCase(Locale.ROOT)).reply();
    }

    private static boolean scoped(Cases.Filter filter) {
        return filter.service().isPresent() || filter.phase().isPresent() || filter.unit().isPresent() || filter.text().isPresent();
    }

    /** The kept counters, where they tell exactly what is listed. */
    private Optional<Map<String, Map<Phase, Long>>> kept(Cases.Filter filter) {
        boolean exact = (filter.scope() == Cases.Filter.Scope.ALL || filter.scope() == Cases.Filter.Scope.OPEN) && filter.unit().isEmpty() && filter.text().isEmpty();
        return exact ? Optional.of(house.cases().counts()) : Optional.empty();
    }

    private static long sum(Map<String, Map<Phase, Long>> kept, Cases.Filter filter, Optional<String> service, Optional<Phase> phase) {
        return kept.entrySet().stream().filter(s -> service.map(s.getKey()::equals).orElse(true)).flatMap(s -> s.getValue().entrySet().stream())
                .filter(p -> phase.map(p.getKey()::equals).orElse(true) && (filter.scope() == Cases.Filter.Scope.ALL || !p.getKey().closed()))
                .mapToLong(Map.Entry::getValue).sum();
    }

    private List<Choice> services(Cases.Filter filter, Optional<Map<String, Map<Phase, Long>>> kept, String language) {
        return house.services().installed().stream().filter(s -> house.actor().may(s.id() + ":read"))
                .map(s -> new Choice(s.id(), s.text(language, "title") + kept.map(k -> " (" + sum(k, filter, Optional.of(s.id()), filter.phase()) + ")").orElse(""),
                        filter.service().filter(s.id()::equals).isPresent())).toList();
    }

    private List<Choice> phases(Cases.Filter filter, Optional<Map<String, Map<Phase, Long>>> kept, String language) {
        return Arrays.stream(Phase.values()).map(p -> new Choice(p.word(),
                words.phase(p, language).text() + kept.map(k -> " (" + sum(k, filter, filter.service(), Optional.of(p)) + ")").orElse(""),
                filter.phase().filter(f -> f == p).isPresent())).toList();
    }

    private List<Choice> units(Cases.Filter filter, String language) {
        return house.municipality().units().stream().map(u -> new Choice(u.id(), u.name(language), filter.unit().filter(u.id()::equals).isPresent())).toList();
    }

    /** Whom cases can be given to: those who may process some installed service. */
    private List<Choice> assignable(String language) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Definition service : house.services().installed()) {
            if (house.actor().may(service.id() + ":process")) {
                house.users().holding(service.id() + ":process").forEach(u -> names.putIfAbsent(u.login(), u.name()));
            }
        }
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("-", house.texts().get(language, "assign.queue"), false));
        names.forEach((login, name) -> choices.add(new Choice(login, name, false)));
        return choices;
    }

    /** Gives chosen cases to somebody. A case that changed meanwhile is left as it is and counted. */
    private Reply assign(Exchange exchange) {
        List<String> numbers = exchange.parameters().getOrDefault("case", List.of()).stream().distinct().toList();
        if (numbers.size() > MOST_AT_ONCE) {
            throw new Refused(413, "too-large");
        }
        String whom = exchange.filled("whom").orElse("-");
        Optional<String> login = whom.equals("-") ? Optional.empty() : Optional.of(whom);
        boolean all = true;
        for (String number : numbers) {
            Optional<Cases.Case> file = house.cases().read(number, "assignment");
            try {
                all &= file.isPresent();
                file.ifPresent(f -> house.cases().assign(number, f.version(), login));
            } catch (CaseProblem changed) {
                all = false;
            }
        }
        String back = exchange.filled("back").flatMap(ReturnPath::check).filter(b -> b.startsWith("/work/cases?")).orElse("/work/cases?scope=mine");
        return Reply.to(back + "&done=" + (numbers.isEmpty() ? "nothing-chosen" : all ? "assigned" : "assigned-partly"));
    }

    /** Gives the view shown now a name. */
    private Reply save(Exchange exchange) {
        String address = exchange.filled("address").flatMap(ReturnPath::check).filter(a -> a.startsWith("/work/cases?"))
                .orElseThrow(() -> new Refused(400, "bad-request"));
        Optional<String> title = exchange.filled("title").map(t -> t.length() > 60 ? t.substring(0, 60) : t);
        title.ifPresent(t -> house.filters().save(house.actor().get().id(), t, address, exchange.filled("shared").isPresent()));
        return Reply.to(address + "&done=" + (title.isPresent() ? "filter" : "no-name"));
    }

    private Reply forget(Exchange exchange) {
        String id = exchange.part("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw Refused.notFound();
        }
        house.filters().delete(house.actor().get().id(), Long.parseLong(id));
        return Reply.to("/work/cases?scope=mine&done=filter-gone");
    }
}
