package lv.pkip.integration.paymentdesk;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import lv.pkip.integration.payment.Callback;
import lv.pkip.integration.payment.PaymentOrder;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProblem.Code;
import lv.pkip.integration.payment.PaymentSession;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.integration.payment.PaymentStatus;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries to pay through providers. What browser or callback say is only a hint to ask the provider, server to server;
 * no transaction is open while a partner is asked.
 */
@Component(service = Attempts.class)
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration TIME_TO_PAY = Duration.ofHours(1);
    private static final int MOST = 50;
    private final JpaTemplate jpa;
    private final Providers providers;
    private final Settlement settlement;
    private final Clock clock;

    /** Started by the container. */
    @Activate
    public Attempts(@Reference(name = "jpa", target = "(osgi.unit.name=paymentdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=paymentdesk)") SchemaReady schema,
            @Reference(name = "providers") Providers providers, @Reference(name = "settlement") Settlement settlement) {
        this(jpa, providers, settlement, Clock.systemUTC());
    }

    Attempts(JpaTemplate jpa, Providers providers, Settlement settlement, Clock clock) {
        this.jpa = jpa;
        this.providers = providers;
        this.settlement = settlement;
        this.clock = clock;
    }

    /** Too many tries, or nothing to pay any more. */
    static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Starts a try, or goes on with the one of the same id (32 hex digits, given out with the form). */
    Attempt start(String obligationId, String provider, String id, String language, String baseUrl) {
        Attempt written = jpa.txExpr(TransactionType.Required, em -> {
            Obligation o = em.find(Obligation.class, obligationId, LockModeType.PESSIMISTIC_WRITE);
            Attempt before = em.find(Attempt.class, id);
            if (before != null) {
                return before;
            }
            if (!o.open() || o.amount.signum() == 0 || count(em, obligationId) >= MOST) {
                throw new NotNow();
            }
            return fresh(em, o, provider, id, language, baseUrl);
        });
        if (!written.obligationId.equals(obligationId)) {
            throw new NotNow();
        }
        return written.reference == null ? opened(written) : written;
    }

    private static long count(EntityManager em, String obligationId) {
        return em.createQuery("select count(a) from Attempt a where a.obligationId = :id", Long.class)
                .setParameter("id", obligationId).getSingleResult();
    }

    private Attempt fresh(EntityManager em, Obligation o, String provider, String id, String language, String baseUrl) {
        Attempt a = new Attempt();
        a.id = id;
        a.obligationId = o.id;
        a.provider = provider;
        a.language = language;
        a.baseUrl = baseUrl;
        a.state = PaymentState.CREATED;
        a.amount = o.amount;
        a.effect = Effect.NONE;
        a.created = clock.millis();
        a.expires = a.created + TIME_TO_PAY.toMillis();
        a.changed = a.created;
        a.lookLater(a.created);
        em.persist(a);
        return a;
    }

    /** Opens the payment at the partner; asked again with the same key when the first answer was lost. */
    private Attempt opened(Attempt a) {
        PaymentOrder order = jpa.txExpr(TransactionType.Required, em -> order(em.find(Obligation.class, a.obligationId), a));
        PaymentSession session;
        try {
            session = providers.use(a.provider, p -> p.create(order));
        } catch (PaymentProblem e) {
            if (e.code() != Code.UNAVAILABLE) {
                change(a.id, refused -> {
                    refused.state = PaymentState.FAILED;
                    refused.reason = e.code().name();
                    refused.nextLook = null;
                });
            }
            throw e;
        }
        return change(a.id, opened -> {
            opened.reference = session.reference();
            opened.redirect = session.redirect().toString();
        });
    }

    private static PaymentOrder order(Obligation o, Attempt a) {
        return new PaymentOrder(a.id, a.amount, o.beneficiary, o.iban, o.registration, o.purpose, o.reference,
                Optional.ofNullable(o.classification), o.applicantName, Instant.ofEpochMilli(a.expires), a.language,
                URI.create(a.baseUrl + "/" + PaymentPage.PATH + "/" + o.id + "/return/" + a.id),
                URI.create(a.baseUrl + "/" + CallbackPage.PATH + "/" + a.provider));
    }

    /** Asks the provider where a try stands and lets what it answers have its effect, once. */
    void verify(String attemptId) {
        Attempt a = find(attemptId).orElseThrow(NotNow::new);
        try {
            Attempt known = a.reference == null ? opened(a) : a;
            PaymentStatus status = providers.use(known.provider, p -> p.query(known.reference));
            if (!status.key().equals(known.id) || !status.reference().equals(known.reference)) {
                throw new PaymentProblem(Code.UNAVAILABLE, "the partner answered about another payment");
            }
            take(known.id, status);
        } catch (PaymentProblem e) {
            if (e.code() == Code.UNKNOWN_REFERENCE) {
                change(a.id, lost -> {
                    lost.state = PaymentState.FAILED;
                    lost.reason = e.code().name();
                    lost.nextLook = null;
                });
            } else {
                throw e;
            }
        }
    }

    private void take(String id, PaymentStatus status) {
        if (status.state() != PaymentState.PAID) {
            change(id, a -> follow(a, status));
            return;
        }
        try {
            settlement.settle(em -> {
                Attempt a = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE); // callback and return come together
                if (a.effect != Effect.NONE && a.effect != Effect.WAITING) {
                    return Optional.empty();
                }
                paid(a, status);
                return Optional.of(new Settlement.Claim(a.obligationId, a));
            });
        } catch (RuntimeException e) {
            if (waits(id, status)) {
                LOG.error("Payment {} has come and its case could not be moved on; tried again by itself", id, e);
            }
        }
    }

    private void paid(Attempt a, PaymentStatus status) {
        a.state = PaymentState.PAID;
        a.paid = status.amount();
        a.currency = status.currency();
        a.changed = clock.millis();
    }

    /** The money is there and will not be lost from sight, whatever keeps the case from moving. */
    private boolean waits(String id, PaymentStatus status) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Attempt a = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (a.effect != Effect.NONE && a.effect != Effect.WAITING) {
                return false; // somebody else was quicker, and it had its effect
            }
            paid(a, status);
            a.effect(Effect.WAITING);
            a.lookLater(clock.millis());
            em.find(Obligation.class, a.obligationId).attention(true);
            return true;
        });
    }

    private void follow(Attempt a, PaymentStatus status) {
        if (a.effect != Effect.NONE) {
            return; // money that had its effect is not undone by an answer
        }
        if (a.state != status.state()) {
            a.state = status.state();
            a.reason = status.reason().orElse(null);
            a.changed = clock.millis();
        }
        if (status.state().last()) {
            a.nextLook = null;
        }
    }

    /** A call of a partner's server: tells which payment it is about, then asks the partner. */
    void called(String provider, Callback callback) {
        String reference = providers.use(provider, p -> p.reference(callback));
        Attempt a = jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select a from Attempt a where a.reference = :reference and a.provider = :provider", Attempt.class)
                .setParameter("reference", reference).setParameter("provider", provider).getResultStream().findFirst())
                .orElseThrow(() -> new PaymentProblem(Code.UNKNOWN_REFERENCE, "no such payment here"));
        verify(a.id);
    }

    /** Gives back money that should not have come; asking twice gives it back once. */
    void refund(String id, String note) {
        Attempt a = find(id).filter(x -> Effect.REFUNDABLE.contains(x.effect)).orElseThrow(NotNow::new);
        providers.use(a.provider, p -> p.refund(a.reference, a.paid, "R" + a.id));
        jpa.tx(TransactionType.Required, em -> {
            Attempt back = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE);
            back.state = PaymentState.REFUNDED;
            back.note = note;
            back.changed = clock.millis();
            back.effect(Effect.REFUNDED);
            Settlement.remark(em, back.obligationId);
        });
    }

    /** A person took care of it in another way. */
    void handled(String id, String note) {
        jpa.tx(TransactionType.Required, em -> {
            Attempt a = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (a == null || !Effect.REFUNDABLE.contains(a.effect)) {
                throw new NotNow();
            }
            a.note = note;
            a.effect(Effect.HANDLED);
            Settlement.remark(em, a.obligationId);
        });
    }

    Optional<Attempt> find(String id) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(Attempt.class, id)));
    }

    /** Tries whose time to be looked at has come; each is put off at once, so that one node looks. */
    List<String> dueForLook(int limit) {
        List<String> due = jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select a.id from Attempt a where a.nextLook <= :now order by a.nextLook", String.class)
                .setParameter("now", clock.millis()).setMaxResults(limit).getResultList());
        return due.stream().filter(this::claimed).toList();
    }

    private boolean claimed(String id) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Attempt a = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (a.nextLook == null || a.nextLook > clock.millis()) {
                return false;
            }
            a.lookLater(clock.millis());
            return true;
        });
    }

    private Attempt change(String id, java.util.function.Consumer<Attempt> change) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Attempt a = em.find(Attempt.class, id, LockModeType.PESSIMISTIC_WRITE);
            change.accept(a);
            return a;
        });
    }
}
