package lv.pkip.kernel.auditdesk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditSelections;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The auditor's search in the records of all systems: what was found, each record in full, a case over time, files, kept searches. */
@Component(service = Page.class)
@PagePath("audit-records")
@PageAudience(Audience.STAFF)
@PagePermission("audit:read")
@NavigationEntry(area = "work", text = "nav.records", order = 615, icon = "search")
public final class RecordsPage implements Page {
    static final List<Integer> SIZES = List.of(25, 50, 100, 200);
    static final int MOST_LINES = 100_000;
    static final int MOST_ON_PAPER = 2000;
    private static final int TIMELINE = 60;
    private static final List<String> USUAL = List.of("request-of-person", "complaint", "incident", "review", "request-of-authority", "fault", "other");
    private static final List<String> FORMATS = List.of("csv", "json", "pdf");
    private static final String ID = "[A-Za-z0-9_-]{10,24}";
    private final Desk desk;
    private final Exports exports;
    private final AuditSelections selections;
    private final PaperList paper;
    private final Clock clock;
    private final SearchForm form;

    @Activate
    public RecordsPage(@Reference(name = "desk") Desk desk, @Reference(name = "exports") Exports exports, @Reference(name = "outputs") Outputs outputs,
            @Reference(name = "selections") AuditSelections selections) {
        this(desk, exports, outputs, selections, Clock.systemUTC());
    }

    RecordsPage(Desk desk, Exports exports, Outputs outputs, AuditSelections selections, Clock clock) {
        this.desk = desk;
        this.exports = exports;
        this.selections = selections;
        this.paper = new PaperList(outputs, desk.words());
        this.clock = clock;
        this.form = new SearchForm(desk);
    }

    @Override
    public Answer handle(Request request) throws Exception {
        if (request.path().equals("purpose")) {
            desk.current().require(Desk.READ);
            return purpose(new Ask(request));
        }
        if (request.path().isEmpty() && request.method().equals("POST") && desk.current().may(Desk.READ) && desk.purposes().now().isEmpty()) {
            return later(new Ask(request));
        }
        return desk.open(request, Desk.RECORDS, (ask, purpose) -> {
            List<String> path = ask.path();
            return switch (path.size()) {
                case 0 -> ask.post() ? search(ask, purpose) : start(ask, purpose);
                case 1 -> one(ask, purpose, path.get(0));
                case 2 -> ask.post() ? Desk.NOT_FOUND : two(ask, purpose, path.get(0), path.get(1));
                case 3 -> ask.post() ? found(path.get(1), path.get(0), kept -> change(ask, purpose, kept, path.get(2))) : Desk.NOT_FOUND;
                default -> Desk.NOT_FOUND;
            };
        });
    }

    private Answer one(Ask ask, String purpose, String what) {
        return switch (what) {
            case "case" -> ask.post() ? caseAsked(ask, purpose) : caseShown(ask, purpose);
            case "saved" -> ask.post() ? Desk.NOT_FOUND : saved(ask, purpose);
            default -> Desk.NOT_FOUND;
        };
    }

    private Answer two(Ask ask, String purpose, String what, String name) throws IOException {
        return switch (what) {
            case "found" -> found(name, what, kept -> shown(ask, purpose, kept));
            case "record" -> record(ask, purpose, name);
            case "exports" -> export(ask, purpose, name);
            default -> Desk.NOT_FOUND;
        };
    }

    /** What is done with a search of one's own. */
    @FunctionalInterface
    private interface WithSearch {
        Answer answer(Searches.Kept kept) throws IOException;
    }

    private Answer found(String id, String what, WithSearch work) throws IOException {
        boolean known = what.equals("found") || what.equals("saved");
        Optional<Searches.Kept> kept = known && id.matches(ID) ? desk.searches().find(desk.me(), id) : Optional.empty();
        return kept.isPresent() ? work.answer(kept.get()) : Desk.NOT_FOUND;
    }

    private People people() {
        return new People(desk, Facts.PLATFORM);
    }

    // ---- why

