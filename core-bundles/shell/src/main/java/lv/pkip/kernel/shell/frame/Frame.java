package lv.pkip.kernel.shell.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;

/** Puts a page into the frame of portal or workplace: header, menu, language switch, way back, footer. */
public final class Frame {
    private final Templates templates;
    private final Texts texts;
    private final Kit kit;
    private final CurrentActor actor;
    private final Municipality municipality;
    private final Navigation navigation;

    public Frame(Templates templates, Texts texts, Kit kit, CurrentActor actor, Municipality municipality, Navigation navigation) {
        this.templates = templates;
        this.texts = texts;
        this.kit = kit;
        this.actor = actor;
        this.municipality = municipality;
        this.navigation = navigation;
    }

    /** What the frame shows around every page. */
    public record Around(String area, String municipality, String address, String phone, String email, String kit,
            List<Entry> menu, String actor, String acting, boolean signedIn, boolean staff, String accountPath, List<Language> languages, String done, String printed) { }

    /** A menu entry. */
    public record Entry(String text, String href, String icon, boolean current) { }

    /** A language one can switch to. */
    public record Language(String code, String name, String href, boolean current) { }

    public byte[] render(Exchange exchange, Reply.Html page) {
        return render(exchange, page, area -> navigation.entries(area, exchange.language()));
    }

    /** Without the menu, which may need what has just failed. */
    public byte[] renderBare(Exchange exchange, Reply.Html page) {
        return render(exchange, page, area -> List.of());
    }

    private byte[] render(Exchange exchange, Reply.Html page, Function<String, List<Navigation.Entry>> entries) {
        Map<String, Object> model = new LinkedHashMap<>(page.model());
        String language = exchange.language();
        model.put(Words.LANGUAGE, language);
        model.put(Words.TOKEN, (Supplier<Map<String, String>>) exchange::formFields);
        model.put("frame", around(exchange, language, entries));
        return templates.render(page.template(), model).getBytes(StandardCharsets.UTF_8);
    }

    private Around around(Exchange exchange, String language, Function<String, List<Navigation.Entry>> entries) {
        Actor who = actor.get();
        boolean staff = who.kind() == Actor.Kind.STAFF;
        boolean work = staff && !exchange.path().startsWith("/verify");
        String area = work ? "work" : "portal";
        List<Entry> menu = entries.apply(area).stream()
                .map(e -> new Entry(e.text(), e.href(), e.icon(), current(e.href(), exchange))).toList();
        return new Around(area, municipality.name(language), municipality.address(), municipality.phone(), municipality.email(),
                kit.path(), menu, who.name(), actor.session().flatMap(Session::mandate).map(Mandate::name).orElse(""), who.kind() != Actor.Kind.ANONYMOUS, staff, "/account/password",
                languages(exchange, language), done(exchange, language), Formats.moment(Instant.now()));
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
