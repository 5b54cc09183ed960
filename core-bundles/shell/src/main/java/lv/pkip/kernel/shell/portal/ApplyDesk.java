package lv.pkip.kernel.shell.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.Forms;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.form.AnswersView;
import lv.pkip.kernel.shell.form.Binding;
import lv.pkip.kernel.shell.form.Field;
import lv.pkip.kernel.shell.form.Form;
import lv.pkip.kernel.shell.form.Wording;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applying for a service: a draft filled in page by page, a summary, and the sending. */
public final class ApplyDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ApplyDesk.class);
    private final House house;
    private final Forms forms;
    private final CaseWords caseWords;

    public ApplyDesk(House house, Forms forms, CaseWords caseWords) {
        this.house = house;
        this.forms = forms;
        this.caseWords = caseWords;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/services/{id}/apply", Access.resident(), this::before),
                Route.post("/services/{id}/apply", Access.resident(), this::start),
                Route.get("/apply/{draft}", Access.resident(), this::resume),
                Route.get("/apply/{draft}/summary", Access.resident(), x -> summary(x, open(x), List.of(), 200)),
                Route.post("/apply/{draft}/submit", Access.resident(), this::submit),
                Route.post("/apply/{draft}/delete", Access.resident(), this::delete),
                Route.get("/apply/{draft}/{page}", Access.resident(), this::page),
                Route.upload("/apply/{draft}/{page}", Access.resident(), this::save));
    }

    /** A draft with the definition and form it is filled in under. */
    private record Open(Drafts.Draft draft, Definition definition, Form form, Wording words, boolean changed) {
        String path(String page) {
            return "/apply/" + draft.id() + "/" + page;
        }
    }

    private Reply before(Exchange exchange) {
        Definition service = house.services().find(exchange.part("id")).orElseThrow(Refused::notFound);
        String language = exchange.language();
        List<Drafts.Draft> own = house.drafts().own().stream().filter(d -> d.service().equals(service.id())).toList();
        Actor actor = house.actor().get();
        return View.of("apply/start", service.text(language, "title")).crumb(house.texts().get(language, "menu.home"), "/")
                .crumb(service.text(language, "title"), "/services/" + service.id())
                .with("service", service).with("drafts", own).with("sure", actor.assurance().atLeast(service.assurance()))
                .with("stepUp", ResidentDesk.stepUp(service.assurance(), "/services/" + service.id() + "/apply"))
                .with("prepare", service.hasText(language, "prepare") ? service.text(language, "prepare") : "")
                .with("term", caseWords.deadline(service, language)).reply();
    }

    private Reply start(Exchange exchange) {
        try {
            return begin(exchange);
        } catch (CaseProblem problem) {
            if (problem.code() != CaseProblem.Code.STALE) {
                throw problem;
            }
            return begin(exchange); // upgraded at this moment: begun under the newer form
        }
    }

    private Reply begin(Exchange exchange) {
        Definition service = house.services().find(exchange.part("id")).orElseThrow(Refused::notFound);
        if (!house.actor().get().assurance().atLeast(service.assurance())) {
            throw CaseProblem.needs(service.assurance());
        }
        Form form = forms.form(service, service.form());
        Drafts.Draft draft = house.drafts().start(service.id(), service.fingerprint(), exchange.language());
        Answers answers = forms.start(form);
        String first = form.pages().get(0).id();
        if (!answers.isEmpty()) {
            house.drafts().save(draft.id(), answers, first);
        }
        return Reply.to("/apply/" + draft.id() + "/" + first);
    }

    private Open open(Exchange exchange) {
        Drafts.Draft draft = house.drafts().find(exchange.part("draft")).orElseThrow(Refused::notFound);
        Optional<Definition> begun = house.services().byFingerprint(draft.definition());
        Optional<Definition> newest = house.services().find(draft.service());
        // A service upgraded meanwhile is applied for under its newest form; what was answered is kept where it still fits.
        Definition definition = newest.or(() -> begun).orElseThrow(() -> new lv.pkip.kernel.api.dispatch.Unavailable(draft.service(), true));
        Form form = forms.form(definition, definition.form());
        return new Open(draft, definition, form, forms.words(definition, exchange.language()), !definition.fingerprint().equals(draft.definition()));
    }

    private Reply resume(Exchange exchange) {
        Open open = open(exchange);
        boolean known = open.form().page(open.draft().page()).isPresent() || open.draft().page().equals("summary");
        return Reply.to(open.path(known ? open.draft().page() : open.form().pages().get(0).id()));
    }

    private Reply page(Exchange exchange) {
        Open open = open(exchange);
        Form.Page page = open.form().page(exchange.part("page")).orElseThrow(Refused::notFound);
        List<Field> fields = open.form().fieldsOf(page);
        List<Finding> findings = exchange.parameter("check").isPresent() ? onPage(open, page, validate(open, open.draft().answers())) : List.of();
        return page(exchange, open, page, fields, open.draft().answers(), findings, 200);
    }

    private Reply page(Exchange exchange, Open open, Form.Page page, List<Field> fields, Answers answers, List<Finding> findings, int status) {
        String title = open.words().maybe(open.form().id() + ".page." + page.id()).orElseGet(() -> open.words().of("title"));
        View view = View.of("apply/page", title).status(status)
                .crumb(open.words().of("title"), "/services/" + open.definition().id())
                .with("serviceTitle", open.words().of("title")).with("steps", steps(open, page.id())).with("path", open.path(page.id()))
                .with("back", open.form().before(page).map(p -> open.path(p.id())).orElse(""))
                .with("changed", open.changed()).with("pageHelp", open.words().maybe(open.form().id() + ".page." + page.id() + ".help").orElse(""));
        return forms.show(view, open.form(), fields, open.definition(), answers, findings, exchange.language()).reply();
    }

    /** A page in the list of pages at the top. */
    public record Step(String title, String href, boolean current, boolean done) { }

    private List<Step> steps(Open open, String now) {
        List<Step> steps = new ArrayList<>();
        boolean passed = true;
        for (Form.Page page : open.form().pages()) {
            passed = passed && !page.id().equals(now);
            steps.add(new Step(open.words().maybe(open.form().id() + ".page." + page.id()).orElse(open.words().of("title")),
                    open.path(page.id()), page.id().equals(now), passed));
        }
        steps.add(new Step(open.words().platform("apply.summary", Map.of()), open.path("summary"), now.equals("summary"), false));
        return steps;
    }

    private Reply save(Exchange exchange) {
        Open open = open(exchange);
        Form.Page page = open.form().page(exchange.part("page")).orElseThrow(Refused::notFound);
        List<Field> fields = open.form().fieldsOf(page);
        Forms.Filled filled = forms.fill(open.form(), fields, open.draft().answers(), exchange);
        String here = open.path(page.id());
        if (filled.edited() && filled.findings().isEmpty()) {
            house.drafts().save(open.draft().id(), filled.answers(), page.id());
            return Reply.to(here + filled.anchor().map(a -> "#" + a).orElse(""));
        }
        if (exchange.parameter("_save").isPresent()) {
            house.drafts().save(open.draft().id(), filled.answers(), page.id());
            return Reply.to("/cases?done=draft");
        }
        List<Finding> findings = new ArrayList<>(filled.findings());
        findings.addAll(onPage(open, page, validate(open, filled.answers())));
        String next = open.form().after(page).map(Form.Page::id).orElse("summary");
        house.drafts().save(open.draft().id(), filled.answers(), findings.isEmpty() ? next : page.id());
        if (!findings.isEmpty()) {
            return page(exchange, open, page, fields, filled.answers(), findings, 422);
        }
        return Reply.to(open.path(next));
    }

    private List<Finding> validate(Open open, Answers answers) {
        return house.services().validate(open.definition(), open.form().id(), answers);
    }

    private static List<Finding> onPage(Open open, Form.Page page, List<Finding> findings) {
        return findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR && !f.field().isEmpty()
                && open.form().pageOf(f.field()).equals(page)).toList();
    }

    /** Answers of one page, with the way back to it. */
    public record Part(String title, String href, AnswersView.Group group) { }

    /** An error found at the end, with the page to mend it on. */
    public record Mend(String text, String href) { }

    private Reply summary(Exchange exchange, Open open, List<Finding> given, int status) {
        Answers answers = Binding.shown(open.form().fields(), open.draft().answers());
        List<Finding> findings = given.isEmpty() ? house.cases().check(open.definition(), answers) : given;
        AnswersView view = new AnswersView(open.form(), open.words(), forms.files());
        List<Part> parts = open.form().pages().stream().map(p -> new Part(
                open.words().maybe(open.form().id() + ".page." + p.id()).orElse(open.words().of("title")), open.path(p.id()),
                view.group("", open.form().fieldsOf(p), answers))).toList();
        List<Mend> mends = findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR)
                .map(f -> new Mend(open.words().listed(f, open.form().id()), open.path(open.form().pageOf(f.field()).id()) + "?check=1"
                        + (f.field().isEmpty() ? "" : "#" + lv.pkip.kernel.shell.form.FormView.id(lv.pkip.kernel.shell.form.FormView.parameter(f.field()))))).toList();
        List<CaseWords.Remark> stops = caseWords.remarks(findings, Finding.Severity.STOP, open.form().id(), open.words());
        house.drafts().save(open.draft().id(), open.draft().answers(), "summary");
        return View.of("apply/summary", open.words().platform("apply.summary.title", Map.of())).status(status)
                .crumb(open.words().of("title"), "/services/" + open.definition().id())
                .with("serviceTitle", open.words().of("title")).with("steps", steps(open, "summary")).with("parts", parts)
                .with("mends", mends).with("stops", stops)
                .with("notices", caseWords.remarks(findings, Finding.Severity.NOTICE, open.form().id(), open.words()))
                .with("workings", mends.isEmpty() && stops.isEmpty() ? workings(open, answers) : List.of())
                .with("possible", mends.isEmpty() && stops.isEmpty()).with("changed", open.changed())
                .with("path", "/apply/" + open.draft().id()).with("fingerprint", open.definition().fingerprint())
                .with("term", caseWords.deadline(open.definition(), exchange.language())).with("basis", open.definition().deadline().basis()).reply();
    }

    private List<CaseWords.Working> workings(Open open, Answers answers) {
        try {
            return house.cases().estimate(open.definition(), answers).entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .map(e -> caseWords.working(e.getKey(), e.getValue(), open.words())).toList();
        } catch (Rules.RuleProblem problem) {
            LOG.warn("No estimate for {}: {}", open.definition().id(), problem.getMessage());
            return List.of();
        }
    }

    /** The draft's id is the key of the submission, so sending twice gives one case. */
    private Reply submit(Exchange exchange) {
        Optional<Drafts.Draft> there = house.drafts().find(exchange.part("draft"));
        if (there.isEmpty()) {
            return Reply.to("/cases?done=submitted"); // sent already, from another window or by a second click
        }
        Open open = open(exchange);
        if (!open.definition().fingerprint().equals(exchange.parameter("_definition").orElse(""))) {
            return summary(exchange, open, List.of(), 409); // the service was upgraded while the summary was read
        }
        Answers answers = Binding.shown(open.form().fields(), open.draft().answers());
        try {
            Cases.Receipt receipt = house.cases().submit(new Cases.Submit(open.definition().id(), open.definition().fingerprint(), answers,
                    open.draft().id(), Optional.of(open.draft().id()), exchange.language(), email(open.form().fields(), answers.asMap())));
            return Reply.to("/cases/" + receipt.number() + "/receipt");
        } catch (CaseProblem problem) {
            if (problem.code() == CaseProblem.Code.INVALID) {
                return summary(exchange, open, problem.findings(), 422);
            }
            throw problem;
        }
    }

    /** Where letters go: the first field that holds an e-mail address. */
    static Optional<String> email(List<Field> fields, Map<?, ?> values) {
        for (Field field : fields) {
            Object value = values.get(field.name());
            if (value instanceof String text && field.hints().format().equals("email")) {
                return Optional.of(text);
            }
            if (value instanceof Map<?, ?> group) {
                Optional<String> inner = email(field.fields(), group);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    private Reply delete(Exchange exchange) {
        house.drafts().find(exchange.part("draft")).ifPresent(d -> house.drafts().delete(d.id()));
        return Reply.to("/cases?done=deleted");
    }

    /** A draft in the list of own things. */
    public record Begun(String title, String href, String delete, String changed) { }

    List<Begun> begun(String language) {
        return house.drafts().own().stream().map(d -> new Begun(house.services().find(d.service()).map(s -> s.text(language, "title")).orElse(d.service()),
                "/apply/" + d.id(), "/apply/" + d.id() + "/delete", Formats.moment(d.changed()))).toList();
    }
}
