package lv.pkip.kernel.shell.work;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.ActionDesk;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.Forms;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.form.AnswersView;
import lv.pkip.kernel.shell.form.Wording;
import lv.pkip.kernel.shell.frame.Dates;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;
import lv.pkip.kernel.shell.portal.OwnCasesDesk;

/** A case as the clerk sees it: one timeline, the application, results with their working, and everything to be done. */
public final class CaseDesk {
    private static final ActionDesk.Place PLACE = new ActionDesk.Place("/work/cases", true, "inbox.title");
    private final House house;
    private final Forms forms;
    private final CaseWords caseWords;
    private final ActionDesk actions;
    private final OwnCasesDesk own;

    public CaseDesk(House house, Forms forms, CaseWords caseWords, ActionDesk actions, OwnCasesDesk own) {
        this.own = own;
        this.house = house;
        this.forms = forms;
        this.caseWords = caseWords;
        this.actions = actions;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/work/cases/{number}", Access.staff(), x -> show(x, Map.of(), 200)),
                Route.get("/work/cases/{number}/applicant", Access.staff(), own::asApplicant),
                Route.get("/work/cases/{number}/actions/{action}", Access.staff(), x -> actions.show(x, PLACE)),
                Route.upload("/work/cases/{number}/actions/{action}", Access.staff(), x -> actions.act(x, PLACE)),
                Route.post("/work/cases/{number}/assign", Access.staff(), this::assign),
                Route.post("/work/cases/{number}/unit", Access.staff(), this::moveToUnit),
                Route.post("/work/cases/{number}/extend", Access.staff(), this::extend),
                Route.post("/work/cases/{number}/notes", Access.staff(), this::note),
                Route.post("/work/cases/{number}/messages", Access.staff(), this::message));
    }

    /** What can be done at this step. */
    public record Action(String title, String help, String href, boolean plain) { }

    /** Answers of a staff form filled in earlier. */
    public record Earlier(String title, AnswersView.Group group) { }

    private Reply show(Exchange exchange, Map<String, String> errors, int status) {
        String language = exchange.language();
        Cases.Case file = house.cases().read(exchange.part("number"), "case-handling").orElseThrow(Refused::notFound);
        Definition definition = file.definition();
        Wording words = forms.words(definition, language);
        boolean process = house.actor().may(file.service() + ":process");
        List<Cases.Message> messages = house.cases().messages(file.number());
        List<Cases.HistoryEntry> history = house.cases().history(file.number());
        return View.of("work/case", file.number() + " " + words.of("title")).status(status)
                .crumb(house.texts().get(language, "inbox.title"), "/work/cases").crumb(file.number(), "")
                .with("file", file).with("service", words.of("title")).with("phase", caseWords.phase(file.phase(), language))
                .with("step", words.of("step." + file.step())).with("acting", caseWords.acting(file, true, language))
                .with("way", caseWords.way(file, history, words)).with("away", file.phase().closed() ? "" : caseWords.away(file.due(), language))
                .with("submitted", Formats.moment(file.submitted())).with("due", Formats.day(file.due())).with("closed", file.phase().closed())
                .with("paused", file.pausedSince().map(Formats::day).orElse("")).with("unit", caseWords.unit(file.unit(), language))
                .with("assignee", file.assignee().flatMap(house.users()::find).map(u -> u.name()).orElse(file.assignee().orElse("")))
                .with("extendable", definition.deadline().maxExtensionMonths() > 0).with("basis", definition.deadline().basis())
                .with("actions", file.actions().stream().filter(a -> a.by() == Definition.By.STAFF).map(a -> new Action(words.of("action." + a.id()),
                        words.maybe("action." + a.id() + ".help").orElse(""), "/work/cases/" + file.number() + "/actions/" + a.id(),
                        a.form().isEmpty() && !a.confirm() && !a.reason())).toList())
                .with("events", caseWords.timeline(file, history, messages, house.cases().notes(file.number()), true, words))
                .with("answers", forms.readable(definition, definition.form(), file.application(), "", language))
                .with("earlier", earlier(file, words, language))
                .with("workings", file.results().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> caseWords.working(e.getKey(), e.getValue(), words)).toList())
                .with("documents", house.attachments().ofCase(file.number()).stream().map(a -> OwnCasesDesk.document(a, words)).toList())
                .with("staff", process ? house.users().holding(file.service() + ":process") : List.of()).with("process", process)
                .with("units", house.municipality().units().stream().map(u -> new InboxDesk.Choice(u.id(), u.name(language), u.id().equals(file.unit()))).toList())
                .with("me", house.actor().get().id()).with("errors", errors).with("typed", typed(exchange))
                .with("messageKey", UUID.randomUUID().toString()).reply();
    }

    /** What a refused small form held, so that nothing typed is lost. */
    private static Map<String, String> typed(Exchange exchange) {
        Map<String, String> typed = new java.util.HashMap<>();
        if (exchange.isPost()) {
            for (String name : List.of("text", "note", "until", "extendReason", "unitReason")) {
                exchange.filled(name).ifPresent(v -> typed.put(name, v));
            }
        }
        return typed;
    }

    private List<Earlier> earlier(Cases.Case file, Wording words, String language) {
        List<Earlier> all = new ArrayList<>();
        Set<String> told = new HashSet<>(); // an action may be offered at several steps
        for (Definition.Step step : file.definition().steps()) {
            for (Definition.Action action : step.actions()) {
                Answers given = file.data().get(action.id());
                if (given != null && !given.isEmpty() && action.form().isPresent() && !action.replacesApplication() && told.add(action.id())) {
                    all.add(new Earlier(words.of("action." + action.id()), forms.readable(file.definition(), action.form().get(), given, "", language)));
                }
            }
        }
        return all;
    }

    private long version(Exchange exchange) {
        return exchange.filled("_version").filter(v -> v.matches("[0-9]{1,18}")).map(Long::parseLong).orElseThrow(() -> new Refused(400, "bad-request"));
    }

    private Reply assign(Exchange exchange) {
        String number = exchange.part("number");
        Optional<String> whom = exchange.filled("whom").filter(w -> !w.equals("-"));
        return change(exchange, "assign", () -> house.cases().assign(number, version(exchange), whom), "assigned");
    }

    private Reply moveToUnit(Exchange exchange) {
        String number = exchange.part("number");
        Optional<String> reason = exchange.filled("unitReason");
        String unit = exchange.filled("unit").orElse("");
        if (reason.isEmpty() || house.municipality().units().stream().noneMatch(u -> u.id().equals(unit))) {
            return show(exchange, Map.of("unit", text(exchange, "error.reason")), 422);
        }
        return change(exchange, "unit", () -> house.cases().moveToUnit(number, version(exchange), unit, reason.get()), "moved");
    }

    private Reply extend(Exchange exchange) {
        String number = exchange.part("number");
        Optional<LocalDate> until = exchange.filled("until").flatMap(Dates::parse);
        Optional<String> reason = exchange.filled("extendReason");
        if (until.isEmpty() || reason.isEmpty()) {
            return show(exchange, Map.of("extend", text(exchange, until.isEmpty() ? "error.date" : "error.reason")), 422);
        }
        return change(exchange, "extend", () -> house.cases().extend(number, version(exchange), until.get(), reason.get()), "extended");
    }

    private Reply note(Exchange exchange) {
        Optional<String> note = exchange.filled("note");
        if (note.isEmpty()) {
            return show(exchange, Map.of("note", text(exchange, "error.required")), 422);
        }
        return change(exchange, "note", () -> house.cases().note(exchange.part("number"), note.get()), "note");
    }

    private Reply message(Exchange exchange) {
        Optional<String> text = exchange.filled("text");
        if (text.isEmpty()) {
            return show(exchange, Map.of("message", text(exchange, "error.required")), 422);
        }
        String key = exchange.filled("_key").orElseGet(() -> UUID.randomUUID().toString());
        return change(exchange, "message", () -> house.cases().message(exchange.part("number"), text.get(), key), "message");
    }

    /** Carries a small change out; what the kernel refuses is told beside the form, with what was typed. */
    private Reply change(Exchange exchange, String form, Runnable work, String done) {
        try {
            work.run();
        } catch (CaseProblem problem) {
            if (problem.code() == CaseProblem.Code.NOT_FOUND) {
                throw problem;
            }
            return show(exchange, Map.of(form, said(exchange, problem)), problem.code().status());
        }
        return Reply.to("/work/cases/" + exchange.part("number") + "?done=" + done);
    }

    private String said(Exchange exchange, CaseProblem problem) {
        if (problem.code() == CaseProblem.Code.STALE) {
            return text(exchange, "error.stale");
        }
        return problem.findings().stream().filter(f -> house.texts().has(f.key())).findFirst()
                .map(f -> house.texts().get(exchange.language(), f.key(), Dates.shown(f.args()))).orElseGet(() -> text(exchange, "error.refused"));
    }

    private String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }
}
