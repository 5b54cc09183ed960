package lv.pkip.kernel.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.form.Field;
import lv.pkip.kernel.shell.form.Form;
import lv.pkip.kernel.shell.form.Prefill;
import lv.pkip.kernel.shell.form.Wording;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;

/** The page of one action on a case, for applicants and clerks alike: its form, reason, question, preview, and the doing. */
public final class ActionDesk {
    private final House house;
    private final Forms forms;
    private final CaseWords caseWords;

    public ActionDesk(House house, Forms forms, CaseWords caseWords) {
        this.house = house;
        this.forms = forms;
        this.caseWords = caseWords;
    }

    /** Where the page stands: below {@code /cases} or {@code /work/cases}. */
    public record Place(String base, boolean staff, String listKey) {
        public String of(String number) {
            return base + "/" + number;
        }
    }

    private record Sheet(Place place, Cases.Case file, Definition.Action action, Optional<Form> form, Wording words) {
        Definition definition() {
            return file.definition();
        }

        List<Field> fields() {
            return form.map(Form::fields).orElse(List.of());
        }
    }

    public Reply show(Exchange exchange, Place place) {
        Sheet sheet = sheet(exchange, place);
        Answers start = sheet.action().replacesApplication() ? sheet.file().application()
                : sheet.form().map(f -> new Prefill(sheet.file().application(), sheet.file().data()).of(f, forms.start(f))).orElse(Answers.empty());
        return page(exchange, sheet, start, List.of(), Optional.empty(), 200);
    }

    public Reply act(Exchange exchange, Place place) {
        Sheet sheet = sheet(exchange, place);
        Answers before = sheet.action().replacesApplication() ? sheet.file().application() : Answers.empty();
        Forms.Filled filled = sheet.form().map(f -> forms.fill(f, f.fields(), before, exchange))
                .orElse(new Forms.Filled(Answers.empty(), List.of(), Optional.empty(), false));
        if (filled.edited() || !filled.findings().isEmpty()) {
            return page(exchange, sheet, filled.answers(), filled.findings(), Optional.empty(), filled.findings().isEmpty() ? 200 : 422);
        }
        List<Finding> findings = check(exchange, sheet, filled.answers());
        if (!findings.isEmpty()) {
            return page(exchange, sheet, filled.answers(), findings, Optional.empty(), 422);
        }
        Cases.Act act = new Cases.Act(sheet.file().number(), sheet.action().id(), version(exchange, sheet), filled.answers(),
                exchange.filled("_reason"), exchange.filled("_key").filter(k -> k.matches("[0-9a-f-]{36}")).orElseGet(() -> UUID.randomUUID().toString()));
        try {
            if (place.staff() && exchange.filled("_preview").isPresent()) {
                return page(exchange, sheet, filled.answers(), List.of(), Optional.of(house.cases().preview(act)), 200);
            }
            Optional<String> document = exchange.filled("_document");
            if (place.staff() && document.isPresent()) {
                byte[] pdf = Optional.ofNullable(house.cases().preview(act).documents().get(document.get())).orElseThrow(Refused::notFound);
                return new Reply.Bytes(200, "application/pdf", Optional.empty(), "", pdf);
            }
            house.cases().act(act);
        } catch (CaseProblem problem) {
            if (problem.code() == CaseProblem.Code.INVALID) {
                return page(exchange, sheet, filled.answers(), problem.findings(), Optional.empty(), 422);
            }
            if (problem.code() == CaseProblem.Code.STALE) { // what was typed stays; the new state is read first
                return page(exchange, sheet, filled.answers(), List.of(Finding.error("", "error.stale")), Optional.empty(), 412);
            }
            if (place.staff() && problem.code() == CaseProblem.Code.NOT_SET_UP) { // staff are told what is missing; it is not for applicants to mend
                return page(exchange, sheet, filled.answers(), problem.findings(), Optional.empty(), 409);
            }
            throw problem;
        }
        return Reply.to(place.of(sheet.file().number()) + "?done=action");
    }