    private Answer purpose(Ask ask) {
        String to = Optional.of(ask.text("to", 160)).filter(t -> Desk.OWN.matcher(t).matches()).orElse(Desk.RECORDS);
        Flaws flaws = new Flaws(desk.words(), ask.language());
        String usual = ask.text("usual", 40);
        String note = ask.text("note", 150);
        if (ask.post()) {
            if (!USUAL.contains(usual)) {
                flaws.add("usual", "error.purpose");
            } else if (usual.equals("other") && note.length() < 5) {
                flaws.add("note", "error.note");
            }
            if (Codes.isIn(note)) {
                flaws.add("note", "error.code");
            }
            if (flaws.none()) {
                // records are read by others than the one who looked: their language is the house's
                desk.purposes().set(desk.words().text("lv", "usual." + usual) + (note.isEmpty() ? "" : ": " + note));
                return new Redirect(to);
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("to", to);
        model.put("note", note);
        model.put("usual", USUAL.stream().map(one -> new Choice(one, desk.words().text(ask.language(), "usual." + one), one.equals(usual))).toList());
        return desk.show(ask, "", "purpose", desk.purposes().now().orElse(""), flaws, model);
    }

    // ---- what is asked for

    private Answer start(Ask ask, String purpose) {
        Optional<Query> before = Optional.of(ask.text("of", 24)).filter(id -> id.matches(ID)).flatMap(id -> desk.searches().find(desk.me(), id)).map(Searches.Kept::query);
        return asked(ask, purpose, new Flaws(desk.words(), ask.language()), SearchForm.typed(before.orElse(Query.all())));
    }

    private Answer asked(Ask ask, String purpose, Flaws flaws, Map<String, String> typed) {
        Map<String, Object> model = form.model(typed, ask.language(), desk.trail().sources());
        model.put("saved", desk.searches().named(desk.me()).stream().limit(8).toList().stream().map(k -> new Choice(k.id(), k.title(), false)).toList());
        return desk.show(ask, "search", "search", purpose, flaws, model);
    }

    /** A search that another page leads to is kept while one says why, and shown then. */
    private Answer later(Ask ask) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Query query = form.read(ask, flaws);
        return new Redirect(Desk.RECORDS + "/purpose?to=" + Desk.RECORDS + (flaws.none() ? "/found/" + desk.searches().keep(desk.me(), query) : ""));
    }

    private Answer search(Ask ask, String purpose) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Query query = form.read(ask, flaws);
        return flaws.none() ? new Redirect(Desk.RECORDS + "/found/" + desk.searches().keep(desk.me(), query)) : asked(ask, purpose, flaws, SearchForm.typed(ask));
    }

    private Answer shown(Ask ask, String purpose, Searches.Kept kept) {
        return shown(ask, purpose, kept, new Flaws(desk.words(), ask.language()), kept.title());
    }

    private Answer shown(Ask ask, String purpose, Searches.Kept kept, Flaws flaws, String title) {
        long before = ask.number("before");
        int size = Optional.of((int) ask.number("size")).filter(SIZES::contains).orElse(SIZES.get(1));
        List<Stored> records = desk.trail().search(kept.query(), purpose, before, size);
        People people = people();
        Facts facts = new Facts(desk, people, ask.language());
        String here = Desk.RECORDS + "/found/" + kept.id();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", kept.id());
        model.put("kept", kept.title());
        model.put("name", title);
        model.put("conditions", form.conditions(kept.query(), ask.language(), people));
        model.put("rows", records.stream().map(facts::row).toList());
        model.put("first", before == 0 ? "" : here + "?size=" + size);
        model.put("next", records.size() == size ? here + "?size=" + size + "&before=" + records.get(size - 1).sequence() : "");
        model.put("sizes", SIZES.stream().map(one -> new Choice(here + "?size=" + one, String.valueOf(one), one == size)).toList());
        model.put("mayProve", desk.current().may("audit:export"));
        model.put("caseHref", kept.query().caseNumber().map(Facts::caseHref).orElse(""));
        return desk.show(ask, "search", "found", purpose, flaws, model);
    }

    // ---- one record

    private Answer record(Ask ask, String purpose, String number) {
        if (!number.matches("[1-9][0-9]{0,17}")) {
            return Desk.NOT_FOUND;
        }
        Optional<Stored> found = desk.trail().record(Long.parseLong(number), purpose);
        if (found.isEmpty()) {
            return Desk.NOT_FOUND;
        }
        Stored stored = found.get();
        Facts facts = new Facts(desk, people(), ask.language());
        String of = Optional.of(ask.text("of", 24)).filter(id -> id.matches(ID)).filter(id -> desk.searches().find(desk.me(), id).isPresent()).orElse("");
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("row", facts.row(stored));
        model.put("fields", facts.fields(stored));
        model.put("erased", stored.erased());
        model.put("details", Facts.details(stored.record().details()));
        model.put("raw", stored.record().details().isBlank() || stored.record().details().equals("{}") ? "" : Facts.pretty(stored.record().details()));
        model.put("place", stored.place().isPresent() ? String.valueOf(stored.place().getAsLong()) : "");
        model.put("back", of.isEmpty() ? Desk.RECORDS : Desk.RECORDS + "/found/" + of);
        model.put("caseHref", stored.record().caseNumber().map(Facts::caseHref).orElse(""));
        return desk.show(ask, "search", "record", purpose, model);
    }

