package lv.pkip.kernel.identity;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.persistence.EntityManager;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** One change of the registry under way: alone, in a transaction, with what was before, and with history and audit to write. */
final class Draft {
    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_REASON = 1000;

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
        waitingApprovals(kind, subject).forEach(row -> asked.addAll(Words.of(row.gains)));
        Set<String> fresh = Words.without(gains, asked);
        if (!fresh.isEmpty()) {
            approval(kind, subject, fresh, reason);
        }
    }

    /** Withholds roles from an account until a second person approves; what waits already is not asked again. */
    void withhold(String login, Collection<Grant> grants, String reason) {
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
            long id = approval(Subject.ACCOUNT, login, roles, reason);
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
                "subject", row.subject, "gains", cut(row.gains, 500)));
        bell.decided(row, before.holding(TwoPersons.APPROVE, stamp.today()).contains(row.askedBy));
    }

    private long approval(Subject kind, String subject, Set<String> gains, String reason) {
        ApprovalRow row = new ApprovalRow();
        row.kind = kind.name();
        row.subject = subject;
        row.gains = Words.text(gains);
        row.askedBy = stamp.actor();
        row.asked = stamp.now();
        row.reason = reason(reason);
        row.state = State.WAITING.name();
        row.answer = "";
        em.persist(row);
        em.flush();
        history(kind, subject, "waiting", "", row.gains, reason);
        audit("approval.ask", Map.of("id", String.valueOf(row.id), "kind", row.kind, "subject", subject, "gains", cut(row.gains, 500)));
        bell.asked(row.id, deciders(kind, subject));
        return row.id;
    }

    /** Who may decide on it: neither who asks nor who would gain. */
    private Set<String> deciders(Subject kind, String subject) {
        Set<String> deciders = before.holding(TwoPersons.APPROVE, stamp.today());
        deciders.removeIf(login -> login.equals(stamp.actor()) || TwoPersons.gains(this, kind, subject, login)
                || before.directory().account(login).filter(account -> account.kind() == Account.Kind.PERSON).isEmpty());
        return deciders;
    }
}