    private List<Finding> check(Exchange exchange, Sheet sheet, Answers answers) {
        List<Finding> findings = new ArrayList<>();
        sheet.form().ifPresent(f -> house.services().validate(sheet.definition(), f.id(), answers).stream()
                .filter(x -> x.severity() != Finding.Severity.NOTICE).forEach(findings::add));
        if (sheet.action().reason() && exchange.filled("_reason").isEmpty()) {
            findings.add(Finding.error("_reason", "error.reason"));
        }
        return findings;
    }

    private static long version(Exchange exchange, Sheet sheet) {
        return exchange.filled("_version").filter(v -> v.matches("[0-9]{1,18}")).map(Long::parseLong).orElse(sheet.file().version());
    }

    private Sheet sheet(Exchange exchange, Place place) {
        Cases.Case file = house.cases().read(exchange.part("number"), place.staff() ? "case-handling" : "own-case").orElseThrow(Refused::notFound);
        String wanted = exchange.part("action");
        Definition.Action action = file.actions().stream().filter(a -> a.id().equals(wanted)).findFirst()
                .orElseThrow(() -> new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "action is not possible at this step"));
        Optional<Form> form = action.form().map(f -> forms.form(file.definition(), f));
        return new Sheet(place, file, action, form, forms.words(file.definition(), exchange.language()));
    }

    private Reply page(Exchange exchange, Sheet sheet, Answers answers, List<Finding> findings, Optional<Cases.Preview> preview, int status) {
        String key = "action." + sheet.action().id();
        String title = sheet.words().of(key);
        String number = sheet.file().number();
        View view = View.of("action", title).status(status)
                .crumb(house.texts().get(exchange.language(), sheet.place().listKey()), sheet.place().base())
                .crumb(number, sheet.place().of(number))
                .with("action", sheet.action()).with("help", sheet.words().maybe(key + ".help").orElse(""))
                .with("question", sheet.action().confirm() ? sheet.words().maybe(key + ".confirm").orElse(house.texts().get(exchange.language(), "action.sure")) : "")
                .with("path", sheet.place().of(number) + "/actions/" + sheet.action().id()).with("back", sheet.place().of(number))
                .with("version", exchange.isPost() && status != 412 ? version(exchange, sheet) : sheet.file().version())
                .with("key", exchange.isPost() ? exchange.filled("_key").orElse("") : UUID.randomUUID().toString())
                .with("reason", exchange.isPost() ? exchange.filled("_reason").orElse("") : "")
                .with("reasonError", findings.stream().anyMatch(f -> f.field().equals("_reason")))
                .with("staff", sheet.place().staff())
                .with("canPreview", sheet.place().staff())
                .with("preview", preview.map(p -> preview(p, sheet)).orElse(null));
        Form form = sheet.form().orElse(new Form("", List.of(), List.of(new Form.Page("main", List.of()))));
        return forms.show(view, form, sheet.fields(), sheet.definition(), answers, findings, exchange.language()).reply();
    }

    /** What doing it would bring. */
    public record Previewed(String step, List<CaseWords.Working> workings, List<CaseWords.Remark> remarks, List<Document> documents) { }

    /** A draft one can look at. */
    public record Document(String kind, String name) { }

    private Previewed preview(Cases.Preview preview, Sheet sheet) {
        Wording words = sheet.words();
        String form = sheet.action().form().orElse("");
        List<CaseWords.Remark> remarks = new ArrayList<>();
        for (Finding.Severity severity : Finding.Severity.values()) {
            remarks.addAll(caseWords.remarks(preview.findings(), severity, form, words));
        }
        return new Previewed(preview.to().map(s -> words.of("step." + s)).orElse(""),
                preview.results().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> caseWords.working(e.getKey(), e.getValue(), words)).toList(),
                remarks, preview.documents().keySet().stream().sorted().map(k -> new Document(k, words.of("output." + k))).toList());
    }
}
