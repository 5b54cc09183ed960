package lv.pkip.kernel.auditdesk;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reports of the audit: made for a period, kept as they were, as bars with their numbers and as a file. */
@Component(service = Page.class)
@PagePath("audit-reports")
@PageAudience(Audience.STAFF)
@PagePermission("audit:read")
public final class ReportsPage implements Page {
    static final String PATH = "/audit-reports";
    private static final int PAGE = 20;
    private static final Duration LONGEST = Duration.ofDays(367);
    private static final String ID = "[A-Za-z0-9_-]{10,24}";
    private final Desk desk;
    private final Reports reports;
    private final Exports exports;
    private final SearchForm form;
    private final SchedulesView schedules;

    @Activate
    public ReportsPage(@Reference(name = "desk") Desk desk, @Reference(name = "reports") Reports reports, @Reference(name = "exports") Exports exports,
            @Reference(name = "schedules") Schedules schedules) {
        this.desk = desk;
        this.reports = reports;
        this.exports = exports;
        this.form = new SearchForm(desk);
        this.schedules = new SchedulesView(desk, schedules);
    }

    /** A kept report in a list. */
    public record Row(String id, String kind, String period, String subject, String who, String when, boolean held, boolean planned) { }

    /** Bars as the kit draws them. */
    public record Chart(String label, List<String> series, List<Bar> lines) { }

    /** One bar: its name, its numbers, and its pieces in a picture 100 wide. */
    public record Bar(String name, String href, List<Cell> cells, List<Piece> parts) { }

    /** A number. */
    public record Cell(long count, String href) { }

