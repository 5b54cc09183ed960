package lv.pkip.kernel.status;

import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.service.Answers;

/** Writes down what was done: the case's own history, and the audit. */
final class Trail {
    static final String HANDLING = "case-handling";
    static final String OWN = "own-case";

    private final Audit audit;
    private final Access access;
    private final Riga riga;

    Trail(Audit audit, Access access, Riga riga) {
        this.audit = audit;
        this.access = access;
        this.riga = riga;
    }

    /** What belongs to one change besides who and when. */
    record Change(String action, String fromStep, Optional<String> reason, boolean shown, Answers answers, String replaced,
            String request, String content) {

        static Change of(String action, CaseRow row, Optional<String> reason, boolean shown) {
            return new Change(action, row.step, reason, shown, Answers.empty(), null, null, null);
        }
    }

    /** A line of history for the version that the running change makes, and its audit record. */
    void change(EntityManager em, CaseRow row, long version, Change change, Map<String, String> details) {
        line(em, row, version, change);
        String event = switch (change.action()) {
            case "assign", "move", "extend" -> "case." + change.action();
            default -> "case.act";
        };
        record(event, row, purpose(row), details);
    }

    /** The line of history alone. */
    void line(EntityManager em, CaseRow row, long version, Change change) {
        Actor actor = access.actor();
        HistoryRow line = new HistoryRow();
        line.caseId = row.id;
        line.version = version;
        line.made = riga.now();
        line.actorKind = actor.kind().name();
        line.actorKey = actor.id();
        line.actorName = actor.name();
        line.represented = access.mandate().map(Mandate::name).orElse(null);
        line.action = change.action();
        line.fromStep = change.fromStep();
        line.toStep = row.step;
        line.phase = row.phase;
        line.reason = change.reason().orElse(null);
        line.shown = change.shown() ? 1 : 0;
        line.due = row.due;
        line.answers = change.answers().isEmpty() ? null : Json.answers(change.answers());
        line.replaced = change.replaced();
        line.request = change.request();
        line.content = change.content();
        em.persist(line);
    }

    String purpose(CaseRow row) {
        return access.owns(row) ? OWN : HANDLING;
    }

    void record(String action, CaseRow row, String purpose, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, row.service, purpose).about(row.number, row.applicantKey).with(details));
    }

    /** A reading; {@code part} says of what. */
    void read(CaseRow row, String part, String purpose) {
        record("case.read", row, purpose, Map.of("part", part));
    }

    /** Somebody asked for a case that is not theirs to see and was told nothing. */
    void notShown(CaseRow row, String purpose) {
        audit.record(Audit.Event.ok("case.read", row.service, purpose).about(row.number, row.applicantKey).outcome("refused"));
    }

    /** Something was refused; its own record, as the refused transaction leaves nothing behind. */
    void refused(String action, Optional<String> number, Forbidden refusal) {
        try {
            audit.record(new Audit.Event(action, "status", number, Optional.empty(), HANDLING, "refused",
                    Map.of("permission", refusal.permission())));
        } catch (RuntimeException e) {
            refusal.addSuppressed(e); // the refusal stands, recorded or not
        }
    }
}