    // ---- one case

    private Answer caseAsked(Ask ask, String purpose) {
        String number = ask.text("number", 64);
        if (Facts.isPlain(number)) {
            return new Redirect(Facts.caseHref(number));
        }
        Flaws flaws = new Flaws(desk.words(), ask.language());
        flaws.add("number", number.isEmpty() ? "error.needed" : "error.number");
        return desk.show(ask, "case", "case", purpose, flaws, Map.of("number", number, "asked", false));
    }

    private Answer caseShown(Ask ask, String purpose) {
        String number = ask.text("number", 64);
        if (number.isEmpty() || !Facts.isPlain(number)) {
            return desk.show(ask, "case", "case", purpose, Map.of("number", "", "asked", false));
        }
        Query query = ofCase(number);
        long before = ask.number("before");
        List<Stored> records = desk.trail().search(query, purpose, before, TIMELINE);
        Facts facts = new Facts(desk, people(), ask.language());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("number", number);
        model.put("asked", true);
        List<Stored> inTime = Timeline.byTime(records);
        model.put("picture", Timeline.picture(inTime, facts));
        model.put("days", Timeline.days(inTime, facts));
        model.put("count", records.size());
        model.put("first", before == 0 ? "" : Facts.caseHref(number));
        model.put("next", records.size() == TIMELINE ? Facts.caseHref(number) + "&before=" + records.get(TIMELINE - 1).sequence() : "");
        return desk.show(ask, "case", "case", purpose, model);
    }

    private static Query ofCase(String number) {
        Query all = Query.all();
        return new Query(all.from(), all.to(), all.dataSubject(), all.actor(), all.source(), all.application(), all.action(), all.sourceAction(),
                Optional.of(number), all.objectType(), all.objectId(), all.outcome(), all.text());
    }

    // ---- what is kept

    /** A kept search as shown. */
    public record SavedRow(String id, String title, List<SearchForm.Condition> conditions) { }

    private Answer saved(Ask ask, String purpose) {
        People people = people();
        return desk.show(ask, "saved", "saved", purpose, Map.of("rows", desk.searches().named(desk.me()).stream()
                .map(kept -> new SavedRow(kept.id(), kept.title(), form.conditions(kept.query(), ask.language(), people))).toList()));
    }

    private Answer change(Ask ask, String purpose, Searches.Kept kept, String what) throws IOException {
        return switch (what) {
            case "save" -> save(ask, purpose, kept);
            case "delete" -> delete(kept);
            case "export" -> exported(ask, purpose, kept);
            default -> Desk.NOT_FOUND;
        };
    }

