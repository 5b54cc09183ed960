package lv.pkip.kernel.status;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Calendar;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.status.files.BlobStore;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The municipality's cases: one door to all that can be done with them, and a record of what was refused at it. */
@Component
public final class CaseBook implements Cases {
    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9-]{1,60}");

    private final Trail trail;
    private final Submissions submissions;
    private final Actions actions;
    private final Handling handling;
    private final Talk talk;
    private final Reading reading;
    private final Lists lists;

    @Activate
    public CaseBook(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "persons") Persons persons, @Reference(name = "users") Users users,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "services") Services services,
            @Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "outputs") Outputs outputs,
            @Reference(name = "outbox") Outbox outbox, @Reference(name = "audit") Audit audit,
            @Reference(name = "calendar") Calendar calendar, @Reference(name = "blobs") BlobStore blobs, @Reference(name = "bell") Bell bell) {
        this(new Kernel(jpa, actor, persons, users, municipality, services, dispatcher, outputs, outbox, audit, calendar, blobs, Clock.systemUTC(), bell));
    }

    CaseBook(Kernel kernel) {
        Riga riga = new Riga(kernel.clock());
        Transactions transactions = new Transactions(kernel.jpa());
        Access access = new Access(kernel.actor(), kernel.persons());
        Deadlines deadlines = new Deadlines(kernel.calendar());
        Clockwork clockwork = new Clockwork(deadlines, riga);
        FormCheck check = new FormCheck(kernel, transactions, riga);
        Steps steps = new Steps(kernel.dispatcher());
        Letters letters = new Letters(kernel.outputs(), kernel.outbox());
        Documents documents = new Documents(kernel, riga);
        Stored.Finder finder = new Stored.Finder(kernel.services(), access);
        CaseView view = new CaseView(access, clockwork);
        trail = new Trail(kernel.audit(), access, riga);
        submissions = new Submissions(kernel, transactions, access, riga, check, deadlines, steps, letters, trail);
        actions = new Actions(kernel, transactions, access, riga, check, clockwork, steps, letters, documents, trail,
                finder, view);
        handling = new Handling(kernel, transactions, access, riga, deadlines, trail, letters, finder, view);
        talk = new Talk(kernel, transactions, access, riga, trail, letters, finder);
        reading = new Reading(transactions, access, trail, finder, view);
        lists = new Lists(kernel, transactions, access, riga, deadlines);
    }

    /** What is refused is recorded too, with the number asked for when it looks like one. */
    private <T> T watched(String action, String number, Supplier<T> work) {
        try {
            return work.get();
        } catch (Forbidden refusal) {
            trail.refused(action, Optional.of(number).filter(n -> NUMBER.matcher(n).matches()), refusal);
            throw refusal;
        }
    }

    @Override
    public Receipt submit(Submit submit) {
        return watched("case.submit", "", () -> submissions.submit(submit));
    }

    @Override
    public List<Finding> check(Definition definition, Answers answers) {
        return submissions.check(definition, answers);
    }

    @Override
    public Map<String, Rules.Result> estimate(Definition definition, Answers answers) {
        return submissions.estimate(definition, answers);
    }

    @Override
    public Case act(Act act) {
        return watched("case.act", act.number(), () -> actions.act(act));
    }

    @Override
    public Preview preview(Act act) {
        return watched("case.preview", act.number(), () -> actions.preview(act));
    }

    @Override
    public Optional<Case> read(String number, String purpose) {
        return reading.read(number, purpose);
    }

    @Override
    public List<HistoryEntry> history(String number) {
        return watched("case.read", number, () -> reading.history(number));
    }

    @Override
    public Page list(Filter filter, Optional<String> cursor, int limit) {
        return watched("case.list", "", () -> lists.list(filter, cursor, limit));
    }

    @Override
    public int count(Filter filter, int most) {
        return lists.count(filter, most);
    }

    @Override
    public Map<String, Map<Phase, Long>> counts() {
        return lists.counts();
    }

    @Override
    public Map<LocalDate, Long> due(LocalDate from, LocalDate to) {
        return lists.due(from, to);
    }

    @Override
    public Case assign(String number, long version, Optional<String> login) {
        return watched("case.assign", number, () -> handling.assign(number, version, login));
    }

    @Override
    public Case moveToUnit(String number, long version, String unit, String reason) {
        return watched("case.move", number, () -> handling.moveToUnit(number, version, unit, reason));
    }

    @Override
    public Case extend(String number, long version, LocalDate until, String reason) {
        return watched("case.extend", number, () -> handling.extend(number, version, until, reason));
    }

    @Override
    public Message message(String number, String text, String key) {
        return watched("case.message", number, () -> talk.message(number, text, key));
    }

    @Override
    public List<Message> messages(String number) {
        return watched("case.read", number, () -> talk.messages(number));
    }

    @Override
    public void note(String number, String text) {
        watched("case.note", number, () -> {
            talk.note(number, text);
            return null;
        });
    }

    @Override
    public List<Note> notes(String number) {
        return watched("case.read", number, () -> talk.notes(number));
    }

    @Override
    public Optional<Issued> verify(String code) {
        return reading.verify(code);
    }
}
