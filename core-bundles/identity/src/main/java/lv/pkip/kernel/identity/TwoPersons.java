package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.identity.RegistryBook.Area;

/** Privileged rights, and what opens the accounts of those who hold them, wait for a second person, who neither asked nor gains. */
@DeclaresPermission(value = "users:approve", privileged = true)
@Component(service = Approvals.class)
public final class TwoPersons implements Approvals {
    static final String APPROVE = "users:approve";
    private static final int MOST_AT_ONCE = 500;

    private final RegistryDesk desk;
    private final Sessions sessions;
    private final CurrentActor actors;

    @Activate
    public TwoPersons(@Reference(name = "desk") RegistryDesk desk, @Reference(name = "sessions") Sessions sessions) {
        this.desk = desk;
        this.sessions = sessions;
        this.actors = desk.actors();
    }

    @Override
    public List<Approval> waiting() {
        return desk.read(em -> em.createQuery("select a from ApprovalRow a where a.state = :state order by a.id", ApprovalRow.class)
                .setParameter("state", State.WAITING.name()).setMaxResults(MOST_AT_ONCE).getResultList().stream().map(ApprovalRow::approval).toList());
    }

    @Override
    public List<Approval> decided(long before, int limit) {
        return desk.read(em -> em.createQuery("select a from ApprovalRow a where a.state <> :state and a.id < :before order by a.id desc",
                ApprovalRow.class).setParameter("state", State.WAITING.name()).setParameter("before", before <= 0 ? Long.MAX_VALUE : before)
                .setMaxResults(Math.max(1, Math.min(limit, MOST_AT_ONCE))).getResultList().stream().map(ApprovalRow::approval).toList());
    }

    @Override
    public void approve(long id, String reason) {
        actors.require(APPROVE);
        String subject = desk.change(Set.of(Area.ACCOUNTS, Area.GROUPS, Area.STRUCTURE), draft -> {
            ApprovalRow row = waiting(draft, id);
            Subject kind = Subject.valueOf(row.kind);
            if (row.askedBy.equals(draft.actor()) || gains(draft, row, draft.actor())) {
                throw new RegistryProblem(Code.SAME_PERSON, "id");
            }
            draft.decide(row, State.APPROVED, reason);
            switch (kind) {
                case ACCOUNT -> toAccount(draft, row, reason, Act.valueOf(row.act));
                case GROUP -> toGroup(draft, row, reason);
                case POSITION -> toPosition(draft, row, reason);
                case ROLE -> toRole(draft, row, reason);
                default -> throw new IllegalStateException("units hold no roles");
            }
            return row.subject;
        });
        sessions.forget(subject);
    }

    private static ApprovalRow waiting(Draft draft, long id) {
        ApprovalRow row = draft.em().find(ApprovalRow.class, id);
        if (row == null) {
            throw RegistryDesk.unknown("id");
        }
        if (!row.state.equals(State.WAITING.name())) {
            throw new RegistryProblem(Code.NOT_NOW, "id");
        }
        return row;
    }

    /** True when somebody is, is in, or holds what would gain rights. By a new password of one's own nobody gains any. */
    static boolean gains(Draft draft, ApprovalRow row, String login) {
        Directory directory = draft.before().directory();
        String subject = row.subject;
        return !row.gains.isEmpty() && switch (Subject.valueOf(row.kind)) {
            case ACCOUNT -> subject.equals(login);
            case GROUP -> directory.group(subject).map(Group::members).orElse(Set.of()).contains(login);
            case POSITION -> directory.account(login).filter(account -> account.employment().position().equals(subject)).isPresent();
            default -> draft.before().bearers(subject).contains(login)
                    || draft.before().grants(login, draft.today()).stream().map(Grant::role).anyMatch(subject::equals);
        };
    }

