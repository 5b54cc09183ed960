package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;

/** What staff do with a case beside its procedure: assign it, hand it to another unit, extend its term. */
final class Handling {
    /** The longest reason, in characters. */
    static final int REASON = 2000;

    private final Kernel kernel;
    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final Deadlines deadlines;
    private final Trail trail;
    private final Letters letters;
    private final Stored.Finder finder;
    private final CaseView view;

    Handling(Kernel kernel, Transactions transactions, Access access, Riga riga, Deadlines deadlines, Trail trail,
            Letters letters, Stored.Finder finder, CaseView view) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.access = access;
        this.riga = riga;
        this.deadlines = deadlines;
        this.trail = trail;
        this.letters = letters;
        this.finder = finder;
        this.view = view;
    }

    Cases.Case assign(String number, long version, Optional<String> login) {
        return transactions.in(em -> {
            Stored stored = open(em, number, version);
            if (login.filter(l -> !canHold(l, stored.definition())).isPresent()) {
                throw FormCheck.invalid("login", "error.assignee");
            }
            stored.row().assignee = login.orElse(null);
            Cases.Case assigned = changed(em, stored, "assign", Optional.empty(), false, Map.of("assignee", login.orElse("")));
            if (login.filter(l -> !l.equals(access.actor().id())).isPresent()) { // who takes a case knows it
                kernel.bell().ring(stored.row(), "assigned");
            }
            return assigned;
        });
    }

    private boolean canHold(String login, Definition definition) {
        return Access.staffPermissions(definition).stream()
                .anyMatch(permission -> kernel.users().holding(permission).stream().anyMatch(u -> u.login().equals(login)));
    }

    Cases.Case moveToUnit(String number, long version, String unit, String reason) {
        return transactions.in(em -> {
            Stored stored = open(em, number, version);
            String why = needed(reason);
            if (kernel.municipality().units().stream().noneMatch(u -> u.id().equals(unit))) {
                throw FormCheck.invalid("unit", "error.unit");
            }
            if (stored.row().unit.equals(unit)) {
                throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "the case is with that unit already");
            }
            String from = stored.row().unit;
            stored.row().unit = unit;
            stored.row().assignee = null;
            return changed(em, stored, "move", Optional.of(why), false, Map.of("from", from, "to", unit));
        });
    }

    Cases.Case extend(String number, long version, LocalDate until, String reason) {
        return transactions.in(em -> {
            Stored stored = open(em, number, version);
            CaseRow row = stored.row();
            String why = needed(reason);
            Definition.Deadline term = stored.definition().deadline();
            LocalDate latest = deadlines.latest(term, Riga.day(row.submitted), row.pausedDays).orElseThrow(
                    () -> new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "the law does not let this term be extended"));
            if (!until.isAfter(row.due) || until.isBefore(riga.today())) {
                throw FormCheck.invalid("until", "error.until-too-early");
            }
            if (until.isAfter(latest)) {
                throw FormCheck.invalid(List.of(
                        Finding.error("until", "error.until-too-late").with(Map.of("latest", latest.toString()))));
            }
            LocalDate before = row.due;
            row.due = deadlines.end(term, until);
            row.warned = 0;
            row.applicantUnread = 1;
            row.reason = why;
            return changed(em, stored, "extend", Optional.of(why), true,
                    Map.of("from", before.toString(), "until", row.due.toString()));
        });
    }

    private Stored open(EntityManager em, String number, long version) {
        Stored stored = finder.handled(em, number).at(version);
        if (stored.row().closed != null) {
            throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "the case is closed");
        }
        return stored;
    }

    private static String needed(String reason) {
        if (reason.isBlank()) {
            throw FormCheck.invalid("reason", "error.required");
        }
        if (reason.length() > REASON) {
            throw FormCheck.tooLong("reason", REASON);
        }
        return reason.strip();
    }

    private Cases.Case changed(EntityManager em, Stored stored, String action, Optional<String> reason, boolean shown,
            Map<String, String> details) {
        CaseRow row = stored.row();
        long version = row.version + 1;
        row.lane = Lane.of(row.closed == null, Lane.unread(row.lane), row.assignee != null);
        em.lock(row, LockModeType.OPTIMISTIC_FORCE_INCREMENT); // a new version even where nothing differs
        trail.change(em, row, version, Trail.Change.of(action, row, reason, shown), details);
        em.flush();
        Definition definition = stored.definition();
        Set<String> events = Set.of("action:" + action);
        if (Letters.declared(definition, events)) {
            letters.send(definition, row, version, events, OutputModel.of(definition, row, Json.answers(row.application),
                    Json.data(row.data), ResultText.read(row.results), Answers.empty(), reason.orElse(""), access.actor(),
                    riga.today(), kernel.municipality()));
        }
        return view.of(stored);
    }
}
