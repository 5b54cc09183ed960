package lv.pkip.kernel.shell.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a page into the frame of portal or workplace: header, menu, language switch, way back, footer. */
public final class Frame {
    private static final Logger LOG = LoggerFactory.getLogger(Frame.class);
    /** Light or dark, where the person chose. */
    public static final String SCHEME_COOKIE = "PKIP-SCHEME";
    private static final String SEEN_COOKIE = "PKIP-SEEN";
    private static final int MOST_SEEN = 20;
    public static final List<String> SCHEMES = List.of("auto", "light", "dark");

    private final Templates templates;
    private final Texts texts;
    private final Kit kit;
    private final CurrentActor actor;
    private final Municipality municipality;
    private final Navigation navigation;
    private final Supplier<Optional<Workplace>> workplace;

    public Frame(Templates templates, Texts texts, Kit kit, CurrentActor actor, Municipality municipality, Navigation navigation,
            Supplier<Optional<Workplace>> workplace) {
        this.templates = templates;
        this.texts = texts;
        this.kit = kit;
        this.actor = actor;
        this.municipality = municipality;
        this.navigation = navigation;
        this.workplace = workplace;
    }

    /** What the frame shows around every page. */
    public record Around(String area, String municipality, String arms, String address, String phone, String email, String kit, String scheme,
            List<Scheme> schemes, Bar bar, List<Workplace.Notice> notices, String actor, String acting, boolean signedIn, boolean staff, String accountPath,
            List<Language> languages, String done, String printed, String here, String back, boolean starrable, boolean starred, String help) { }

    /** The navigation; {@code known}: the workplace is there, so that one can search, mark pages and be told things. */
    public record Bar(boolean known, List<Section> sections, List<Entry> favourites, long unread) {
        static final Bar NONE = new Bar(false, List.of(), List.of(), 0);
    }

    /** Entries under a heading, which may be empty. */
    public record Section(String title, List<Entry> entries) { }

    /** A menu entry. */
    public record Entry(String text, String href, String icon, boolean current, boolean external) { }

    /** Light, dark, or as the device has it. */
    public record Scheme(String code, String text, boolean current) { }

    /** A language one can switch to. */
    public record Language(String code, String name, String href, boolean current) { }

    public byte[] render(Exchange exchange, Reply.Html page) {
        return render(exchange, page, true);
    }

    /** Without the menu, which may need what has just failed. */
    public byte[] renderBare(Exchange exchange, Reply.Html page) {
        return render(exchange, page, false);
    }

    /** What stands around a page of another system: no person, no menu; addresses are whole. */
    public Around forOthers(String language, String kitPath) {
        List<Language> all = List.of(new Language("lv", "Latviešu", "?lang=lv", language.equals("lv")), new Language("en", "English", "?lang=en", language.equals("en")),
                new Language("ru", "Русский", "?lang=ru", language.equals("ru")));
        Optional<Workplace.Look> look = workplace.get().flatMap(w -> asked(w::look, Optional.empty()));
        return new Around("portal", look.map(l -> l.names().getOrDefault(language, l.names().get("lv"))).orElse(municipality.name(language)),
                look.map(Workplace.Look::arms).orElse(""), municipality.address(), municipality.phone(), municipality.email(), kitPath, "auto", List.of(),
                Bar.NONE, List.of(), "", "", false, false, "", all, "", "", "/", "", false, false, "");
    }

    private byte[] render(Exchange exchange, Reply.Html page, boolean whole) {
        Map<String, Object> model = new LinkedHashMap<>(page.model());
        String language = exchange.language();
        model.put(Words.LANGUAGE, language);
        model.put(Words.TOKEN, (Supplier<Map<String, String>>) exchange::formFields);
        Optional<Workplace> around = whole ? workplace.get() : Optional.empty();
        boolean starrable = !exchange.isPost() && page.status() == 200 && !exchange.path().equals("/kept");
        model.put("frame", around(exchange, language, around, whole, starrable, String.valueOf(page.model().getOrDefault("helpText", ""))));
        return templates.render(page.template(), model).getBytes(StandardCharsets.UTF_8);
    }

