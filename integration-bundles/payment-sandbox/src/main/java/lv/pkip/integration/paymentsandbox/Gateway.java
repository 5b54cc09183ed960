package lv.pkip.integration.paymentsandbox;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import javax.persistence.PersistenceException;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProblem.Code;
import lv.pkip.integration.payment.PaymentState;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** The simulated bank's books: what was ordered, what the payer did, what is still to be told. */
final class Gateway {
    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final List<String> HASHED = List.of("amount", "iban", "registration", "purpose", "creditorReference",
            "payer", "returnUrl", "callbackUrl");
    private final JpaTemplate jpa;
    private final Clock clock;
    private final long lateMillis;

    Gateway(JpaTemplate jpa, Clock clock, long lateMillis) {
        this.jpa = jpa;
        this.clock = clock;
        this.lateMillis = lateMillis;
    }

    /** Opens a payment, or gives the one opened with the same key. */
    Payment open(Map<String, String> order) {
        try {
            return jpa.txExpr(TransactionType.Required, em -> known(em, order).orElseGet(() -> fresh(em, order)));
        } catch (PersistenceException e) {
            // the same key at the same moment: the other call made it
            return jpa.txExpr(TransactionType.Required, em -> known(em, order)).orElseThrow(() -> e);
        }
    }

    private static Optional<Payment> known(EntityManager em, Map<String, String> order) {
        Optional<Payment> found = em.createQuery("select p from Payment p where p.key = :key", Payment.class)
                .setParameter("key", order.get("key")).getResultStream().findFirst();
        if (found.isPresent() && !found.get().hash.equals(hash(order))) {
            throw new PaymentProblem(Code.KEY_REUSED, "the key belongs to another order");
        }
        return found;
    }

    private Payment fresh(EntityManager em, Map<String, String> order) {
        Payment p = new Payment();
        p.reference = UUID.randomUUID().toString();
        p.key = order.get("key");
        p.hash = hash(order);
        p.amount = new BigDecimal(order.get("amount"));
        p.refunded = BigDecimal.ZERO.setScale(2);
        p.beneficiary = order.get("beneficiary");
        p.iban = order.get("iban");
        p.purpose = order.get("purpose");
        p.creditorReference = order.get("creditorReference");
        p.payer = order.get("payer");
        p.language = order.get("language");
        p.returnUrl = order.get("returnUrl");
        p.callbackUrl = order.get("callbackUrl");
        p.due = Long.parseLong(order.get("due"));
        p.become(PaymentState.CREATED, clock.millis());
        em.persist(p);
        em.flush();
        return p;
    }

    /** A payment as it stands now. */
    Payment find(String reference) {
        return jpa.txExpr(TransactionType.Required, em -> settled(locked(em, reference)));
    }

    /** What the payer can do on the gateway's page; a payment that is decided stays as it is. */
    Payment choose(String reference, Choice choice) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Payment p = settled(locked(em, reference));
            if (!p.waiting() || p.paysAt != null) {
                return p;
            }
            long now = clock.millis();
            switch (choice) {
                case REFUSE -> {
                    p.become(PaymentState.FAILED, now);
                    p.reason = "refused-by-payer";
                }
                case LATE -> {
                    p.become(PaymentState.PENDING, now);
                    p.paysAt = now + lateMillis;
                }
                case CHANGED -> pay(p, p.amount.compareTo(CENT) > 0 ? p.amount.subtract(CENT) : p.amount.add(CENT), now);
                default -> pay(p, p.amount, now);
            }
            for (int i = 0; i < choice.callbacks(); i++) {
                tell(em, p, p.paysAt == null ? now : p.paysAt);
            }
            return p;
        });
    }

    private static void pay(Payment p, BigDecimal amount, long at) {
        p.become(PaymentState.PAID, at);
        p.paid = amount;
    }

    private static void tell(EntityManager em, Payment p, long at) {
        Notice notice = new Notice();
        notice.id = UUID.randomUUID().toString();
        notice.reference = p.reference;
        notice.callbackUrl = p.callbackUrl;
        notice.nextTry = at;
        em.persist(notice);
    }

    /** Gives money back, once per key. */
    Payment refund(String reference, BigDecimal amount, String key) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Payment p = settled(locked(em, reference));
            Refund before = em.find(Refund.class, key);
            if (before != null) {
                if (!before.reference.equals(reference) || before.amount.compareTo(amount) != 0) {
                    throw new PaymentProblem(Code.KEY_REUSED, "the key belongs to another refund");
                }
                return p;
            }
            if (p.paid == null || amount.signum() <= 0 || p.refunded.add(amount).compareTo(p.paid) > 0) {
                throw new PaymentProblem(Code.REFUSED, "more than is there to give back");
            }
            Refund refund = new Refund();
            refund.key = key;
            refund.reference = reference;
            refund.amount = amount;
            refund.made = clock.millis();
            em.persist(refund);
            p.refunded = p.refunded.add(amount);
            if (p.refunded.compareTo(p.paid) == 0) {
                p.become(PaymentState.REFUNDED, refund.made);
            }
            return p;
        });
    }

    private static Payment locked(EntityManager em, String reference) {
        Payment p = em.find(Payment.class, reference, LockModeType.PESSIMISTIC_WRITE);
        if (p == null) {
            throw new PaymentProblem(Code.UNKNOWN_REFERENCE, "no such payment");
        }
        return p;
    }

    /** What time alone has done: slow money has come, an unused payment has expired. */
    private Payment settled(Payment p) {
        long now = clock.millis();
        if (p.paysAt != null && p.paysAt <= now) {
            pay(p, p.amount, p.paysAt);
        } else if (p.waiting() && p.paysAt == null && p.due <= now) {
            p.become(PaymentState.EXPIRED, p.due);
        }
        return p;
    }

    private static String hash(Map<String, String> order) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String name : HASHED) {
                sha.update((name + "=" + order.get(name) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
