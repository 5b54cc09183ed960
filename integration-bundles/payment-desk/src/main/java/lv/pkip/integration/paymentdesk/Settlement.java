package lv.pkip.integration.paymentdesk;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import javax.persistence.OptimisticLockException;
import javax.persistence.PessimisticLockException;
import javax.persistence.RollbackException;
import lv.pkip.integration.payment.PaymentOrder;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The one place where money settles an obligation: judged, written, and the case moved on in one transaction.
 * Locks are taken case first, obligation second, the order in which a case that is withdrawn takes them too.
 */
@Component(service = Settlement.class)
public final class Settlement {
    static final String SYSTEM = "payment-desk";
    private static final int TRIES = 6;
    private final JpaTemplate jpa;
    private final Cases cases;
    private final CurrentActor current;
    private final Audit audit;
    private final Clock clock;

    /** Started by the container. */
    @Activate
    public Settlement(@Reference(name = "jpa", target = "(osgi.unit.name=paymentdesk)") JpaTemplate jpa,
            @Reference(name = "cases") Cases cases, @Reference(name = "current") CurrentActor current,
            @Reference(name = "audit") Audit audit) {
        this(jpa, cases, current, audit, Clock.systemUTC());
    }

    Settlement(JpaTemplate jpa, Cases cases, CurrentActor current, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.cases = cases;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** Money for an obligation, found (and brought up to date) inside the transaction; empty when it has had its effect. */
    record Claim(String obligationId, Money money) { }

    /** Another settlement of the same obligation was quicker; tried again, it becomes a duplicate. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Judges money and lets it have its effect, once. Tried again when somebody else changed the case meanwhile. */
    Optional<Effect> settle(Function<EntityManager, Optional<Claim>> find) {
        for (int n = 1;; n++) {
            try {
                return jpa.txExpr(TransactionType.Required, em -> find.apply(em).map(claim -> effect(em, claim)));
            } catch (RuntimeException e) {
                if (n == TRIES || !passing(e)) {
                    throw e;
                }
            }
        }
    }

    private Effect effect(EntityManager em, Claim claim) {
        Obligation o = em.find(Obligation.class, claim.obligationId());
        Money money = claim.money();
        Effect effect = judge(o, money);
        money.effect(effect);
        if (effect == Effect.SETTLED) {
            complete(em, o, money.way(), money.id());
        } else if (Effect.ATTENTION.contains(effect)) {
            record(o, "payment." + effect.word(), "refused", money.way());
        }
        remark(em, o.id);
        return effect;
    }

    private static Effect judge(Obligation o, Money money) {
        return switch (o.state) {
            case SETTLED -> Effect.DUPLICATE;
            case CANCELLED -> Effect.CANCELLED;
            case OPEN -> PaymentOrder.CURRENCY.equals(money.currency()) && o.amount.compareTo(money.came()) == 0
                    ? Effect.SETTLED : Effect.MISMATCH;
        };
    }

    /** An obligation of nothing is settled without money. */
    void nothingToPay(String obligationId) {
        settleNothing(obligationId, 1);
    }

    private void settleNothing(String obligationId, int n) {
        try {
            jpa.tx(TransactionType.Required, em -> {
                Obligation o = em.find(Obligation.class, obligationId);
                if (o.open() && o.amount.signum() == 0) {
                    complete(em, o, "nothing", null);
                }
            });
        } catch (RuntimeException e) {
            if (n == TRIES || !passing(e)) {
                throw e;
            }
            settleNothing(obligationId, n + 1);
        }
    }

    private void complete(EntityManager em, Obligation o, String way, String with) {
        current.asSystem(SYSTEM, () -> {
            Cases.Case c = cases.read(o.caseNumber, "payment")
                    .orElseThrow(() -> new CaseProblem(CaseProblem.Code.NOT_FOUND, "the case of a payment is gone"));
            cases.act(new Cases.Act(o.caseNumber, o.action, c.version(), Answers.empty(), Optional.empty(),
                    SYSTEM + "-" + o.id));
            em.lock(o, LockModeType.PESSIMISTIC_WRITE);
            em.refresh(o);
            if (!o.open()) {
                throw new Overtaken();
            }
            o.settle(way, with, clock.millis());
            record(o, "payment.settle", "ok", way);
            return null;
        });
    }

    private void record(Obligation o, String action, String outcome, String way) {
        audit.record(Audit.Event.ok(action, SYSTEM, "payment").about(o.caseNumber, o.applicantKey).outcome(outcome)
                .with(Map.of("amount", o.amount.toPlainString(), "way", way, "service", o.service)));
    }

    /** Sets the mark that a person has to look, from what came for the obligation. */
    static void remark(EntityManager em, String obligationId) {
        em.flush();
        boolean attempts = flagged(em, "Attempt", obligationId);
        em.find(Obligation.class, obligationId).attention(attempts || flagged(em, "BankLine", obligationId));
    }

    private static boolean flagged(EntityManager em, String entity, String obligationId) {
        return em.createQuery("select count(m) from " + entity + " m where m.obligationId = :id and m.effect in :effects",
                Long.class).setParameter("id", obligationId).setParameter("effects", List.copyOf(Effect.ATTENTION))
                .getSingleResult() > 0;
    }

    /**
     * Trying again can help: somebody else changed the same thing at the same moment. An exception that only says that
     * the transaction was doomed before hides its reason, so it counts too.
     */
    private static boolean passing(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Overtaken || t instanceof OptimisticLockException || t instanceof PessimisticLockException
                    || t instanceof RollbackException || t instanceof IllegalStateException && t.getCause() == null
                    || t instanceof CaseProblem problem && problem.code() == CaseProblem.Code.STALE
                    || t instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("40")
                            && !"40000".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
