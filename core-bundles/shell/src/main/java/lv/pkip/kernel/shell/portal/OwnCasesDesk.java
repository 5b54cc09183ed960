package lv.pkip.kernel.shell.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.ActionDesk;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.Forms;
import lv.pkip.kernel.shell.House;
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

/** A resident's own cases: the list, the receipt, the status page with what to do, messages and documents. */
public final class OwnCasesDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCasesDesk.class);
    private static final int PAGE = 20;
    private static final ActionDesk.Place PLACE = new ActionDesk.Place("/cases", false, "cases.title");
    private final House house;
    private final Forms forms;
    private final CaseWords caseWords;
    private final ActionDesk actions;
    private final ApplyDesk apply;

    public OwnCasesDesk(House house, Forms forms, CaseWords caseWords, ActionDesk actions, ApplyDesk apply) {
        this.house = house;
        this.forms = forms;
        this.caseWords = caseWords;
        this.actions = actions;
        this.apply = apply;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/cases", Access.resident(), this::list),
                Route.get("/cases/{number}", Access.resident(), this::show),
                Route.get("/cases/{number}/receipt", Access.resident(), this::receipt),
                Route.post("/cases/{number}/messages", Access.resident(), this::message),
                Route.get("/cases/{number}/actions/{action}", Access.resident(), x -> actions.show(x, PLACE)),
                Route.upload("/cases/{number}/actions/{action}", Access.resident(), x -> actions.act(x, PLACE)),
                Route.get("/attachments/{id}", Access.signedInOnly(), this::attachment));
    }

    /** A case in the list. */
    public record Line(String number, String service, CaseWords.Tag phase, String submitted, String due, boolean unread) { }

    private Reply list(Exchange exchange) {
        String language = exchange.language();
        Cases.Page page = house.cases().list(Cases.Filter.of(Cases.Filter.Scope.OWN), exchange.filled("after"), PAGE);
        List<Line> lines = page.cases().stream().map(c -> new Line(c.number(),
                caseWords.definition(c).text(language, "title"), caseWords.phase(c.phase(), language),
                Formats.day(c.submitted()), c.phase().closed() ? "" : Formats.day(c.due()), c.unread())).toList();
        return View.of("cases", house.texts().get(language, "cases.title")).with("lines", lines).with("drafts", apply.begun(language))
                .with("next", page.next().map(n -> "/cases?after=" + URLEncoder.encode(n, StandardCharsets.UTF_8)).orElse("")).reply();
    }

    private Cases.Case read(Exchange exchange) {
        return house.cases().read(exchange.part("number"), "own-case").orElseThrow(Refused::notFound);
    }

    private Reply receipt(Exchange exchange) {
        Cases.Case file = read(exchange);
        Wording words = forms.words(file.definition(), exchange.language());
        return View.of("receipt", house.texts().get(exchange.language(), "receipt.title"))
                .crumb(house.texts().get(exchange.language(), "cases.title"), "/cases")
                .with("number", file.number()).with("service", words.of("title")).with("submitted", Formats.moment(file.submitted()))
                .with("due", Formats.day(file.due())).with("basis", file.definition().deadline().basis())
                .with("email", file.email().isPresent()).with("todo", stepShown(file, exchange.language()).orElse(null)).reply();
    }

    /** What one can do at this step. */
    public record Action(String title, String help, String href) { }

    private Reply show(Exchange exchange) {
        return page(exchange, read(exchange), false);
    }

    /** What the applicant sees, shown to a clerk. */
    public Reply asApplicant(Exchange exchange) {
        return page(exchange, house.cases().read(exchange.part("number"), "case-handling").orElseThrow(Refused::notFound), true);
    }

    private Reply page(Exchange exchange, Cases.Case file, boolean staff) {
        String language = exchange.language();
        Wording words = forms.words(file.definition(), language);
        List<Cases.Message> messages = house.cases().messages(file.number());
        List<Cases.HistoryEntry> history = house.cases().history(file.number());
        View view = View.of("case", words.of("title"));
        if (staff) {
            view.crumb(house.texts().get(language, "inbox.title"), "/work/cases").crumb(file.number(), "/work/cases/" + file.number())
                    .crumb(house.texts().get(language, "case.as-applicant"), "");
        } else {
            view.crumb(house.texts().get(language, "cases.title"), "/cases").crumb(file.number(), "");
        }
        return view.with("looking", staff)
                .with("file", file).with("phase", caseWords.phase(file.phase(), language))
                .with("step", words.of("step." + file.step())).with("stepHelp", words.maybe("step." + file.step() + ".help").orElse(""))
                .with("acting", caseWords.acting(file, false, language)).with("due", caseWords.due(file).orElse(""))
                .with("submitted", Formats.moment(file.submitted())).with("paused", file.pausedSince().map(Formats::day).orElse(""))
                .with("way", caseWords.way(file, history, words)).with("away", file.phase().closed() ? "" : caseWords.away(file.due(), language))
                .with("reason", reason(history).orElse("")).with("todo", stepShown(file, language).orElse(null))
                .with("actions", actionLinks(file, words, true)).with("others", actionLinks(file, words, false)).with("messages", caseWords.said(messages, words)).with("closed", file.phase().closed())
                .with("events", caseWords.timeline(file, history, messages, List.of(), false, words))
                .with("messageKey", UUID.randomUUID().toString()).with("messageError", exchange.parameter("empty").isPresent())
                .with("documents", documents(file, words)).with("waiting", file.phase() == Phase.AWAITING_APPLICANT)
                .with("answers", forms.readable(file.definition(), file.definition().form(), file.application(), "", language))
                .with("workings", file.results().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                        .map(e -> caseWords.working(e.getKey(), e.getValue(), words)).toList()).reply();
    }

    /** The reason given with the change that led to the present step; earlier ones stand in the timeline. */
    static Optional<String> reason(List<Cases.HistoryEntry> history) {
        return history.stream().filter(h -> h.toStep() != null && !h.toStep().isEmpty() && !h.toStep().equals(h.fromStep()))
                .reduce((earlier, later) -> later).filter(Cases.HistoryEntry::shown).flatMap(Cases.HistoryEntry::reason);
    }

    /** What is wanted, or (not {@code main}) what cannot be taken back and is asked about once more. */
    private static List<Action> actionLinks(Cases.Case file, Wording words, boolean main) {
        return file.actions().stream().filter(a -> a.by() == Definition.By.APPLICANT && a.confirm() != main).map(a -> new Action(words.of("action." + a.id()),
                words.maybe("action." + a.id() + ".help").orElse(""), "/cases/" + file.number() + "/actions/" + a.id())).toList();
    }

    /** A document of the case. */
    public record Document(String id, String title, String name, String size, String created, boolean issued, String code) { }

    private List<Document> documents(Cases.Case file, Wording words) {
        return house.attachments().ofCase(file.number()).stream().map(a -> document(a, words)).toList();
    }

    /** Issued documents are called by their kind, others by their file name. */
    public static Document document(Attachments.Attachment a, Wording words) {
        boolean issued = !a.kind().equals("attachment");
        return new Document(a.id(), issued ? words.of("output." + a.kind()) : a.name(), a.name(), Formats.size(a.size()),
                Formats.day(a.created()), issued, a.code().orElse(""));
    }

    /** What the type of the present step wants to tell, for example where to pay. */
    private Optional<StepType.Shown> stepShown(Cases.Case file, String language) {
        String type = file.definition().step(file.step()).map(Definition.Step::type).orElse("task");
        if (type.equals("task") || type.equals("end")) {
            return Optional.empty();
        }
        try (Lease<StepType> lease = house.dispatcher().enter(StepType.class, type)) {
            return lease.service().shown(file.id(), file.step(), language);
        } catch (Unavailable gone) {
            LOG.warn("Step type {} is not there", type);
            return Optional.of(new StepType.Shown(house.texts().get(language, "case.step-type-away"), Optional.empty(), Optional.empty()));
        }
    }

    private Reply message(Exchange exchange) {
        String number = exchange.part("number");
        Optional<String> text = exchange.filled("text");
        if (text.isEmpty()) {
            return Reply.to("/cases/" + number + "?empty=1#messages");
        }
        house.cases().message(number, text.get(), exchange.filled("_key").orElseGet(() -> UUID.randomUUID().toString()));
        return Reply.to("/cases/" + number + "?done=message#messages");
    }

    private Reply attachment(Exchange exchange) {
        String id = exchange.part("id");
        Attachments.Attachment file = (id.matches("[0-9a-fA-F-]{36}") ? house.attachments().find(id) : Optional.<Attachments.Attachment>empty())
                .orElseThrow(Refused::notFound);
        return new Reply.Flow(200, file.type(), Optional.of(file.name()), house.attachments().open(id), Map.of(), () -> { });
    }
}
