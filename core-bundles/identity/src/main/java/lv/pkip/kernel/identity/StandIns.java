package lv.pkip.kernel.identity;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Substitutions;
import lv.pkip.kernel.identity.RegistryBook.Area;

/** Substitutions in the database: one names one's own, others need {@code users:manage}. */
@Component(service = Substitutions.class)
public final class StandIns implements Substitutions {
    private static final int LONGEST_DAYS = 366;
    private static final int MOST_AT_ONCE = 1000;

    private final RegistryDesk desk;
    private final CurrentActor actors;

    @Activate
    public StandIns(@Reference(name = "desk") RegistryDesk desk) {
        this.desk = desk;
        this.actors = desk.actors();
    }

    @Override
    public List<Substitution> of(Optional<String> login) {
        return desk.read(em -> em.createQuery("select s from SubstitutionRow s where :login = '' or s.absent = :login or s.substitute = :login"
                + " order by s.id desc", SubstitutionRow.class).setParameter("login", login.orElse("")).setMaxResults(MOST_AT_ONCE)
                .getResultList().stream().map(SubstitutionRow::substitution).toList());
    }

    private void requireOwnOrManage(String absent) {
        Actor actor = actors.get();
        if (actor.kind() != Actor.Kind.STAFF || !actor.id().equals(absent)) {
            actors.require(RegistryDesk.MANAGE);
        }
    }

    @Override
    public Substitution begin(String absent, String substitute, LocalDate from, LocalDate to, String reason) {
        requireOwnOrManage(absent);
        if (absent.equals(substitute)) {
            throw new RegistryProblem(Code.SAME_PERSON, "substitute");
        }
        if (to.isBefore(from) || to.isBefore(desk.today()) || ChronoUnit.DAYS.between(from, to) > LONGEST_DAYS) {
            throw RegistryDesk.invalid("to");
        }
        return desk.change(Set.of(Area.SUBSTITUTIONS), draft -> {
            person(draft.before().directory(), absent, "absent");
            person(draft.before().directory(), substitute, "substitute");
            SubstitutionRow row = new SubstitutionRow();
            row.absent = absent;
            row.substitute = substitute;
            row.firstDay = from.toString();
            row.lastDay = to.toString();
            row.reason = Draft.reason(reason);
            draft.em().persist(row);
            draft.em().flush();
            draft.history(Subject.ACCOUNT, absent, "substitute", "", substitute + " " + from + "/" + to, reason);
            draft.history(Subject.ACCOUNT, substitute, "substitutes", "", absent + " " + from + "/" + to, reason);
            draft.audit("substitution.begin", details(row));
            return row.substitution();
        });
    }

    private static void person(Directory directory, String login, String field) {
        if (directory.account(login).filter(account -> account.kind() == Account.Kind.PERSON).isEmpty()) {
            throw RegistryDesk.unknown(field);
        }
    }

    @Override
    public void end(long id) {
        SubstitutionRow known = desk.read(em -> em.find(SubstitutionRow.class, id));
        if (known == null) {
            actors.require(RegistryDesk.MANAGE); // others learn nothing of what there is
            throw RegistryDesk.unknown("id");
        }
        requireOwnOrManage(known.absent);
        desk.change(Set.of(Area.SUBSTITUTIONS), draft -> {
            SubstitutionRow row = draft.em().find(SubstitutionRow.class, id);
            if (row.ended != null) {
                throw new RegistryProblem(Code.NOT_NOW, "id");
            }
            row.ended = draft.now();
            draft.history(Subject.ACCOUNT, row.absent, "substitute", row.substitute + " " + row.firstDay + "/" + row.lastDay, "", "");
            draft.history(Subject.ACCOUNT, row.substitute, "substitutes", row.absent + " " + row.firstDay + "/" + row.lastDay, "", "");
            draft.audit("substitution.end", details(row));
            return null;
        });
    }

    private static Map<String, String> details(SubstitutionRow row) {
        return Map.of("absent", row.absent, "substitute", row.substitute, "from", row.firstDay, "to", row.lastDay);
    }
}