    private void toAccount(Draft draft, ApprovalRow approval, String reason, Act act) {
        switch (act) {
            case RIGHTS -> rights(draft, approval, reason);
            case EMAIL -> readdress(draft, approval, reason);
            case SECOND_FACTORS -> {
                approval.spent = draft.now();
                int gone = Factors.removeAll(draft.em(), approval.subject);
                sessions.endAll(approval.subject, "");
                draft.history(Subject.ACCOUNT, approval.subject, "waiting", Draft.waits(approval), "", reason);
                draft.audit("second-factor.remove", Map.of("login", approval.subject, "kind", "all", "factors", String.valueOf(gone)));
            }
            case PASSWORD -> draft.history(Subject.ACCOUNT, approval.subject, "waiting", Draft.waits(approval), "", reason);
            case MOVE -> {
                draft.moves(approval.subject).stream().filter(row -> approval.id.equals(row.approval)).forEach(row -> row.agreed = approval.gains);
                draft.history(Subject.ACCOUNT, approval.subject, "waiting", approval.gains, "", reason);
            }
            default -> throw new IllegalStateException("not of an account: " + act);
        }
    }

    private static void readdress(Draft draft, ApprovalRow approval, String reason) {
        AccountRow account = draft.account(approval.subject);
        String before = account.email;
        account.email = approval.wanted;
        draft.touch(account);
        draft.history(Subject.ACCOUNT, account.login, "waiting", Draft.waits(approval), "", reason);
        draft.history(Subject.ACCOUNT, account.login, "email", before, account.email, reason);
    }

    private static void rights(Draft draft, ApprovalRow approval, String reason) {
        AccountRow account = draft.account(approval.subject);
        String before = account.roles;
        draft.em().createQuery("select w from WithheldRow w where w.approval = :id", WithheldRow.class).setParameter("id", approval.id)
                .getResultList().forEach(row -> {
                    if (row.way.equals(Grant.Way.OWN.name())) {
                        account.roles = Words.text(Words.joined(account.roleNames(), Set.of(row.role)));
                    }
                    draft.em().remove(row);
                });
        draft.touch(account);
        draft.history(Subject.ACCOUNT, account.login, "waiting", approval.gains, "", reason);
        if (!before.equals(account.roles)) {
            draft.history(Subject.ACCOUNT, account.login, "roles", before, account.roles, reason);
        }
    }

    private static void toGroup(Draft draft, ApprovalRow approval, String reason) {
        Group group = draft.before().directory().group(approval.subject).orElseThrow(() -> RegistryDesk.unknown("name"));
        GroupRow row = draft.em().find(GroupRow.class, group.id().toString());
        String before = row.roles;
        row.roles = Words.text(Words.joined(Words.of(before), existing(draft, approval)));
        row.edition++;
        row.revision = draft.revision();
        draft.history(Subject.GROUP, approval.subject, "roles", before, row.roles, reason);
    }

    private static void toPosition(Draft draft, ApprovalRow approval, String reason) {
        PositionRow row = draft.em().find(PositionRow.class, approval.subject);
        String before = row.roles;
        row.roles = Words.text(Words.joined(Words.of(before), existing(draft, approval)));
        row.edition++;
        draft.history(Subject.POSITION, approval.subject, "roles", before, row.roles, reason);
    }

    private static Set<String> existing(Draft draft, ApprovalRow approval) {
        Set<String> roles = new TreeSet<>(Words.of(approval.gains));
        roles.removeIf(role -> draft.before().directory().role(role).isEmpty());
        return roles;
    }

    private static void toRole(Draft draft, ApprovalRow approval, String reason) {
        RoleRow row = draft.em().find(RoleRow.class, approval.subject);
        String before = row.permissions;
        row.permissions = Words.text(Words.joined(Words.of(before), Words.of(approval.gains)));
        row.changed = draft.now();
        draft.history(Subject.ROLE, approval.subject, "permissions", before, row.permissions, reason);
    }

    /** What a position or group would give stays withheld; an account's own roles are just not given. */
    @Override
    public void refuse(long id, String reason) {
        actors.require(APPROVE);
        desk.change(Set.of(Area.ACCOUNTS), draft -> {
            ApprovalRow row = waiting(draft, id);
            draft.decide(row, State.REFUSED, reason);
            if (row.act.equals(Act.MOVE.name())) {
                draft.moves(row.subject).stream().filter(move -> row.id.equals(move.approval)).forEach(move -> draft.cancel(move, reason));
            }
            draft.em().createQuery("delete from WithheldRow w where w.approval = :id and w.way = :own").setParameter("id", id)
                    .setParameter("own", Grant.Way.OWN.name()).executeUpdate();
            draft.history(Subject.valueOf(row.kind), row.subject, "waiting", Draft.waits(row), "", reason);
            return null;
        });
    }
}
