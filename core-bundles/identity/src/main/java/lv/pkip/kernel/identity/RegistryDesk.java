package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Where every change of the registry goes through: one after the other over all nodes, whole or not at all. */
@Component(service = RegistryDesk.class)
public final class RegistryDesk {
    static final String MANAGE = "users:manage";
    /** Needs no second person: the console, which is for emergencies and whose users have the machine, and what the configuration seeds. */
    private static final Pattern ALONE = Pattern.compile("console(:.*)?|first-start");

    private final JpaTemplate jpa;
    private final RegistryBook book;
    private final Audit audit;
    private final CurrentActor actors;
    private final ApprovalBell bell;
    private final Clock clock;

    @Activate
    public RegistryDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "book") RegistryBook book, @Reference(name = "audit") Audit audit,
            @Reference(name = "actors") CurrentActor actors, @Reference(name = "bell") ApprovalBell bell) {
        this(jpa, book, audit, actors, bell, Clock.systemUTC());
    }

    RegistryDesk(JpaTemplate jpa, RegistryBook book, Audit audit, CurrentActor actors, ApprovalBell bell, Clock clock) {
        this.jpa = jpa;
        this.book = book;
        this.audit = audit;
        this.actors = actors;
        this.bell = bell;
        this.clock = clock;
    }

    RegistryBook book() {
        return book;
    }

    CurrentActor actors() {
        return actors;
    }

    LocalDate today() {
        return Days.today(clock);
    }

    <R> R read(EmFunction<R> work) {
        return jpa.txExpr(TransactionType.Required, work);
    }

    /** True when the history knows something by this id, be it removed. */
    boolean everWas(Subject kind, String id) {
        return read(em -> em.createQuery("select count(c) from ChangeRow c where c.kind = :kind and c.subject = :id", Long.class)
                .setParameter("kind", kind.name()).setParameter("id", id).getSingleResult()) > 0;
    }

    void record(String action, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, "identity", "user-administration").with(details));
    }

    /** Does a piece of work that changes some areas; shown when the transaction has committed. */
    <R> R change(Collection<RegistryBook.Area> areas, Function<Draft, R> work) {
        Actor actor = actors.get();
        boolean alone = actor.kind() == Actor.Kind.SYSTEM && actors.session().isEmpty() && ALONE.matcher(actor.id()).matches();
        return change(areas, new Draft.Stamp(actor.id(), alone, clock.millis(), today()), work);
    }

    /** Does what a planned move says, in the name of who planned it, unless it is done or cancelled by now. */
    void changeFor(long move, Collection<RegistryBook.Area> areas, BiFunction<Draft, MoveRow, Void> work) {
        String planner = read(em -> em.find(MoveRow.class, move).plannedBy);
        change(areas, new Draft.Stamp(planner, false, clock.millis(), today()), draft -> {
            MoveRow row = draft.em().find(MoveRow.class, move);
            return row.isPlanned() ? work.apply(draft, row) : null;
        });
    }

    private <R> R change(Collection<RegistryBook.Area> areas, Draft.Stamp stamp, Function<Draft, R> work) {
        boolean inner = book.isInTransaction();
        R done = jpa.txExpr(TransactionType.Required, em -> {
            long revision = book.advance(em, areas);
            Snapshot before = book.read(em, book.now(), revision - 1);
            R result = work.apply(new Draft(em, revision, before, stamp, audit, bell));
            em.flush();
            Snapshot after = book.read(em, before);
            keepAnAdministrator(before, after, stamp.today());
            book.publishAfterCommit(after, !inner);
            return result;
        });
        if (!inner) {
            book.tell();
        }
        return done;
    }

    /**
     * Does what would let this actor in as somebody else. Where that one holds privileged rights and no second person has
     * agreed, it is asked for instead, and told by a problem.
     *
     * @param act {@code PASSWORD}, which the one who asked does once approved, or {@code SECOND_FACTORS}, which the approval does
     */
    <R> R opening(Act act, String login, Function<Draft, R> work) {
        Optional<R> done = change(Set.of(), draft -> draft.agreed(act, login) ? Optional.of(work.apply(draft)) : Optional.empty());
        return done.orElseThrow(() -> new RegistryProblem(RegistryProblem.Code.SECOND_PERSON, act == Act.PASSWORD ? "password" : "secondFactors"));
    }

    /** A municipality that locks its last administrator out would need the console to mend it. */
    private static void keepAnAdministrator(Snapshot before, Snapshot after, LocalDate today) {
        if (administrators(after, today).isEmpty() && !administrators(before, today).isEmpty()) {
            throw new RegistryProblem(RegistryProblem.Code.LAST_ADMINISTRATOR, "roles");
        }
    }

    /** People only: another system's account sets nothing right. Nor does a substitute, whose days are numbered. */
    static Set<String> administrators(Snapshot snapshot, LocalDate today) {
        Set<String> holders = snapshot.holding(MANAGE, today);
        holders.removeIf(login -> snapshot.directory().account(login).filter(account -> account.kind() == Account.Kind.PERSON).isEmpty());
        return holders;
    }

    static RegistryProblem invalid(String field) {
        return new RegistryProblem(RegistryProblem.Code.INVALID, field);
    }

    static RegistryProblem unknown(String field) {
        return new RegistryProblem(RegistryProblem.Code.UNKNOWN, field);
    }

    /** Refuses a text that is too long or holds control characters. */
    static void check(String text, int longest, String field) {
        if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(field);
        }
    }
}
