package lv.pkip.kernel.status;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;

/** Takes the actions of a procedure: what the handler decides, the kernel writes in one transaction, or nothing of it. */
final class Actions {
    private final Kernel kernel;
    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final FormCheck check;
    private final Clockwork clockwork;
    private final Steps steps;
    private final Letters letters;
    private final Documents documents;
    private final Trail trail;
    private final Procedure procedure;
    private final Stored.Finder finder;
    private final CaseView view;

    Actions(Kernel kernel, Transactions transactions, Access access, Riga riga, FormCheck check, Clockwork clockwork,
            Steps steps, Letters letters, Documents documents, Trail trail, Stored.Finder finder, CaseView view) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.access = access;
        this.riga = riga;
        this.check = check;
        this.clockwork = clockwork;
        this.steps = steps;
        this.letters = letters;
        this.documents = documents;
        this.trail = trail;
        this.procedure = new Procedure(kernel, check, riga);
        this.finder = finder;
        this.view = view;
    }

    Cases.Case act(Cases.Act act) {
        Requests.Request request = Requests.Request.of("act", access.actor().id(), act.key(), act.number(), act.action(),
                Long.toString(act.version()), Json.canonical(act.input()), act.reason().orElse(""));
        return Transactions.again(() -> {
            try {
                return transactions.in(em -> take(em, act, request));
            } catch (Forbidden e) {
                throw e;
            } catch (RuntimeException e) {
                return earlier(act, request, e); // done before stays done, whatever the case is like now
            }
        });
    }

    private Cases.Case earlier(Cases.Act act, Requests.Request request, RuntimeException failure) {
        return transactions.in(em -> Requests.written(em, request).map(line -> view.of(finder.seen(em, act.number()))))
                .orElseThrow(() -> failure);
    }

    /** The action as declared at the present step, when the actor may take it. */
    private Definition.Action allowed(Stored stored, String id) {
        Definition.Action action = stored.definition().action(stored.row().step, id).orElseThrow(() -> new CaseProblem(
                CaseProblem.Code.NOT_POSSIBLE, "there is no action " + id + " at the step " + stored.row().step));
        if (!access.can(stored.row(), stored.definition(), action)) {
            throw new Forbidden(stored.definition().id() + ":" + action.permission());
        }
        return action;
    }

    private Cases.Case take(EntityManager em, Cases.Act act, Requests.Request request) {
        Stored stored = finder.seen(em, act.number()).at(act.version());
        Definition.Action action = allowed(stored, act.action());
        Procedure.Outcome outcome = procedure.outcome(stored, action, act.input(), act.reason());
        if (outcome.refused()) {
            throw FormCheck.invalid(outcome.findings());
        }
        write(em, stored, outcome, act.reason(), request);
        return view.of(new Stored(stored.row(), stored.definition()));
    }

    private void write(EntityManager em, Stored stored, Procedure.Outcome outcome, Optional<String> reason,
            Requests.Request request) {
        CaseRow row = stored.row();
        Definition definition = stored.definition();
        long version = row.version + 1;
        Phase before = Phase.valueOf(row.phase);
        boolean moves = !outcome.to().id().equals(outcome.from().id());
        String replaced = outcome.action().replacesApplication() ? row.application : null;
        keep(row, outcome, reason);
        clockwork.move(definition, row, outcome.to());
        row.lane = Lane.of(row.closed == null, access.actor().kind() != Actor.Kind.STAFF, row.assignee != null);
        row.applicantUnread = access.owns(row) ? 0 : 1;
        em.lock(row, LockModeType.OPTIMISTIC_FORCE_INCREMENT); // a new version even where nothing differs
        trail.change(em, row, version, new Trail.Change(outcome.action().id(), outcome.from().id(), reason, true,
                outcome.input(), replaced, request.key(), request.content()),
                Map.of("action", outcome.action().id(), "from", outcome.from().id(), "to", row.step));
        em.flush(); // a stale version or a key used twice shows here, before anything outside is told
        outcome.action().form().ifPresent(form -> check.bind(em, check.files(definition, form, outcome.input()), row.id));
        if (moves) {
            steps.leave(outcome.from(), outcome.action(), row);
            steps.enter(definition, outcome.to(), row, outcome.results());
        }
        tell(em, outcome, row, version, reason, moves);
        Counters.move(em, row.service, before, outcome.to().phase());
    }

    private static void keep(CaseRow row, Procedure.Outcome outcome, Optional<String> reason) {
        row.step = outcome.to().id();
        row.phase = outcome.to().phase().name();
        String given = reason.filter(r -> !r.isBlank()).orElse(null);
        if (given != null || !outcome.to().id().equals(outcome.from().id())) {
            row.reason = given; // a reason holds for the step it led to, not for those after it
        }
        if (outcome.action().replacesApplication()) {
            row.application = Json.answers(outcome.application());
        }
        if (!outcome.input().isEmpty()) {
            row.data = Json.data(outcome.data());
        }
        if (!outcome.fresh().isEmpty()) {
            row.results = ResultText.write(outcome.results());
        }
    }

    private void tell(EntityManager em, Procedure.Outcome outcome, CaseRow row, long version, Optional<String> reason,
            boolean moves) {
        Set<String> events = new LinkedHashSet<>(Set.of("action:" + outcome.action().id()));
        if (moves) {
            events.add("step:" + row.step);
        }
        if (outcome.action().outputs().isEmpty() && !Letters.declared(outcome.definition(), events)) {
            return;
        }
        Map<String, Object> model = model(outcome, row, reason);
        documents.issue(em, outcome.definition(), outcome.action().outputs(), row, model);
        letters.send(outcome.definition(), row, version, events, model);
    }

    private Map<String, Object> model(Procedure.Outcome outcome, CaseRow row, Optional<String> reason) {
        return OutputModel.of(outcome.definition(), row, outcome.application(), outcome.data(), outcome.results(),
                outcome.input(), reason.orElse(""), access.actor(), riga.today(), kernel.municipality());
    }

    Cases.Preview preview(Cases.Act act) {
        return transactions.in(em -> {
            Stored stored = finder.seen(em, act.number()).at(act.version());
            Definition.Action action = allowed(stored, act.action());
            Procedure.Outcome outcome = procedure.outcome(stored, action, act.input(), act.reason());
            CaseRow row = stored.row();
            trail.record("case.preview", row, trail.purpose(row), Map.of("action", action.id()));
            Map<String, byte[]> drafts = outcome.refused() ? Map.of()
                    : documents.drafts(outcome.definition(), action, row, model(outcome, row, act.reason()));
            Optional<String> to = Optional.of(outcome.to().id()).filter(id -> !outcome.refused() && !id.equals(row.step));
            return new Cases.Preview(to, outcome.findings(), outcome.results(), drafts);
        });
    }
}
