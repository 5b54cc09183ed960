package lv.pkip.kernel.shell.portal;

import java.text.Collator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Icons;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** What the municipality offers: the home page with search, and a page for each service. */
public final class CatalogueDesk {
    private final House house;
    private final CaseWords words;

    public CatalogueDesk(House house, CaseWords words) {
        this.house = house;
        this.words = words;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/", Access.everyone(), this::home),
                Route.get("/services", Access.everyone(), x -> Reply.to("/")),
                Route.get("/services/{id}", Access.everyone(), this::service),
                Route.get("/help", Access.everyone(), this::help),
                Route.get("/verify", Access.everyone(), this::verify),
                Route.get("/verify/{code}", Access.everyone(), this::verifyCode));
    }

    /** A service as a card. */
    public record Card(String id, String title, String summary, String icon) { }

    /** Services of one category. */
    public record Category(String title, List<Card> cards) { }

    private Reply home(Exchange exchange) {
        String language = exchange.language();
        String search = exchange.filled("q").map(q -> q.length() > 100 ? q.substring(0, 100) : q).orElse("");
        Collator collator = Collator.getInstance(Locale.forLanguageTag(language));
        Map<String, List<Card>> byCategory = new TreeMap<>(collator);
        for (Definition service : house.services().installed()) {
            if (search.isEmpty() || Search.matches(search, service.text(language, "title"), service.text(language, "summary"),
                    service.hasText(language, "keywords") ? service.text(language, "keywords") : "")) {
                byCategory.computeIfAbsent(category(service, language), c -> new ArrayList<>()).add(card(service, language));
            }
        }
        List<Category> categories = byCategory.entrySet().stream().map(e -> new Category(e.getKey(),
                e.getValue().stream().sorted((a, b) -> collator.compare(a.title(), b.title())).toList())).toList();
        return View.of("home", house.texts().get(language, "home.title")).with("q", search).with("categories", categories).reply();
    }

    private String category(Definition service, String language) {
        String key = "category." + service.category();
        return house.texts().has(key) ? house.texts().get(language, key) : house.texts().get(language, "category.other");
    }

    private static Card card(Definition service, String language) {
        return new Card(service.id(), service.text(language, "title"), service.text(language, "summary"), Icons.of(service));
    }

    private Reply service(Exchange exchange) {
        String language = exchange.language();
        Definition service = house.services().find(exchange.part("id")).orElseThrow(Refused::notFound);
        return View.of("service", service.text(language, "title")).crumb(house.texts().get(language, "menu.home"), "/")
                .with("service", service).with("summary", service.text(language, "summary"))
                .with("description", service.hasText(language, "description") ? service.text(language, "description") : "")
                .with("who", optional(service, language, "who")).with("price", optional(service, language, "price"))
                .with("prepare", optional(service, language, "prepare")).with("result", optional(service, language, "result"))
                .with("term", words.deadline(service, language)).with("basis", service.deadline().basis())
                .with("unit", words.unit(service.unit(), language)).with("category", category(service, language))
                .with("assurance", house.texts().get(language, "assurance." + service.assurance().name().toLowerCase(Locale.ROOT)))
                .with("icon", Icons.of(service)).reply();
    }

    private static String optional(Definition service, String language, String key) {
        return service.hasText(language, key) ? service.text(language, key) : "";
    }

    /** A topic of the help page. */
    public record Topic(String id, String title, String text, String icon) { }

    private static final Map<String, String> FOR_RESIDENTS = topics("apply", "edit", "draft", "clock", "files", "upload", "status", "cases", "pay", "payment",
            "permit", "verify", "message", "message", "devices", "globe");
    private static final Map<String, String> FOR_STAFF = topics("inbox", "inbox", "views", "filter", "work", "case", "term", "calendar", "applicant", "user",
            "export", "download", "session", "clock");

    private static Map<String, String> topics(String... idsAndIcons) {
        Map<String, String> topics = new LinkedHashMap<>();
        for (int i = 0; i < idsAndIcons.length; i += 2) {
            topics.put(idsAndIcons[i], idsAndIcons[i + 1]);
        }
        return topics;
    }

    private Reply help(Exchange exchange) {
        boolean staff = house.actor().get().kind() == Actor.Kind.STAFF;
        String prefix = staff ? "help.staff." : "help.resident.";
        return View.of("help", house.texts().get(exchange.language(), "help.title")).with("topics", (staff ? FOR_STAFF : FOR_RESIDENTS).entrySet().stream()
                .map(t -> new Topic(t.getKey(), house.texts().get(exchange.language(), prefix + t.getKey()),
                        house.texts().get(exchange.language(), prefix + t.getKey() + ".text"), t.getValue())).toList()).reply();
    }

    private Reply verify(Exchange exchange) {
        return exchange.filled("code").map(CatalogueDesk::plain).filter(c -> !c.isEmpty()).map(c -> Reply.to("/verify/" + c))
                .orElseGet(() -> verifyPage(exchange).reply());
    }

    /** Codes are read from paper: spaces and other signs do not matter. */
    private static String plain(String code) {
        String kept = code.replaceAll("[^A-Za-z0-9-]", "");
        return kept.length() > 64 ? kept.substring(0, 64) : kept;
    }

    private Reply verifyCode(Exchange exchange) {
        String language = exchange.language();
        String code = plain(exchange.part("code"));
        View view = verifyPage(exchange).with("code", code).with("checked", true);
        house.cases().verify(code).ifPresent(issued -> view.with("issued", issued(issued, language)));
        return view.reply();
    }

    /** What the public may know of an issued document. */
    public record Shown(String number, String service, String kind, java.time.Instant at, String sha256, boolean valid) { }

    private Shown issued(Cases.Issued issued, String language) {
        Definition d = house.services().byFingerprint(issued.definition()).orElseThrow(() -> new IllegalStateException("the definition of " + issued.number() + " is lost"));
        return new Shown(issued.number(), d.text(language, "title"), d.text(language, "output." + issued.kind()), issued.at(), issued.sha256(), issued.valid());
    }

    private View verifyPage(Exchange exchange) {
        return View.of("verify", house.texts().get(exchange.language(), "verify.title")).with("code", "");
    }
}
