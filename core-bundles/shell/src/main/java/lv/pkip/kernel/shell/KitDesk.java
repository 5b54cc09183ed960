package lv.pkip.kernel.shell;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.shell.form.Control;
import lv.pkip.kernel.shell.frame.BarChart;
import lv.pkip.kernel.shell.frame.Frame;
import lv.pkip.kernel.shell.frame.Kit;
import lv.pkip.kernel.shell.frame.Templates;
import lv.pkip.kernel.shell.frame.Texts;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.frame.Words;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/**
 * The interface elements for other systems: files under {@code /kit/v1}, and the living style guide, whose samples come
 * from the templates that the site itself is made with.
 */
final class KitDesk {
    /** Where files for other systems are; within a version they change compatibly only. */
    static final String V1 = "/kit/v1";
    private static final List<String> PARTS = List.of("header", "footer", "page");
    private static final List<String> FILES = List.of("kit.css", "theme.css", "icons.svg", "licences.txt", "header.html", "footer.html", "page.html", "controls.html");
    private static final String CONTROL = "control";
    private final House house;
    private final Kit kit;
    private final Templates templates;
    private final Frame frame;
    private final Supplier<String> theme;
    private final Texts texts;

    /** @param theme the municipality's colours as a style sheet */
    KitDesk(House house, Kit kit, Templates templates, Frame frame, Supplier<String> theme) {
        this.house = house;
        this.kit = kit;
        this.templates = templates;
        this.frame = frame;
        this.theme = theme;
        this.texts = house.texts();
    }

    List<Route> routes() {
        return List.of(Route.get("/kit", Access.everyone(), this::guide),
                Route.get(V1 + "/{file}", Access.everyone(), this::file));
    }

    /** An element as it looks and as it is written; what would stand twice in a page is written only. */
    public record Sample(String id, String title, String html, String code) { }

    private Reply guide(Exchange exchange) {
        String language = exchange.language();
        List<Sample> samples = new ArrayList<>();
        elements(language).forEach((id, model) -> {
            String html = render(model.containsKey("c") ? CONTROL : id, language, model);
            samples.add(new Sample(id, texts.get(language, "guide." + id), html, written(html)));
        });
        PARTS.forEach(part -> samples.add(new Sample(part, texts.get(language, "guide." + part), "", part(part, language))));
        return View.of("guide", texts.get(language, "guide.title")).with("samples", samples).with("files", FILES)
                .with("base", house.municipality().baseUrl()).reply();
    }

    /** For anybody, from anywhere, without a session. */
    private Reply file(Exchange exchange) {
        String file = exchange.part("file");
        exchange.response().setHeader("Access-Control-Allow-Origin", "*");
        exchange.response().setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        String language = exchange.parameter("lang").filter(Texts.LANGUAGES::contains).orElse("lv");
        if (file.equals("theme.css")) {
            return bytes("text/css;charset=utf-8", theme.get());
        }
        if (file.endsWith(".html")) {
            String part = file.substring(0, file.length() - ".html".length());
            if (part.equals("controls")) {
                StringBuilder all = new StringBuilder();
                elements(language).forEach((id, model) -> all.append("<!-- ").append(id).append(" -->\n")
                        .append(written(render(model.containsKey("c") ? CONTROL : id, language, model))).append('\n'));
                return bytes("text/html;charset=utf-8", all.toString());
            }
            if (!PARTS.contains(part)) {
                throw Refused.notFound();
            }
            return bytes("text/html;charset=utf-8", part(part, language));
        }
        Reply.Bytes kept = (Reply.Bytes) kit.serve(exchange, "", file);
        return new Reply.Bytes(200, kept.type(), Optional.empty(), "public, max-age=3600", kept.content());
    }

