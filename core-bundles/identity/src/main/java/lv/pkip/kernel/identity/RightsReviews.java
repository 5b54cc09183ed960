package lv.pkip.kernel.identity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.persistence.EntityManager;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Reviews;
import lv.pkip.kernel.identity.RegistryBook.Area;

/** Recertification in the database: line by line, and what is withdrawn is gone from the account at once. */
@DeclaresPermission(value = "users:review", privileged = true)
@Component(service = Reviews.class)
public final class RightsReviews implements Reviews {
    private static final String REVIEW = "users:review";
    private static final int MOST_AT_ONCE = 500;

    private final RegistryDesk desk;
    private final CurrentActor actors;

    @Activate
    public RightsReviews(@Reference(name = "desk") RegistryDesk desk) {
        this.desk = desk;
        this.actors = desk.actors();
    }

    @Override
    public List<Review> all() {
        actors.require(REVIEW);
        return desk.read(em -> em.createQuery("select r from ReviewRow r order by r.id desc", ReviewRow.class).setMaxResults(MOST_AT_ONCE)
                .getResultList().stream().map(row -> review(em, row)).toList());
    }

    private static Review review(EntityManager em, ReviewRow row) {
        Object[] counts = em.createQuery("select count(l.id), count(l.decided) from ReviewLineRow l where l.review = :id", Object[].class)
                .setParameter("id", row.id).getSingleResult();
        long lines = (Long) counts[0];
        return new Review(row.id, row.unit, row.openedBy, Instant.ofEpochMilli(row.opened), LocalDate.parse(row.due), (int) lines,
                (int) (lines - (Long) counts[1]));
    }

    @Override
    public Review open(String unit, LocalDate due) {
        actors.require(REVIEW);
        if (due.isBefore(desk.today())) {
            throw RegistryDesk.invalid("due");
        }
        return desk.change(Set.of(), draft -> {
            Directory directory = draft.before().directory();
            if (!unit.isEmpty() && directory.unit(unit).isEmpty()) {
                throw RegistryDesk.unknown("unit");
            }
            ReviewRow row = new ReviewRow();
            row.unit = unit;
            row.openedBy = draft.actor();
            row.opened = draft.now();
            row.due = due.toString();
            draft.em().persist(row);
            draft.em().flush();
            Set<String> units = withThoseBelow(directory, unit);
            for (Account account : directory.accounts()) {
                if (unit.isEmpty() || units.contains(account.employment().unit())) {
                    new TreeSet<>(account.roles()).forEach(role -> draft.em().persist(line(row.id, account.login(), role)));
                }
            }
            draft.em().flush();
            draft.audit("review.open", Map.of("id", String.valueOf(row.id), "unit", unit));
            return review(draft.em(), row);
        });
    }

    private static Set<String> withThoseBelow(Directory directory, String unit) {
        Set<String> units = new HashSet<>();
        if (units.add(unit)) {
            directory.below(unit).forEach(below -> units.addAll(withThoseBelow(directory, below.id())));
        }
        return units;
    }

    private static ReviewLineRow line(long review, String login, String role) {
        ReviewLineRow row = new ReviewLineRow();
        row.review = review;
        row.login = login;
        row.role = role;
        row.reason = "";
        return row;
    }

    @Override
    public List<Line> lines(long review) {
        actors.require(REVIEW);
        return desk.read(em -> em.createQuery("select l from ReviewLineRow l where l.review = :id order by l.login, l.role", ReviewLineRow.class)
                .setParameter("id", review).getResultList().stream().map(ReviewLineRow::line).toList());
    }

    @Override
    public void decide(long review, String login, String role, boolean keep, String reason) {
        actors.require(REVIEW);
        desk.change(Set.of(Area.ACCOUNTS), draft -> {
            if (login.equals(draft.actor())) {
                throw new RegistryProblem(Code.SAME_PERSON, "login");
            }
            ReviewLineRow row = draft.em().createQuery("select l from ReviewLineRow l where l.review = :id and l.login = :login and l.role = :role",
                    ReviewLineRow.class).setParameter("id", review).setParameter("login", login).setParameter("role", role).getResultList().stream()
                    .findFirst().orElseThrow(() -> RegistryDesk.unknown("line"));
            if (row.kept != null) {
                throw new RegistryProblem(Code.NOT_NOW, "line");
            }
            row.kept = keep;
            row.decidedBy = draft.actor();
            row.decided = draft.now();
            row.reason = Draft.reason(reason);
            if (!keep) {
                withdraw(draft, login, role, reason);
            }
            draft.audit("review.decide", Map.of("id", String.valueOf(review), "login", login, "role", role, "kept", String.valueOf(keep)));
            return null;
        });
    }

    /** The role may have gone by other ways meanwhile, and so may the account. */
    private static void withdraw(Draft draft, String login, String role, String reason) {
        AccountRow account = draft.em().find(AccountRow.class, login);
        if (account != null && account.roleNames().contains(role)) {
            String before = account.roles;
            account.roles = Words.text(Words.without(account.roleNames(), Set.of(role)));
            draft.touch(account);
            draft.history(Subject.ACCOUNT, login, "roles", before, account.roles, reason);
        }
    }
}
