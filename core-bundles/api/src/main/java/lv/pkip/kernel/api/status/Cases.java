package lv.pkip.kernel.api.status;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Residents' cases: the one place where status, audit and outbox change, together or not at all.
 * Every method looks at {@code CurrentActor}: applicants reach their own cases, staff those whose service they hold
 * a permission for ({@code <service>:read}, {@code <service>:process} …); everything else is {@code Forbidden}.
 * Every reading of a person's case is recorded in the audit.
 */
@ProviderType
public interface Cases {

    /**
     * Submits an application. The same idempotency key by the same actor gives the same receipt, never a second case.
     *
     * @throws CaseProblem {@code INVALID} with findings; {@code KEY_REUSED} when the key came with other content
     */
    Receipt submit(Submit submit);

    /** Findings the application would meet when submitted now: schema, handler, attachments. Nothing is written. */
    List<lv.pkip.kernel.api.service.Finding> check(Definition definition, Answers answers);

    /** Results that the calculations declared {@code on: submit} would give now, for the summary page. */
    Map<String, Rules.Result> estimate(Definition definition, Answers answers);

    /**
     * Takes an action at the case's current step.
     *
     * @throws CaseProblem {@code STALE} when the version differs, {@code NOT_POSSIBLE}, {@code INVALID}
     */
    Case act(Act act);

    /** What an action would do, without doing it: results with their working, and drafts of its documents. */
    Preview preview(Act act);

    /** A case by number; the reading is recorded with the purpose. Empty also when it is not for this actor. */
    Optional<Case> read(String number, String purpose);

    List<HistoryEntry> history(String number);

    /** Cases that the actor may see, keyset-paged; the reading of a list is one audit record. */
    Page list(Filter filter, Optional<String> cursor, int limit);

    /** How many lines a list has, counted no further than {@code most}; a number tells of nobody, so it is no reading. */
    int count(Filter filter, int most);

    /** Kept counters by service and phase of what the actor may see. */
    Map<String, Map<Phase, Long>> counts();

    /** For staff: how many cases that the actor may see are due on each day of a span; those that stand still are left out. */
    Map<LocalDate, Long> due(LocalDate from, LocalDate to);

    /** Assigns to a staff member, or to the queue when empty. */
    Case assign(String number, long version, Optional<String> login);

    /** Moves to another unit's queue. */
    Case moveToUnit(String number, long version, String unit, String reason);

    /** Extends the legal term, for a reason in law, to a date within the allowed maximum. */
    Case extend(String number, long version, LocalDate until, String reason);

    /** A message between applicant and clerk; both sides see it. The idempotency key guards against doubles. */
    Message message(String number, String text, String key);

    /** Messages, oldest first; those of the other side become read. */
    List<Message> messages(String number);

    /** A note among staff, not seen by the applicant. */
    void note(String number, String text);

    List<Note> notes(String number);

    /** Issued documents by verification code, for the public check; no personal data. */
    Optional<Issued> verify(String code);

    /**
     * @param definition  fingerprint of the definition the applicant saw
     * @param key         idempotency key, 8 to 200 characters
     * @param draft       draft to delete in the same transaction
     * @param language    language of the applicant's letters
     * @param email       where letters go, if given
     */
    record Submit(String service, String definition, Answers answers, String key, Optional<String> draft, String language,
            Optional<String> email) { }

    /** @param due planned last day of the term */
    record Receipt(String id, String number, Instant submitted, LocalDate due, boolean repeated) { }

    /** @param version the case's version the actor saw; {@code reason} is required where the action declares it */
    record Act(String number, String action, long version, Answers input, Optional<String> reason, String key) { }

    /** @param documents kind → PDF marked as a draft */
    record Preview(Optional<String> to, List<lv.pkip.kernel.api.service.Finding> findings,
            Map<String, Rules.Result> results, Map<String, byte[]> documents) { }

