package lv.pkip.kernel.identity;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.persistence.EntityManager;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** One change of the registry under way: alone, in a transaction, with what was before, and with history and audit to write. */
final class Draft {
    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_REASON = 1000;
    /** So long after an approval a new password may be made. */
    private static final Duration AGREED_LASTS = Duration.ofDays(1);

    private final EntityManager em;
    private final long revision;
    private final Snapshot before;
    private final Stamp stamp;
    private final Audit audit;
    private final ApprovalBell bell;

    /** @param alone true when this one needs no second person */
    record Stamp(String actor, boolean alone, long now, LocalDate today) { }

    Draft(EntityManager em, long revision, Snapshot before, Stamp stamp, Audit audit, ApprovalBell bell) {
        this.em = em;
        this.revision = revision;
        this.before = before;
        this.stamp = stamp;
        this.audit = audit;
        this.bell = bell;
    }

    EntityManager em() {
        return em;
    }

    long revision() {
        return revision;
    }

    Snapshot before() {
        return before;
    }

    String actor() {
        return stamp.actor();
    }

    boolean alone() {
        return stamp.alone();
    }

    long now() {
        return stamp.now();
    }

    LocalDate today() {
        return stamp.today();
    }

    AccountRow account(String login) {
        AccountRow row = em.find(AccountRow.class, login);
        if (row == null) {
            throw new RegistryProblem(RegistryProblem.Code.UNKNOWN, "login");
        }
        return row;
    }

    /** The next number of a group; none is given twice, because file systems remember them. */
    int nextGid() {
        int gid = em.createQuery("select r.nextGid from RevisionRow r where r.id = 1", Integer.class).getSingleResult();
        em.createQuery("update RevisionRow r set r.nextGid = r.nextGid + 1 where r.id = 1").executeUpdate();
        return gid;
    }

    /** Marks an account as changed, so that it is read again. */
    void touch(AccountRow row) {
        row.changed = stamp.now();
        row.edition++;
        row.revision = revision;
    }

    /** Writes down what differs, field by field. */
    void history(Subject kind, String subject, Map<String, String> old, Map<String, String> fresh, String reason) {
        Set<String> fields = new TreeSet<>(old.keySet());
        fields.addAll(fresh.keySet());
        fields.forEach(field -> {
            String was = old.getOrDefault(field, "");
            String is = fresh.getOrDefault(field, "");
            if (!was.equals(is)) {
                history(kind, subject, field, was, is, reason);
            }
        });
    }