    private static Reply bytes(String type, String text) {
        return new Reply.Bytes(200, type, Optional.empty(), "public, max-age=3600", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Header, footer or page as another system uses it: every address is a whole one. */
    private String part(String part, String language) {
        String base = house.municipality().baseUrl();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", frame.forOthers(language, V1));
        model.put("controls", List.of(field("text", "page-name", language, "guide.word.name", ""), choice("radio", "page-place", language)));
        return written(render(part, language, model)).replaceAll("(href|src)=\"/(?!/)", "$1=\"" + base.replace("$", "\\$") + "/");
    }

    private String render(String sample, String language, Map<String, Object> more) {
        Map<String, Object> model = new LinkedHashMap<>(more);
        model.put(Words.LANGUAGE, language);
        return templates.render("guide/" + sample, model).strip();
    }

    private String written(String html) {
        return html.replace(kit.path(), V1);
    }

    private Map<String, Map<String, Object>> elements(String language) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        all.put("buttons", Map.of());
        all.put("text", Map.of("c", field("text", "sample-text", language, "guide.word.name", "")));
        all.put("error", Map.of("c", field("text", "sample-error", language, "guide.word.name", "guide.word.wrong")));
        all.put("area", Map.of("c", field("area", "sample-area", language, "guide.word.reason", "")));
        all.put("number", Map.of("c", field("number", "sample-number", language, "guide.word.width", "")));
        all.put("date", Map.of("c", field("date", "sample-date", language, "guide.word.day", "")));
        all.put("select", Map.of("c", choice("select", "sample-select", language)));
        all.put("radio", Map.of("c", choice("radio", "sample-radio", language)));
        all.put("checks", Map.of("c", choice("checks", "sample-checks", language)));
        all.put("check", Map.of("c", field("check", "sample-check", language, "guide.word.truth", "")));
        all.put("group", Map.of("c", group(language)));
        all.put("errors", Map.of("problems", List.of(Map.of("id", "sample-error", "text", texts.get(language, "guide.word.wrong")))));
        all.put("notices", Map.of());
        all.put("tags", Map.of());
        all.put("table", Map.of());
        all.put("figures", Map.of("figures", List.of(new Widget.Figure("phase.received", "7", "#figures", false), new Widget.Figure("inbox.overdue", "2", "#figures", true))));
        all.put("chart", Map.of("chart", BarChart.of(new Widget.Bars("inbox.column.service", List.of("phase.received", "phase.in-review", "phase.awaiting-payment"),
                List.of(new Widget.Bar(texts.get(language, "guide.word.service"), "#chart", List.of(new Widget.Piece(4, "#chart"), new Widget.Piece(9, "#chart"), new Widget.Piece(2, ""))))))));
        all.put("timeline", Map.of("live", true, "events", List.of(event("history.submit", "change", language), event("timeline.note", "note", language))));
        all.put("way", Map.of("way", List.of(new CaseWords.Stop(texts.get(language, "phase.received"), "done", "02.03.2026."),
                new CaseWords.Stop(texts.get(language, "phase.in-review"), "now", ""), new CaseWords.Stop(texts.get(language, "phase.completed"), "ahead", ""))));
        all.put("answers", Map.of("g", Map.of("title", texts.get(language, "guide.word.first"), "groups", List.of(), "lines",
                List.of(Map.of("label", texts.get(language, "guide.word.name"), "value", "Paula Paraudziņa", "files", List.of()),
                        Map.of("label", texts.get(language, "guide.word.width"), "value", "2,4 m", "files", List.of())))));
        all.put("facts", Map.of());
        all.put("sure", Map.of("ask", texts.get(language, "guide.word.remove"), "of", "", "action", "#sure", "question", texts.get(language, "guide.word.sure"),
                "yes", texts.get(language, "guide.word.remove")));
        all.put("tabs", Map.of());
        all.put("crumbs", Map.of());
        all.put("progress", Map.of());
        return all;
    }

    private CaseWords.Event event(String title, String kind, String language) {
        return new CaseWords.Event(Instant.parse("2026-03-02T08:00:00Z"), kind, texts.get(language, title), "Anna Ozola", kind.equals("note") ? texts.get(language, "guide.word.info") : "",
                false, kind.equals("note"));
    }

    private Control field(String kind, String id, String language, String label, String error) {
        boolean described = kind.equals("text");
        String by = (described ? id + "-help" : "") + (error.isEmpty() ? "" : " " + id + "-error");
        return control(kind, id, texts.get(language, label), described ? texts.get(language, "guide.word.help") : "", error.isEmpty() ? "" : texts.get(language, error),
                by.strip(), List.of(), List.of());
    }

    private Control choice(String kind, String id, String language) {
        return control(kind, id, texts.get(language, "guide.word.place"), "", "", "", List.of(new Control.Option(id + "-1", "1", "Kalupe", true),
                new Control.Option(id + "-2", "2", "Vabole", false)), List.of());
    }

    private Control group(String language) {
        return control("group", "sample-group", texts.get(language, "guide.word.first"), "", "", "", List.of(),
                List.of(field("text", "sample-inner", language, "guide.word.name", ""), field("date", "sample-day", language, "guide.word.day", "")));
    }

    private static Control control(String kind, String id, String label, String help, String error, String by, List<Control.Option> options, List<Control> controls) {
        return new Control(kind, id, id, label, help, "", error, "", false, false, false, by, "", true,
                new Control.Marks("text", "", "decimal", 200, kind.equals("number") ? "m" : "", "", true, false), options, controls, List.of(), false);
    }
}