    /**
     * A case.
     *
     * @param id        UUID
     * @param number    {@code KC-2026-118}
     * @param version   changes with every change; for If-Match
     * @param definition what it was submitted under
     * @param due       planned last day, extended and paused time included
     * @param closed    when it ended
     * @param pausedSince the clock stands still since
     * @param data      answers of actions by action id
     * @param results   kept rule results
     * @param actions   what the current actor can do now
     * @param representative name of the one who applied in the applicant's name
     */
    record Case(String id, String number, String service, long version, Definition definition, Phase phase, String step,
            Instant submitted, LocalDate due, Optional<Instant> closed, Optional<Instant> pausedSince, boolean overdue,
            String unit, Optional<String> assignee, String applicantKey, String applicantName, String language,
            Optional<String> email, Answers application, Map<String, Answers> data, Map<String, Rules.Result> results,
            List<Definition.Action> actions, Optional<String> reason, Optional<String> representative) {

        /** A case of somebody who applied in their own name. */
        public Case(String id, String number, String service, long version, Definition definition, Phase phase, String step,
                Instant submitted, LocalDate due, Optional<Instant> closed, Optional<Instant> pausedSince, boolean overdue,
                String unit, Optional<String> assignee, String applicantKey, String applicantName, String language,
                Optional<String> email, Answers application, Map<String, Answers> data, Map<String, Rules.Result> results,
                List<Definition.Action> actions, Optional<String> reason) {
            this(id, number, service, version, definition, phase, step, submitted, due, closed, pausedSince, overdue, unit, assignee,
                    applicantKey, applicantName, language, email, application, data, results, actions, reason, Optional.empty());
        }
    }

    /** A line in a list. {@code definition} is what it was submitted under: its texts are there also when the service is gone. */
    record Summary(String id, String number, String service, String definition, Phase phase, String step, Instant submitted, LocalDate due,
            boolean overdue, boolean paused, String unit, Optional<String> assignee, String applicantName,
            boolean unread) { }

    /** @param next cursor of the following page, if there is one */
    record Page(List<Summary> cases, Optional<String> next) { }

    /** What to list; empty parts do not narrow. */
    record Filter(Scope scope, Optional<String> service, Optional<Phase> phase, Optional<String> unit,
            Optional<String> text, Order order) {

        /** Own = the applicant's; the others are staff's inboxes. */
        public enum Scope { OWN, MINE, TEAM, UNASSIGNED, OVERDUE, UNREAD, OPEN, ALL }

        /** Sorting, each with the id as the last key. */
        public enum Order { DUE, NEWEST }

        public static Filter of(Scope scope) {
            return new Filter(scope, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    scope == Scope.OWN ? Order.NEWEST : Order.DUE);
        }
    }

    /**
     * One change. {@code shown}: the applicant sees it. {@code action} is {@code submit}, an action id, {@code assign} …
     * {@code represented}: name of the one in whose name the actor acted.
     */
    record HistoryEntry(Instant time, String actorKind, String actorName, String action, String fromStep, String toStep,
            Phase phase, Optional<String> reason, boolean shown, Optional<String> represented) {

        /** A change made in one's own name. */
        public HistoryEntry(Instant time, String actorKind, String actorName, String action, String fromStep, String toStep,
                Phase phase, Optional<String> reason, boolean shown) {
            this(time, actorKind, actorName, action, fromStep, toStep, phase, reason, shown, Optional.empty());
        }
    }

    /** @param represented name of the one in whose name a resident wrote it; empty: in their own, or it is the house's */
    record Message(String id, Instant time, boolean fromApplicant, String author, String text, boolean read, Optional<String> represented) {

        /** A message that speaks for its author. */
        public Message(String id, Instant time, boolean fromApplicant, String author, String text, boolean read) {
            this(id, time, fromApplicant, author, text, read, Optional.empty());
        }
    }

    record Note(Instant time, String author, String text) { }

    /** A document this municipality issued; {@code definition}: what its case was submitted under. */
    record Issued(String number, String service, String definition, String kind, Instant at, String sha256, boolean valid) { }
}
