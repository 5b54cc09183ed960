package lv.pkip.kernel.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.identity.RegistryBook.Area;

/**
 * Moves that wait for their day. Whenever the registry is looked at, those whose day has come are made, on whichever node is
 * first; a node that was down makes them when it is up.
 */
@Component(service = {Moves.class, PlannedMoves.class}, immediate = true)
public final class PlannedMoves implements Moves {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedMoves.class);
    private static final int MOST = 500;
    private static final int MOST_OF_ONE = 50;

    private final RegistryDesk desk;
    private final StaffRegistry registry;
    private final Audit audit;
    private final CurrentActor actors;
    private final Runnable look = this::look;
    private Looked looked = new Looked(LocalDate.MIN, -1);

    /** When nothing was due: nothing is due until the day or the registry changes. */
    private record Looked(LocalDate day, long revision) { }

    @Activate
    public PlannedMoves(@Reference(name = "desk") RegistryDesk desk, @Reference(name = "registry") StaffRegistry registry,
            @Reference(name = "audit") Audit audit) {
        this.desk = desk;
        this.registry = registry;
        this.audit = audit;
        this.actors = desk.actors();
        desk.book().watch(look);
    }

    @Deactivate
    void stop() {
        desk.book().unwatch(look);
    }

    @Override
    public List<Move> of(Optional<String> login) {
        return desk.read(em -> login.isEmpty()
                ? em.createQuery("select m from MoveRow m where m.state = :state order by m.firstDay, m.id", MoveRow.class)
                        .setParameter("state", State.PLANNED.name()).setMaxResults(MOST).getResultList().stream().map(MoveRow::move).toList()
                : em.createQuery("select m from MoveRow m where m.login = :login order by m.id desc", MoveRow.class)
                        .setParameter("login", login.get()).setMaxResults(MOST_OF_ONE).getResultList().stream().map(MoveRow::move)
                        .sorted(java.util.Comparator.comparing(move -> move.state() != State.PLANNED)).toList());
    }

    @Override
    public Move plan(Plan plan, String reason) {
        actors.require(RegistryDesk.MANAGE);
        return desk.change(Set.of(), draft -> {
            Account stored = draft.before().directory().account(plan.login()).orElseThrow(() -> RegistryDesk.unknown("login"));
            if (!plan.day().isAfter(draft.today())) {
                throw RegistryDesk.invalid("from");
            }
            if (!draft.moves(plan.login()).isEmpty()) {
                throw new RegistryProblem(Code.TAKEN, "from");
            }
            Account then = moved(stored, plan);
            StaffRegistry.check(draft, then, stored);
            Set<String> privileged = draft.before().privilegedOf(gained(draft, stored, then));
            MoveRow row = row(draft, plan, reason);
            if (draft.alone()) {
                row.agreed = Words.text(privileged);
            } else if (!privileged.isEmpty()) {
                row.approval = draft.askMove(plan.login(), privileged, plan.day(), reason);
            }
            draft.em().persist(row);
            draft.em().flush();
            draft.history(Subject.ACCOUNT, plan.login(), "move", "", row.firstDay, reason);
            draft.audit("move.plan", details(row));
            return row.move();
        });
    }

    private static Set<String> gained(Draft draft, Account stored, Account then) {
        List<Grant> gained = new ArrayList<>(draft.before().structural(then));
        gained.removeAll(draft.before().structural(stored));
        Set<String> roles = new HashSet<>();
        gained.forEach(grant -> roles.add(grant.role()));
        return roles;
    }

    private static MoveRow row(Draft draft, Plan plan, String reason) {
        MoveRow row = new MoveRow();
        row.login = plan.login();
        row.firstDay = plan.day().toString();
        row.unit = plan.unit();
        row.position = plan.position();
        row.gained = Words.text(plan.gained());
        row.lost = Words.text(plan.lost());
        row.plannedBy = draft.actor();
        row.planned = draft.now();
        row.reason = Draft.reason(reason);
        row.state = State.PLANNED.name();
        row.agreed = "";
        return row;
    }

    /** The account as it will be, from what it is. */
    private static Account moved(Account now, Plan plan) {
        Account.Employment old = now.employment();
        return now.with(new Account.Employment(plan.unit(), plan.position(), old.employeeNumber(), old.externalId(), old.from(), old.to()))
                .withRoles(Words.joined(Words.without(now.roles(), plan.lost()), plan.gained()));
    }

    private static Map<String, String> details(MoveRow row) {
        return Map.of("id", String.valueOf(row.id), "login", row.login, "day", row.firstDay, "unit", row.unit, "position", row.position,
                "gained", row.gained, "lost", row.lost);
    }

    @Override
    public void cancel(long id, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(), draft -> {
            MoveRow row = draft.em().find(MoveRow.class, id);
            if (row == null) {
                throw RegistryDesk.unknown("id");
            }
            if (!row.isPlanned()) {
                throw new RegistryProblem(Code.NOT_NOW, "id");
            }
            draft.cancel(row, reason);
            return null;
        });
    }

    /** Makes those whose day has come; whoever asks while another one looks waits for that. */
    synchronized void look() {
        LocalDate today = desk.today();
        Looked now = new Looked(today, desk.book().now().directory().revision());
        if (now.equals(looked)) {
            return;
        }
        desk.read(em -> em.createQuery("select m.id from MoveRow m where m.state = :state and m.firstDay <= :today order by m.firstDay, m.id", Long.class)
                .setParameter("state", State.PLANNED.name()).setParameter("today", today.toString()).getResultList()).forEach(this::make);
        looked = now;
    }

    private void make(long id) {
        actors.asSystem("planned-move", () -> {
            try {
                desk.changeFor(id, Set.of(Area.ACCOUNTS), this::make);
            } catch (RegistryProblem e) {
                LOG.error("The planned move {} could not be made: {} {}; plan it anew", id, e.code(), e.field());
                desk.change(Set.of(), draft -> failed(draft, id, e));
            }
            return null;
        });
    }

    private Void make(Draft draft, MoveRow row) {
        Account stored = draft.before().directory().account(row.login).orElseThrow(() -> RegistryDesk.unknown("login"));
        draft.drop(Act.MOVE, row.login); // what nobody has agreed to yet is asked for by the change itself
        registry.move(draft, moved(stored, row.move().plan()), row.reason, Words.of(row.agreed));
        row.state = State.DONE.name();
        row.settled = draft.now();
        draft.history(Subject.ACCOUNT, row.login, "move", row.firstDay, "", row.reason);
        draft.audit("move.make", details(row));
        return null;
    }

    private Void failed(Draft draft, long id, RegistryProblem why) {
        MoveRow row = draft.em().find(MoveRow.class, id);
        if (row.isPlanned()) {
            row.state = State.FAILED.name();
            row.settled = draft.now();
            draft.drop(Act.MOVE, row.login);
            draft.history(Subject.ACCOUNT, row.login, "move", row.firstDay, "", row.reason);
            audit.record(Audit.Event.ok("move.make", "identity", "user-administration").outcome("failed")
                    .with(Map.of("id", String.valueOf(id), "login", row.login, "why", why.code() + " " + why.field())));
        }
        return null;
    }
}