    void history(Subject kind, String subject, String field, String was, String is, String reason) {
        ChangeRow row = new ChangeRow();
        row.at = stamp.now();
        row.actor = stamp.actor();
        row.kind = kind.name();
        row.subject = subject;
        row.field = field;
        row.before = cut(was, LONGEST_TEXT);
        row.after = cut(is, LONGEST_TEXT);
        row.reason = reason(reason);
        em.persist(row);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    static String reason(String reason) {
        return cut(reason == null ? "" : reason.strip(), LONGEST_REASON);
    }

    void audit(String action, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, "identity", "user-administration").with(details));
    }

    /** Those of some roles that this actor may not give alone. */
    Set<String> waiting(Collection<String> roles) {
        return stamp.alone() ? Set.of() : before.privilegedOf(roles);
    }

    /** Those of some permissions that this actor may not give alone. */
    Set<String> waitingPermissions(Collection<String> permissions) {
        Set<String> found = new TreeSet<>(permissions);
        found.removeIf(permission -> stamp.alone() || !before.privileged().test(permission));
        return found;
    }

    /** Asks for a second person, unless that is asked already. */
    void ask(Subject kind, String subject, Collection<String> gains, String reason) {
        Set<String> asked = new HashSet<>();
        waitingApprovals(kind, subject).stream().filter(row -> row.act.equals(Act.RIGHTS.name())).forEach(row -> asked.addAll(Words.of(row.gains)));
        Set<String> fresh = Words.without(gains, asked);
        if (!fresh.isEmpty()) {
            approval(Act.RIGHTS, kind, subject, fresh, "", reason);
        }
    }

    /** True when an account may be opened to this actor: it holds nothing privileged, or a second person has agreed, which is good once. */
    boolean agreed(Act act, String login) {
        Account account = before.directory().account(login).orElseThrow(() -> new RegistryProblem(RegistryProblem.Code.UNKNOWN, "login"));
        if (stamp.alone() || !isPrivileged(account)) {
            return true;
        }
        List<ApprovalRow> granted = em.createQuery("select a from ApprovalRow a where a.kind = :kind and a.subject = :subject and a.act = :act"
                + " and a.state = :state and a.askedBy = :actor and a.spent is null and a.decided > :since", ApprovalRow.class)
                .setParameter("kind", Subject.ACCOUNT.name()).setParameter("subject", login).setParameter("act", act.name())
                .setParameter("state", State.APPROVED.name()).setParameter("actor", stamp.actor())
                .setParameter("since", stamp.now() - AGREED_LASTS.toMillis()).getResultList();
        granted.forEach(row -> row.spent = stamp.now());
        if (granted.isEmpty()) {
            ask(act, login, "", "");
        }
        return !granted.isEmpty();
    }

    /** True when a new address of an account takes effect at once; else it waits for a second person. */
    boolean readdresses(Account stored, String email, String reason) {
        boolean same = stored.profile().email().equals(email);
        if (!same && !stamp.alone() && isPrivileged(stored)) {
            ask(Act.EMAIL, stored.login(), email, reason);
            return false;
        }
        return true;
    }

    /** Asks for a second person's consent to something done to an account, unless the same is asked already; what else was wanted before is dropped. */
    private void ask(Act act, String login, String wanted, String reason) {
        List<ApprovalRow> open = waitingApprovals(Subject.ACCOUNT, login).stream().filter(row -> row.act.equals(act.name())).toList();
        if (open.stream().noneMatch(row -> row.wanted.equals(wanted))) {
            open.forEach(row -> decide(row, State.REFUSED, ""));
            approval(act, Subject.ACCOUNT, login, Set.of(), wanted, reason);
        }
    }

    List<MoveRow> moves(String login) {
        return em.createQuery("select m from MoveRow m where m.login = :login and m.state = :state", MoveRow.class).setParameter("login", login)
                .setParameter("state", Moves.State.PLANNED.name()).getResultList();
    }

    /** True when somebody will move there. */
    boolean isPlanned(String field, String id) {
        return em.createQuery("select count(m) from MoveRow m where m.state = :state and m." + field + " = :id", Long.class)
                .setParameter("state", Moves.State.PLANNED.name()).setParameter("id", id).getSingleResult() > 0;
    }

    long askMove(String login, Set<String> gains, LocalDate day, String reason) {
        return approval(Act.MOVE, Subject.ACCOUNT, login, gains, day.toString(), reason);
    }

    void cancel(MoveRow row, String reason) {
        row.state = Moves.State.CANCELLED.name();
        row.settled = stamp.now();
        drop(Act.MOVE, row.login);
        history(Subject.ACCOUNT, row.login, "move", row.firstDay, "", reason);
        audit("move.cancel", Map.of("id", String.valueOf(row.id), "login", row.login, "day", row.firstDay));
    }

    /** Ends what was asked for a subject by an act that is no more wanted. */
    void drop(Act act, String login) {
        waitingApprovals(Subject.ACCOUNT, login).stream().filter(row -> row.act.equals(act.name())).forEach(row -> decide(row, State.REFUSED, ""));
    }

    /** True when an account holds something privileged, waits for it, or will hold it by a planned move. */
    private boolean isPrivileged(Account account) {
        return before.isPrivileged(account) || moves(account.login()).stream().anyMatch(row -> row.approval != null || !row.agreed.isEmpty());
    }

    /** Withholds roles from an account until a second person approves; what waits already is not asked again. */
    void withhold(String login, Collection<Grant> grants, String reason) {
        if (grants.isEmpty()) {
            return; // most changes give nothing that waits, and ask no database for it
        }
        Set<Grant> fresh = new HashSet<>(grants);
        List<WithheldRow> stored = withheld(login);
        Set<Long> open = new HashSet<>();
        waitingApprovals(Subject.ACCOUNT, login).forEach(row -> open.add(row.id));
        for (WithheldRow row : stored) {
            if (open.contains(row.approval)) {
                fresh.remove(row.grant());
            } else if (fresh.contains(row.grant())) {
                em.remove(row); // refused once, asked anew
            }
        }
        if (!fresh.isEmpty()) {
            em.flush();
            Set<String> roles = new TreeSet<>();
            fresh.forEach(grant -> roles.add(grant.role()));
            long id = approval(Act.RIGHTS, Subject.ACCOUNT, login, roles, "", reason);
            fresh.forEach(grant -> em.persist(WithheldRow.of(login, grant, id)));
        }
    }

    private List<WithheldRow> withheld(String login) {
        return em.createQuery("select w from WithheldRow w where w.login = :login", WithheldRow.class).setParameter("login", login).getResultList();
    }

    /** Forgets what is withheld by a way that is gone. */
    void release(String login, Grant.Way way, String via) {
        withheld(login).stream().filter(row -> row.way.equals(way.name()) && row.via.equals(via)).forEach(em::remove);
    }

    List<ApprovalRow> waitingApprovals(Subject kind, String subject) {
        return em.createQuery("select a from ApprovalRow a where a.kind = :kind and a.subject = :subject and a.state = :state", ApprovalRow.class)
                .setParameter("kind", kind.name()).setParameter("subject", subject).setParameter("state", State.WAITING.name()).getResultList();
    }

    /** Ends what waits for a subject that is no more. */
    void drop(Subject kind, String subject) {
        waitingApprovals(kind, subject).forEach(row -> decide(row, State.REFUSED, ""));
    }

    void decide(ApprovalRow row, State state, String answer) {
        row.state = state.name();
        row.decidedBy = stamp.actor();
        row.decided = stamp.now();
        row.answer = reason(answer);
        audit("approval." + (state == State.APPROVED ? "approve" : "refuse"), Map.of("id", String.valueOf(row.id), "kind", row.kind,
                "subject", row.subject, "act", row.act, "gains", cut(row.gains, 500)));
        bell.decided(row, before.holding(TwoPersons.APPROVE, stamp.today()).contains(row.askedBy));
    }

    /** What history says that waits: the rights, or a word for the act. */
    static String waits(ApprovalRow row) {
        return row.gains.isEmpty() ? row.act.toLowerCase(Locale.ROOT).replace('_', '-') : row.gains;
    }

    private long approval(Act act, Subject kind, String subject, Set<String> gains, String wanted, String reason) {
        ApprovalRow row = new ApprovalRow();
        row.kind = kind.name();
        row.subject = subject;
        row.gains = Words.text(gains);
        row.askedBy = stamp.actor();
        row.asked = stamp.now();
        row.reason = reason(reason);
        row.state = State.WAITING.name();
        row.answer = "";
        row.act = act.name();
        row.wanted = wanted;
        em.persist(row);
        em.flush();
        history(kind, subject, "waiting", "", waits(row), reason);
        audit("approval.ask", Map.of("id", String.valueOf(row.id), "kind", row.kind, "subject", subject, "act", row.act, "gains", cut(row.gains, 500)));
        bell.asked(row.id, deciders(row));
        return row.id;
    }

    /** Who may decide on it: neither who asks nor who would gain. */
    private Set<String> deciders(ApprovalRow row) {
        Set<String> deciders = before.holding(TwoPersons.APPROVE, stamp.today());
        deciders.removeIf(login -> login.equals(stamp.actor()) || TwoPersons.gains(this, row, login)
                || before.directory().account(login).filter(account -> account.kind() == Account.Kind.PERSON).isEmpty());
        return deciders;
    }
}
