package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import lv.pkip.integration.paymentdesk.Obligation.State;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.StepType.Entered;
import lv.pkip.kernel.api.status.CaseProblem;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The book of what is owed. */
@Component(service = Obligations.class)
public final class Obligations {
    static final String ACCOUNT_MISSING = "the municipality's property.iban is missing or wrong";
    private final JpaTemplate jpa;
    private final Municipality municipality;
    private final Clock clock;

    /** Started by the container. */
    @Activate
    public Obligations(@Reference(name = "jpa", target = "(osgi.unit.name=paymentdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=paymentdesk)") SchemaReady schema,
            @Reference(name = "municipality") Municipality municipality) {
        this(jpa, municipality, Clock.systemUTC());
    }

    Obligations(JpaTemplate jpa, Municipality municipality, Clock clock) {
        this.jpa = jpa;
        this.municipality = municipality;
        this.clock = clock;
    }

    /** Writes one obligation for a step that is entered; entering again while it is open changes nothing. */
    Obligation open(Entered entered) {
        BigDecimal amount = amount(entered);
        String iban = iban(entered.settings());
        return jpa.txExpr(TransactionType.Required, em -> {
            List<Obligation> before = ofCase(em, entered.caseId());
            Optional<Obligation> open = before.stream().filter(o -> o.open() && o.step.equals(entered.step())).findFirst();
            if (open.isPresent() && open.get().amount.compareTo(amount) == 0) {
                return open.get();
            }
            open.ifPresent(o -> o.cancel(clock.millis()));
            Obligation o = written(entered, amount, iban);
            o.nth = before.size() + 1;
            o.reference = CreditorReference.of(entered.number(), o.nth);
            em.persist(o);
            em.flush();
            return o;
        });
    }

    private Obligation written(Entered entered, BigDecimal amount, String iban) {
        Obligation o = new Obligation();
        o.id = UUID.randomUUID().toString();
        o.caseId = entered.caseId();
        o.caseNumber = entered.number();
        o.service = entered.service();
        o.step = entered.step();
        o.action = entered.settings().getOrDefault("action", "paid");
        o.amount = amount;
        o.purpose = entered.purpose();
        o.beneficiary = municipality.name("lv");
        o.registration = municipality.registrationNumber();
        o.iban = iban;
        o.classification = entered.settings().get("classification");
        o.applicantKey = entered.applicantKey();
        o.applicantName = entered.applicantName();
        o.state = State.OPEN;
        o.created = clock.millis();
        o.due = o.created + Duration.ofDays(Long.parseLong(entered.settings().getOrDefault("dueDays", "30"))).toMillis();
        return o;
    }

    private static BigDecimal amount(Entered entered) {
        BigDecimal amount = entered.amount().orElseThrow(
                () -> new IllegalStateException("payment step " + entered.step() + " of " + entered.service() + " has no amount"));
        if (amount.signum() < 0 || amount.stripTrailingZeros().scale() > 2) {
            throw new IllegalStateException("an amount to pay is not less than zero, in whole cents");
        }
        return amount.setScale(2);
    }

    /** True when the municipality's account is known and its check digits fit. */
    boolean accountIsGood() {
        return CreditorReference.validIban(account());
    }

    private String account() {
        return municipality.properties().getOrDefault("iban", "").replace(" ", "");
    }

    private String iban(Map<String, String> settings) {
        String iban = settings.containsKey("iban") ? settings.get("iban").replace(" ", "") : account();
        if (!CreditorReference.validIban(iban)) {
            throw new CaseProblem(CaseProblem.Code.NOT_SET_UP, ACCOUNT_MISSING,
                    List.of(Finding.error("", "error.setting").with(Map.of("setting", "property.iban"))));
        }
        return iban;
    }