    /** A piece of the picture. */
    public record Piece(int series, String x, String width) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, PATH, (ask, purpose) -> {
            List<String> path = ask.path();
            if (path.isEmpty()) {
                return ask.post() ? make(ask, purpose) : list(ask, purpose, new Flaws(desk.words(), ask.language()), "", Map.of());
            }
            if (path.get(0).equals("schedules")) {
                return schedules.answer(ask, purpose, path.subList(1, path.size()));
            }
            Optional<Reports.Report> found = path.get(0).matches(ID) ? reports.find(path.get(0), purpose) : Optional.empty();
            if (found.isEmpty() || ask.post() != (path.size() == 2) || path.size() > 2) {
                return Desk.NOT_FOUND;
            }
            return ask.post() ? change(ask, purpose, found.get(), path.get(1)) : show(ask, purpose, found.get());
        });
    }

    private Answer change(Ask ask, String purpose, Reports.Report report, String what) {
        return switch (what) {
            case "export" -> export(ask, purpose, report);
            case "hold", "release" -> {
                reports.hold(report.id(), what.equals("hold"), purpose);
                yield new Redirect(PATH + "/" + report.id() + "?said=report-" + what);
            }
            default -> Desk.NOT_FOUND;
        };
    }

    private Answer list(Ask ask, String purpose, Flaws flaws, String kind, Map<String, String> typed) {
        int page = (int) Math.min(ask.number("page"), 1000);
        People people = new People(desk, Facts.PLATFORM);
        List<Reports.Report> found = reports.newest(page, PAGE + 1);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("kinds", Arrays.stream(ReportKind.values()).map(one -> new Choice(one.word(), desk.words().text(ask.language(), "report." + one.word()), one.word().equals(kind))).toList());
        model.put("f", typed);
        model.put("rows", found.stream().limit(PAGE).map(report -> new Row(report.id(), title(report, ask.language()), period(report.wanted()), report.wanted().subject().map(people::subject).orElse(""),
                people.anybody(report.why().owner()), Words.minute(report.created()), report.held().isPresent(), report.why().schedule().isPresent())).toList());
        model.put("first", page == 0 ? "" : PATH);
        model.put("next", found.size() > PAGE ? PATH + "?page=" + (page + 1) : "");
        return desk.show(ask, "reports", "reports", purpose, flaws, model);
    }

    private String title(Reports.Report report, String language) {
        return desk.words().text(language, "report." + report.wanted().kind().word());
    }

    static String period(Reports.Wanted wanted) {
        return Words.minute(wanted.from()) + " – " + Words.minute(wanted.to().minus(1, ChronoUnit.MINUTES));
    }

    private Answer make(Ask ask, String purpose) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Optional<ReportKind> kind = ReportKind.of(ask.text("kind", 20));
        if (kind.isEmpty()) {
            flaws.add("kind", "error.needed");
        }
        Optional<String> person = form.person(ask, "person", flaws);
        if (kind.equals(Optional.of(ReportKind.ACCESS)) && person.isEmpty()) {
            flaws.add("person", "error.needed");
        }
        Optional<Instant> from = SearchForm.moment(ask, "from", false, flaws);
        Optional<Instant> to = SearchForm.moment(ask, "to", true, flaws);
        if (from.isEmpty()) {
            flaws.add("from", "error.needed");
        }
        if (to.isEmpty()) {
            flaws.add("to", "error.needed");
        }
        if (from.isPresent() && to.isPresent()) {
            if (!from.get().isBefore(to.get())) {
                flaws.add("to", "error.before");
            } else if (Duration.between(from.get(), to.get()).compareTo(LONGEST) > 0) {
                flaws.add("to", "error.period");
            }
        }
        if (!flaws.none()) {
            return list(ask, purpose, flaws, ask.text("kind", 20), SearchForm.typed(ask));
        }
        return new Redirect(PATH + "/" + reports.make(new Reports.Wanted(kind.get(), kind.get() == ReportKind.ACCESS ? person : Optional.empty(), from.get(), to.get()), purpose));
    }

    private Answer show(Ask ask, String purpose, Reports.Report report) {
        People people = new People(desk, Facts.PLATFORM);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", report.id());
        model.put("heading", title(report, ask.language()));
        model.put("about", "report." + report.wanted().kind().word() + ".text");
        model.put("period", period(report.wanted()));
        model.put("subject", report.wanted().subject().map(people::subject).orElse(""));
        model.put("who", people.anybody(report.why().owner()));
        model.put("when", Words.moment(report.created()));
        model.put("why", report.why().purpose());
        model.put("planned", report.why().schedule().isPresent());
        model.put("held", report.held().map(people::anybody).orElse(""));
        model.put("checkpoint", report.checkpoint().orElse(""));
        model.put("records", report.records());
        model.put("hash", report.hash());
        model.put("intact", report.intact());
        model.put("blank", report.lines().isEmpty());
        model.put("chart", chart(report, people, ask.language()));
        return desk.show(ask, "reports", "report", purpose, model);
    }

    private String name(Reports.Report report, Reports.Line line, People people, String language) {
        if (line.key().isEmpty()) {
            return desk.words().text(language, "report.others");
        }
        if (!report.wanted().kind().isByActor()) {
            return line.source().equals(line.key()) || line.source().equals(Facts.PLATFORM) ? line.key() : line.key() + " (" + line.source() + ")";
        }
        return line.source().equals(Facts.PLATFORM) ? people.anybody(line.key()) : line.key() + " (" + line.source() + ")";
    }

    private Chart chart(Reports.Report report, People people, String language) {
        long longest = report.lines().stream().mapToLong(Reports.Line::sum).max().orElse(0);
        List<Bar> bars = report.lines().stream().map(line -> new Bar(name(report, line, people, language), "",
                line.counts().stream().map(count -> new Cell(count, "")).toList(), pieces(line, longest))).toList();
        return new Chart(report.wanted().kind().heading(),
                report.wanted().kind().columns().stream().map(one -> "report.column." + one).toList(), bars);
    }

    private static List<Piece> pieces(Reports.Line line, long longest) {
        List<Piece> pieces = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < line.counts().size(); i++) {
            double width = longest == 0 ? 0 : line.counts().get(i) * 100.0 / longest;
            if (width > 0) {
                pieces.add(new Piece(i + 1, String.format(Locale.ROOT, "%.2f", x), String.format(Locale.ROOT, "%.2f", width)));
            }
            x += width;
        }
        return pieces;
    }

    private Answer export(Ask ask, String purpose, Reports.Report report) {
        People people = new People(desk, Facts.PLATFORM);
        List<String> heads = new ArrayList<>(List.of("source", "key", "name"));
        heads.addAll(report.wanted().kind().columns());
        StringBuilder csv = new StringBuilder("\ufeff").append(Csv.line(heads));
        report.lines().forEach(line -> {
            List<String> cells = new ArrayList<>(List.of(line.source(), line.key(), name(report, line, people, ask.language())));
            line.counts().forEach(count -> cells.add(String.valueOf(count)));
            csv.append(Csv.line(cells));
        });
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        String code = desk.searches().name();
        exports.left(code, "csv", purpose, SearchForm.period(report.wanted()), report.lines().size(), true, PaperList.hash(bytes));
        return new Content(200, "text/csv; charset=UTF-8", Optional.of("parskats-" + code + ".csv"), new ByteArrayInputStream(bytes));
    }
}
