package lv.pkip.kernel.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;

/** Takes applications in: looks at them, then makes the case with all that belongs to it in one transaction. */
final class Submissions {
    /** How long an application may be made under the definition it was begun under. */
    private static final Duration GRACE = Duration.ofHours(24);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"(),;:\\\\]{1,64}@[^\\s@<>\"(),;:\\\\]{1,255}");
    private static final Set<String> LANGUAGES = Set.of("lv", "en", "ru");

    private final Kernel kernel;
    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final FormCheck check;
    private final Deadlines deadlines;
    private final Numbers numbers;
    private final Steps steps;
    private final Letters letters;
    private final Trail trail;

    Submissions(Kernel kernel, Transactions transactions, Access access, Riga riga, FormCheck check, Deadlines deadlines,
            Steps steps, Letters letters, Trail trail) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.access = access;
        this.riga = riga;
        this.check = check;
        this.deadlines = deadlines;
        this.numbers = new Numbers(transactions);
        this.steps = steps;
        this.letters = letters;
        this.trail = trail;
    }

    List<Finding> check(Definition definition, Answers answers) {
        signedIn(definition);
        return check.application(definition, answers, null);
    }

    Map<String, Rules.Result> estimate(Definition definition, Answers answers) {
        signedIn(definition);
        return results(definition, answers);
    }

    /**
     * The newest definition, and for a day the one that was newest when the applicant began. Older ones stay readable for
     * their cases, but nobody may choose an old fee by naming them.
     */
    private Definition underWhich(String service, String fingerprint) {
        Definition newest = kernel.services().find(service)
                .orElseThrow(() -> new Unavailable(service, kernel.services().byFingerprint(fingerprint).isPresent()));
        return newest.fingerprint().equals(fingerprint) ? newest
                : kernel.services().offered(service, fingerprint, kernel.clock().instant().minus(GRACE))
                        .orElseThrow(() -> new CaseProblem(CaseProblem.Code.STALE, "the service has changed since the application was begun"));
    }

    private void signedIn(Definition definition) {
        if (access.actor().kind() == Actor.Kind.ANONYMOUS) {
            throw new Forbidden(definition.id() + ":submit");
        }
    }

    private Map<String, Rules.Result> results(Definition definition, Answers answers) {
        return new Calculations(definition, kernel.services().rules(definition)).at("submit",
                new Calculations.Sources(answers, answers, Map.of(), riga.today(), riga.today()));
    }

    Cases.Receipt submit(Cases.Submit submit) {
        Actor applicant = access.resident(submit.service() + ":submit");
        if (!access.covers(submit.service())) {
            throw new Forbidden("mandate:act");
        }
        Requests.Request request = Requests.Request.of("submit", applicant.id(), submit.key(), submit.service(),
                submit.definition(), Json.canonical(submit.answers()), submit.language(), submit.email().orElse(""),
                Access.applicantKey(applicant));
        return Transactions.again(() -> {
            try {
                return take(submit, applicant, request);
            } catch (RuntimeException e) {
                return earlier(request, e); // whatever is wrong now, an application taken before stays taken
            }
        });
    }

    private Cases.Receipt earlier(Requests.Request request, RuntimeException failure) {
        return transactions.in(em -> Requests.written(em, request).map(line -> em.find(CaseRow.class, line.caseId)))
                .map(row -> new Cases.Receipt(row.id, row.number, Instant.ofEpochMilli(row.submitted), row.due, true))
                .orElseThrow(() -> failure);
    }

    private Cases.Receipt take(Cases.Submit submit, Actor applicant, Requests.Request request) {
        Definition definition = underWhich(submit.service(), submit.definition());
        if (!applicant.assurance().atLeast(definition.assurance())) {
            throw CaseProblem.needs(definition.assurance());
        }
        if (submit.email().filter(e -> !EMAIL.matcher(e).matches()).isPresent()) {
            throw FormCheck.invalid("email", "error.format.email");
        }
        List<Finding> findings = check.application(definition, submit.answers(), null);
        if (FormCheck.stops(findings)) {
            throw FormCheck.invalid(findings);
        }
        Map<String, Rules.Result> results = results(definition, submit.answers());
        CaseRow row = row(submit, definition, applicant, results);
        String number = definition.gapless() ? null : numbers.fromBlock(definition, Riga.day(row.submitted).getYear());
        row.number = number;
        return transactions.in(em -> write(em, submit, definition, row, results, request));
    }

    private CaseRow row(Cases.Submit submit, Definition definition, Actor applicant, Map<String, Rules.Result> results) {
        Definition.Step first = definition.steps().get(0);
        CaseRow row = new CaseRow();
        row.submitted = riga.now();
        row.id = Ids.next(row.submitted);
        row.service = definition.id();
        row.definition = definition.fingerprint();
        row.phase = first.phase().name();
        row.step = first.id();
        row.due = deadlines.due(definition.deadline(), Riga.day(row.submitted));
        row.planned = row.due;
        row.pausedSince = first.paused() && !Steps.isEnd(first) ? row.submitted : null;
        row.closed = Steps.isEnd(first) ? row.submitted : null;
        row.lane = Lane.of(row.closed == null, true, false);
        row.unit = definition.unit();
        row.applicantKey = Access.applicantKey(applicant);
        row.applicantName = access.applicantName(applicant);
        row.applicantFold = Fold.name(row.applicantName);
        row.representativeKey = access.mandate().map(m -> applicant.id()).orElse(null);
        row.representativeName = access.mandate().map(m -> applicant.name()).orElse(null);
        row.language = LANGUAGES.contains(submit.language()) ? submit.language() : "lv";
        row.email = submit.email().orElse(null);
        row.application = Json.answers(submit.answers());
        row.results = results.isEmpty() ? null : ResultText.write(results);
        return row;
    }

    /** What others may have to wait for comes as late as can be: the gapless number, the counter. */
    private Cases.Receipt write(EntityManager em, Cases.Submit submit, Definition definition, CaseRow row,
            Map<String, Rules.Result> results, Requests.Request request) {
        Definition.Step first = definition.steps().get(0);
        kernel.services().archive(definition);
        trail.line(em, row, 1, new Trail.Change("submit", "", Optional.empty(), true, Answers.empty(), null,
                request.key(), request.content()));
        em.flush(); // a key used twice shows here, before anything outside is told
        check.bind(em, check.files(definition, definition.form(), submit.answers()), row.id);
        submit.draft().ifPresent(draft -> em.createQuery("delete from DraftRow d where d.id = :id and d.ownerKey in :owners")
                .setFlushMode(FlushModeType.COMMIT).setParameter("id", draft)
                .setParameter("owners", access.ownerKeys(kernel.actor().get())).executeUpdate());
        if (row.number == null) {
            Counters.add(em, row.service, first.phase());
            row.number = numbers.gapless(em, definition, Riga.day(row.submitted).getYear());
            tell(em, submit, definition, row, results);
        } else {
            tell(em, submit, definition, row, results);
            Counters.add(em, row.service, first.phase());
        }
        return new Cases.Receipt(row.id, row.number, Instant.ofEpochMilli(row.submitted), row.due, false);
    }

    private void tell(EntityManager em, Cases.Submit submit, Definition definition, CaseRow row,
            Map<String, Rules.Result> results) {
        Definition.Step first = definition.steps().get(0);
        em.persist(row);
        trail.record("case.submit", row, trail.purpose(row), Map.of("step", row.step));
        steps.enter(definition, first, row, results);
        Set<String> events = Set.of("submit", "step:" + first.id());
        if (Letters.declared(definition, events)) {
            letters.send(definition, row, 1, events, OutputModel.of(definition, row, submit.answers(), Map.of(), results,
                    Answers.empty(), "", kernel.actor().get(), riga.today(), kernel.municipality()));
        }
    }
}