    /** Cancels what is open for a step that was left. */
    void cancel(String caseId, String step) {
        jpa.tx(TransactionType.Required, em -> ofCase(em, caseId).stream().filter(o -> o.open() && o.step.equals(step))
                .forEach(o -> {
                    em.lock(o, LockModeType.PESSIMISTIC_WRITE);
                    o.cancel(clock.millis());
                }));
    }

    Optional<Obligation> find(String id) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(Obligation.class, id)));
    }

    /** The newest obligation of a step. */
    Optional<Obligation> ofStep(String caseId, String step) {
        return jpa.txExpr(TransactionType.Required, em -> ofCase(em, caseId).stream().filter(o -> o.step.equals(step))
                .reduce((earlier, later) -> later));
    }

    List<Attempt> attempts(String obligationId) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select a from Attempt a where a.obligationId = :id order by a.created, a.id", Attempt.class)
                .setParameter("id", obligationId).getResultList());
    }

    List<BankLine> lines(String obligationId) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select l from BankLine l where l.obligationId = :id order by l.created, l.id", BankLine.class)
                .setParameter("id", obligationId).getResultList());
    }

    /** Open obligations of nothing: they are settled without money. */
    List<String> ofNothing(int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select o.id from Obligation o where o.state = :open and o.amount = 0 order by o.created", String.class)
                .setParameter("open", State.OPEN).setMaxResults(limit).getResultList());
    }

    /** A part of the list, newest first; {@code flagged} is what a person has to look at. */
    record Slice(List<Obligation> obligations, Optional<String> next) { }

    /** Keyset paging: the cursor is time and id of the last one shown. */
    Slice list(Optional<State> state, boolean flagged, Optional<String> cursor, int limit) {
        StringBuilder jpql = new StringBuilder("select o from Obligation o where 1 = 1");
        state.ifPresent(s -> jpql.append(" and o.state = :state"));
        jpql.append(flagged ? " and o.flag = 1" : "");
        cursor.ifPresent(c -> jpql.append(" and (o.created < :at or (o.created = :at and o.id < :id))"));
        jpql.append(" order by o.created desc, o.id desc");
        return jpa.txExpr(TransactionType.Required, em -> {
            var query = em.createQuery(jpql.toString(), Obligation.class).setMaxResults(limit + 1);
            state.ifPresent(s -> query.setParameter("state", s));
            cursor.ifPresent(c -> query.setParameter("at", Long.parseLong(c.substring(0, c.indexOf('_'))))
                    .setParameter("id", c.substring(c.indexOf('_') + 1)));
            List<Obligation> found = query.getResultList();
            boolean more = found.size() > limit;
            List<Obligation> shown = more ? found.subList(0, limit) : found;
            return new Slice(List.copyOf(shown), more ? Optional.of(cursor(shown.get(limit - 1))) : Optional.empty());
        });
    }

    /** How many are open, counted no further than {@code most}. */
    int countOpen(int most) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select o.id from Obligation o where o.state = :open", String.class)
                .setParameter("open", State.OPEN).setMaxResults(most).getResultList().size());
    }

    /** How many a person has to look at, counted no further than {@code most}. */
    int countFlagged(int most) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select o.id from Obligation o where o.flag = 1", String.class)
                .setMaxResults(most).getResultList().size());
    }

    private static String cursor(Obligation last) {
        return last.created + "_" + last.id;
    }

    /** Obligations of a case, oldest first. */
    static List<Obligation> ofCase(EntityManager em, String caseId) {
        return em.createQuery("select o from Obligation o where o.caseId = :id order by o.nth", Obligation.class)
                .setParameter("id", caseId).getResultList();
    }

    List<Obligation> ofNumber(String caseNumber) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select o from Obligation o where o.caseNumber = :number order by o.nth", Obligation.class)
                .setParameter("number", caseNumber).getResultList());
    }

    Optional<Obligation> ofReference(String reference) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select o from Obligation o where o.reference = :reference", Obligation.class)
                .setParameter("reference", reference).getResultStream().findFirst());
    }
}