    private Around around(Exchange exchange, String language, Optional<Workplace> workplace, boolean whole, boolean starrable, String help) {
        Actor who = actor.get();
        boolean staff = who.kind() == Actor.Kind.STAFF;
        boolean work = staff && !exchange.path().startsWith("/verify");
        String area = work ? "work" : "portal";
        Optional<Bar> arranged = workplace.filter(w -> work).flatMap(w -> asked(() -> Optional.of(bar(w.bar(language), exchange)), Optional.empty()));
        Bar bar = !whole ? Bar.NONE : arranged.orElseGet(() -> new Bar(false, List.of(new Section("", navigation.entries(area, language).stream()
                .map(e -> new Entry(e.text(), e.href(), e.icon(), current(e.href(), exchange), false)).toList())), List.of(), 0));
        Optional<Workplace.Look> look = workplace.flatMap(w -> asked(w::look, Optional.empty()));
        String here = exchange.isPost() ? exchange.path() : exchange.pathAndQuery().replaceAll("[?&]done=[a-z-]*", "");
        String scheme = scheme(exchange);
        return new Around(area, look.map(l -> l.names().getOrDefault(language, l.names().get("lv"))).orElse(municipality.name(language)),
                look.map(Workplace.Look::arms).orElse(""), municipality.address(), municipality.phone(), municipality.email(), kit.path(),
                scheme, SCHEMES.stream().map(c -> new Scheme(c, texts.get(language, "frame.scheme." + c), c.equals(scheme))).toList(), bar,
                workplace.map(w -> asked(() -> w.announcements(area, language), List.<Workplace.Notice>of())).orElse(List.of()).stream().filter(n -> !dismissed(exchange, n)).toList(), who.name(),
                actor.session().flatMap(Session::mandate).map(Mandate::name).orElse(""), who.kind() != Actor.Kind.ANONYMOUS, staff,
                "/account", languages(exchange, language), done(exchange, language), Formats.moment(Instant.now()), here,
                URLEncoder.encode(here, StandardCharsets.UTF_8), starrable && bar.known(), bar.favourites().stream().anyMatch(f -> f.href().equals(here)),
                help.isEmpty() ? help(exchange.route(), language) : help);
    }

    /** What stands around a page is not worth losing the page for: where the workplace cannot tell, the page is shown without. */
    public static <T> T asked(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            if (!DatabaseAway.caused(e)) {
                LOG.error("The workplace does not tell what stands around a page", e);
            }
            return otherwise;
        }
    }

    private static Bar bar(Workplace.Bar bar, Exchange exchange) {
        return new Bar(true, bar.sections().stream().map(s -> new Section(s.title(), entries(s.items(), exchange))).toList(),
                entries(bar.favourites(), exchange), bar.unread());
    }

    private static List<Entry> entries(List<Workplace.Item> items, Exchange exchange) {
        return items.stream().map(i -> new Entry(i.text(), i.href(), i.icon(), !i.external() && current(i.href(), exchange), i.external())).toList();
    }

    private static boolean dismissed(Exchange exchange, Workplace.Notice notice) {
        return notice.dismissible() && exchange.cookie(SEEN_COOKIE).filter(seen -> List.of(seen.split("\\.")).contains(String.valueOf(notice.id()))).isPresent();
    }

    /** Remembers in this browser that an announcement was put away; of very many the oldest come back. */
    public static void dismiss(Exchange exchange, String notice) {
        String before = exchange.cookie(SEEN_COOKIE).filter(seen -> seen.matches("[0-9.]{1,300}")).orElse("");
        List<String> seen = new ArrayList<>(before.isEmpty() ? List.of() : List.of(before.split("\\.")));
        seen.remove(notice);
        seen.add(notice);
        exchange.setCookie(SEEN_COOKIE, String.join(".", seen.subList(Math.max(0, seen.size() - MOST_SEEN), seen.size())), 31_536_000);
    }

    /** Chosen by the person, else as the device has it. */
    private static String scheme(Exchange exchange) {
        return exchange.cookie(SCHEME_COOKIE).filter(SCHEMES::contains).orElse("auto");
    }

    /** What the page is for: by its route, else by what stands above it; empty: the general help only. */
    private String help(String route, String language) {
        String key = "help.page" + route.replaceAll("[{}]", "").replace('/', '.');
        while (key.length() > "help.page".length()) {
            if (texts.has(key)) {
                return texts.get(language, key);
            }
            key = key.substring(0, key.lastIndexOf('.'));
        }
        return "";
    }

    /** The longest matching entry would be best, but entries lie side by side: exact, or a folder above. */
    private static boolean current(String href, Exchange exchange) {
        String path = exchange.path();
        if (href.contains("?")) {
            return (path + "?" + exchange.query()).equals(href);
        }
        return href.equals("/") || href.equals("/work") ? path.equals(href) : path.equals(href) || path.startsWith(href + "/");
    }

    private static List<Language> languages(Exchange exchange, String now) {
        String back = exchange.isPost() ? exchange.path() : exchange.pathAndQuery();
        String to = URLEncoder.encode(back, StandardCharsets.UTF_8);
        return List.of(new Language("lv", "Latviešu", "/language/lv?to=" + to, now.equals("lv")),
                new Language("en", "English", "/language/en?to=" + to, now.equals("en")),
                new Language("ru", "Русский", "/language/ru?to=" + to, now.equals("ru")));
    }

    /** What was just done, told on the page one lands on: {@code ?done=saved}. Only texts we have are shown. */
    private String done(Exchange exchange, String language) {
        if (exchange.isPost() || !exchange.query().contains("done=")) {
            return ""; // nor is a broken query read a second time
        }
        return exchange.parameter("done").filter(d -> d.matches("[a-z-]{1,40}")).map(d -> "done." + d)
                .filter(texts::has).map(key -> texts.get(language, key)).orElse("");
    }
}