    private Answer save(Ask ask, String purpose, Searches.Kept kept) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        String name = ask.text("name", 100);
        if (name.isEmpty()) {
            flaws.add("name", "error.needed");
        } else if (Codes.isIn(name) || Codes.personal(name).isPresent()) {
            flaws.add("name", "error.code");
        } else if (Codes.areIn(kept.query())) {
            flaws.add("name", "error.unknown-person");
        } else if (!desk.searches().save(desk.me(), name, kept.query())) {
            flaws.add("name", "error.many");
        }
        if (!flaws.none()) {
            return shown(ask, purpose, kept, flaws, name);
        }
        desk.audit().record(Audit.Event.ok("audit-search.create", "audit", "oversight"));
        return new Redirect(Desk.RECORDS + "/saved?said=saved");
    }

    private Answer delete(Searches.Kept kept) {
        if (!desk.searches().delete(desk.me(), kept.id())) {
            return Desk.NOT_FOUND;
        }
        desk.audit().record(Audit.Event.ok("audit-search.delete", "audit", "oversight"));
        return new Redirect(Desk.RECORDS + "/saved?said=deleted");
    }

    // ---- files

    private Answer exported(Ask ask, String purpose, Searches.Kept kept) throws IOException {
        Query query = kept.query();
        String format = ask.text("format", 8);
        if (!FORMATS.contains(format)) {
            return Desk.NOT_FOUND;
        }
        String code = desk.searches().name();
        boolean proved = !ask.text("proofs", 3).isEmpty();
        if (format.equals("pdf")) {
            List<Long> sequences = new ArrayList<>();
            byte[] pdf = onPaper(ask, purpose, query, code, sequences);
            if (proved) {
                return proved(ask, purpose, kept, format, new ProvedStream.Parts(code, "pdf", new ByteArrayInputStream(pdf), sequences));
            }
            exports.left(code, "pdf", purpose, query, sequences.size(), true, PaperList.hash(pdf));
            return new Content(200, "application/pdf", Optional.of(fileName(code, "pdf")), new ByteArrayInputStream(pdf));
        }
        String cut = desk.words().text(ask.language(), "export.cut", Map.of("most", MOST_LINES));
        RecordLines lines = format.equals("csv") ? RecordLines.csv(people(), cut) : RecordLines.json();
        String extension = format.equals("csv") ? "csv" : "ndjson";
        RecordStream.Pages pages = (before, limit) -> desk.trail().search(query, purpose, before, limit);
        if (proved) {
            List<Long> sequences = new ArrayList<>();
            return proved(ask, purpose, kept, format, new ProvedStream.Parts(code, extension,
                    new RecordStream(pages, RecordLines.noting(lines, sequences), MOST_LINES, (records, whole, hash) -> { }), sequences));
        }
        RecordStream stream = new RecordStream(pages, lines, MOST_LINES, (records, whole, hash) -> exports.left(code, format, purpose, query, records, whole, hash));
        return new Content(200, format.equals("csv") ? "text/csv; charset=UTF-8" : "application/x-ndjson; charset=UTF-8",
                Optional.of(fileName(code, extension)), stream, Map.of("X-Accel-Buffering", "no"));
    }

    /** The file and the proofs of its records in one ZIP. */
    private Answer proved(Ask ask, String purpose, Searches.Kept kept, String format, ProvedStream.Parts parts) throws IOException {
        Optional<ProvedStream> stream = ProvedStream.of(selections, purpose, parts, (records, whole, hash) ->
                exports.left(parts.code(), format + "+zip", purpose, kept.query(), records, whole, hash));
        if (stream.isEmpty()) {
            Flaws flaws = new Flaws(desk.words(), ask.language());
            flaws.add("proofs", "error.no-checkpoint");
            return shown(ask, purpose, kept, flaws, kept.title());
        }
        return new Content(200, "application/zip", Optional.of(fileName(parts.code(), "zip")), stream.get(), Map.of("X-Accel-Buffering", "no"));
    }

    private static String fileName(String code, String extension) {
        return "auditacija-" + code + "." + extension;
    }

    private byte[] onPaper(Ask ask, String purpose, Query query, String code, List<Long> sequences) {
        People people = people();
        Facts facts = new Facts(desk, people, ask.language());
        List<Facts.Row> rows = new ArrayList<>();
        long before = 0;
        boolean more = true;
        while (more && rows.size() < MOST_ON_PAPER) {
            List<Stored> page = desk.trail().search(query, purpose, before, Math.min(AuditTrail.MOST, MOST_ON_PAPER - rows.size()));
            page.forEach(stored -> {
                rows.add(facts.row(stored));
                sequences.add(stored.sequence());
            });
            before = page.isEmpty() ? before : page.get(page.size() - 1).sequence();
            more = !page.isEmpty();
        }
        boolean cut = more && !desk.trail().search(query, purpose, before, 1).isEmpty();
        Map<String, String> about = new LinkedHashMap<>();
        about.put("query", form.line(query, ask.language(), people));
        about.put("purpose", purpose);
        about.put("who", people.anybody(desk.me()));
        about.put("when", Words.moment(clock.instant()));
        about.put("cut", cut ? desk.words().text(ask.language(), "export.cut", Map.of("most", MOST_ON_PAPER)) : "");
        return paper.pdf(rows, about, ask.language(), code, desk.municipality().baseUrl() + Desk.RECORDS + "/exports/" + code);
    }

    /** What a file that left was: by the code that stands on it and in its name. */
    private Answer export(Ask ask, String purpose, String code) {
        Optional<Exports.Left> found = code.matches(ID) ? exports.find(code) : Optional.empty();
        if (found.isEmpty()) {
            return Desk.NOT_FOUND;
        }
        Exports.Left left = found.get();
        People people = people();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("code", left.code());
        model.put("who", people.anybody(left.owner()));
        model.put("when", Words.moment(left.at()));
        model.put("format", left.kind().toUpperCase(java.util.Locale.ROOT));
        model.put("why", left.purpose());
        model.put("records", left.records());
        model.put("whole", left.outcome().equals("ok"));
        model.put("hash", left.hash());
        model.put("conditions", form.conditions(left.query(), ask.language(), people));
        return desk.show(ask, "", "export", purpose, model);
    }
}
