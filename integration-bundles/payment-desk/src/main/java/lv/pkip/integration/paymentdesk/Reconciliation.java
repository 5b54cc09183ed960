package lv.pkip.integration.paymentdesk;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import javax.persistence.PersistenceException;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what money on bank statements is for: by structured reference, else by the exact case number in the text.
 * The same money in any number of statements counts once.
 */
@Component(service = Reconciliation.class)
public final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final Pattern REFERENCE = Pattern.compile("\\bRF[0-9]{2}[A-Z0-9]{1,21}\\b");
    private static final Pattern WORD = Pattern.compile("[\\p{L}0-9]+(?:-[\\p{L}0-9]+)+");
    private final JpaTemplate jpa;
    private final Settlement settlement;
    private final Audit audit;
    private final Clock clock;

    /** Started by the container. */
    @Activate
    public Reconciliation(@Reference(name = "jpa", target = "(osgi.unit.name=paymentdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=paymentdesk)") SchemaReady schema,
            @Reference(name = "settlement") Settlement settlement, @Reference(name = "audit") Audit audit) {
        this(jpa, settlement, audit, Clock.systemUTC());
    }

    Reconciliation(JpaTemplate jpa, Settlement settlement, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.settlement = settlement;
        this.audit = audit;
        this.clock = clock;
    }

    /** What became of a file: entries read, settled, known before, left for a person, and those that are no income. */
    record Outcome(int read, int settled, int confirmed, int known, int left, int others) { }

    /** Takes statements in; each entry for itself, so that a broken run is finished by taking the same file again. */
    Outcome take(List<BankStatement> statements) {
        int settled = 0;
        int confirmed = 0;
        int known = 0;
        int left = 0;
        for (BankStatement statement : statements) {
            for (BankStatement.Credit credit : statement.credits()) {
                switch (taken(statement, credit)) {
                    case SETTLED -> settled++;
                    case CONFIRMED -> confirmed++;
                    case NONE -> known++;
                    default -> left++;
                }
            }
            int read = statement.credits().size();
            audit(Audit.Event.ok("payment.statement", Settlement.SYSTEM, "payment")
                    .with(Map.of("statement", statement.id(), "entries", Integer.toString(read))));
        }
        return new Outcome(statements.stream().mapToInt(s -> s.credits().size()).sum(), settled, confirmed, known, left,
                statements.stream().mapToInt(BankStatement::others).sum());
    }

    private void audit(Audit.Event event) {
        jpa.tx(TransactionType.Required, em -> audit.record(event));
    }

    private Effect taken(BankStatement statement, BankStatement.Credit credit) {
        Optional<BankLine> fresh = written(statement, credit);
        if (fresh.isEmpty()) {
            return Effect.NONE;
        }
        BankLine line = fresh.get();
        return line.effect == Effect.WAITING ? settled(line.id) : line.effect;
    }

    /** Writes an entry with the obligation it is for; empty when it was written before. */
    private Optional<BankLine> written(BankStatement statement, BankStatement.Credit credit) {
        try {
            return jpa.txExpr(TransactionType.Required, em -> {
                if (known(em, credit.key())) {
                    return Optional.empty();
                }
                BankLine line = line(statement, credit);
                Optional<Obligation> match = match(em, line);
                line.obligationId = match.map(o -> o.id).orElse(null);
                line.effect = switch (credit.kind()) {
                    case TAKEN_BACK -> Effect.TAKEN_BACK;
                    case SENT_BACK -> Effect.SENT_BACK;
                    case INCOME -> match.isEmpty() ? Effect.UNMATCHED : confirms(em, line, match.get()) ? Effect.CONFIRMED : Effect.WAITING;
                };
                em.persist(line);
                em.flush();
                if (credit.kind() != BankStatement.Kind.INCOME && line.obligationId != null) {
                    Settlement.remark(em, line.obligationId);
                }
                return Optional.of(line);
            });
        } catch (PersistenceException e) {
            if (jpa.txExpr(TransactionType.Required, em -> known(em, credit.key()))) {
                return Optional.empty(); // the same file is being taken in twice at this moment
            }
            throw e;
        }
    }

    private static boolean known(EntityManager em, String key) {
        return em.createQuery("select count(l) from BankLine l where l.entryKey = :key", Long.class)
                .setParameter("key", key).getSingleResult() > 0;
    }

    private BankLine line(BankStatement statement, BankStatement.Credit credit) {
        BankLine line = new BankLine();
        line.id = UUID.randomUUID().toString();
        line.entryKey = credit.key();
        line.statement = statement.id();
        line.iban = statement.iban();
        line.booked = credit.booked();
        line.amount = credit.amount();
        line.currency = credit.currency();
        line.reference = credit.reference().map(CreditorReference::normal).filter(r -> r.length() <= 40).orElse(null);
        line.remittance = credit.remittance();
        line.endToEnd = credit.endToEnd().filter(e -> e.length() <= 40).orElse(null);
        line.debtor = credit.debtor();
        line.created = clock.millis();
        return line;
    }

    private static Optional<Obligation> match(EntityManager em, BankLine line) {
        if (line.reference != null && CreditorReference.valid(line.reference)) {
            return byReference(em, line.reference, line);
        }
        Optional<Obligation> free = byFreeReference(em, line);
        if (free.isPresent()) {
            return free;
        }
        String text = line.remittance.toUpperCase(java.util.Locale.ROOT);
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            if (CreditorReference.valid(references.group())) {
                return byReference(em, references.group(), line);
            }
        }
        return byCaseNumber(em, text, line);
    }

    /** Payers' banks let people write what they like into the field of the reference; the case number, most often. */
    private static Optional<Obligation> byFreeReference(EntityManager em, BankLine line) {
        if (line.reference == null || line.reference.startsWith("RF") || !line.reference.matches("[\\p{L}0-9/-]{3,25}")) {
            return Optional.empty();
        }
        String plain = line.reference.replaceAll("[^\\p{L}0-9]", "");
        return plain.isEmpty() || plain.length() > 20 ? Optional.empty()
                : byReference(em, CreditorReference.of(plain, 1), line).flatMap(o -> byCaseNumber(em, o.caseNumber.toUpperCase(java.util.Locale.ROOT), line));
    }

    private static Optional<Obligation> byReference(EntityManager em, String reference, BankLine line) {
        return em.createQuery("select o from Obligation o where o.reference = :reference", Obligation.class)
                .setParameter("reference", reference).getResultStream().filter(o -> o.iban.equals(line.iban)).findFirst();
    }

    /** One case number, one obligation; where a case has several, the only open one of the same amount. */
    private static Optional<Obligation> byCaseNumber(EntityManager em, String text, BankLine line) {
        List<Obligation> found = new ArrayList<>();
        WORD.matcher(text).results().map(r -> r.group()).distinct().limit(20).forEach(word -> found.addAll(
                em.createQuery("select o from Obligation o where upper(o.caseNumber) = :number", Obligation.class)
                        .setParameter("number", word).getResultList()));
        found.removeIf(o -> !o.iban.equals(line.iban));
        if (found.size() == 1) {
            return Optional.of(found.get(0));
        }
        List<Obligation> open = found.stream().filter(o -> o.open() && o.amount.compareTo(line.amount) == 0).toList();
        return open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    /** Banks carry a provider's end-to-end id to the statement: then it is the same money, seen a second time. */
    private static boolean confirms(EntityManager em, BankLine line, Obligation o) {
        if (line.endToEnd == null) {
            return false;
        }
        Attempt attempt = em.find(Attempt.class, line.endToEnd);
        return attempt != null && attempt.obligationId.equals(o.id) && attempt.state == PaymentState.PAID
                && attempt.paid.compareTo(line.amount) == 0;
    }

    private Effect settled(String lineId) {
        try {
            return settlement.settle(em -> claim(em, lineId)).orElse(Effect.NONE);
        } catch (RuntimeException e) {
            LOG.error("Bank entry {} has come and its case could not be moved on; tried again by itself", lineId, e);
            jpa.tx(TransactionType.Required, em -> Settlement.remark(em, em.find(BankLine.class, lineId).obligationId));
            return Effect.WAITING;
        }
    }

    private static Optional<Settlement.Claim> claim(EntityManager em, String lineId) {
        BankLine line = em.find(BankLine.class, lineId, LockModeType.PESSIMISTIC_WRITE);
        return line.effect == Effect.WAITING ? Optional.of(new Settlement.Claim(line.obligationId, line)) : Optional.empty();
    }

    /** Entries that wait for their case, oldest first. */
    List<String> waiting(int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select l.id from BankLine l where l.effect = :waiting and l.created < :before order by l.created",
                String.class).setParameter("waiting", Effect.WAITING).setParameter("before", clock.millis() - 10_000)
                .setMaxResults(limit).getResultList());
    }

    /** Tries a waiting entry again. */
    void again(String lineId) {
        settlement.settle(em -> claim(em, lineId));
    }

    /** A person says what an entry is for. */
    Effect matched(String lineId, Obligation o, String note) {
        return settlement.settle(em -> {
            BankLine line = em.find(BankLine.class, lineId, LockModeType.PESSIMISTIC_WRITE);
            if (line == null || line.effect != Effect.UNMATCHED) {
                return Optional.empty();
            }
            line.obligationId = o.id;
            line.note = note;
            audit.record(Audit.Event.ok("payment.match", Settlement.SYSTEM, "payment").about(o.caseNumber, o.applicantKey)
                    .with(Map.of("line", lineId)));
            return Optional.of(new Settlement.Claim(o.id, line));
        }).orElseThrow(Attempts.NotNow::new);
    }

    /** A person took care of an entry in another way, for example sent the money back. */
    void handled(String lineId, String note) {
        jpa.tx(TransactionType.Required, em -> {
            BankLine line = em.find(BankLine.class, lineId, LockModeType.PESSIMISTIC_WRITE);
            if (line == null || !Effect.ATTENTION.contains(line.effect) || line.effect == Effect.WAITING) {
                throw new Attempts.NotNow();
            }
            line.note = note;
            line.effect = Effect.HANDLED;
            audit.record(Audit.Event.ok("payment.handle", Settlement.SYSTEM, "payment").with(Map.of("line", lineId)));
            if (line.obligationId != null) {
                Settlement.remark(em, line.obligationId);
            }
        });
    }

    /** Entries a person has to look at, newest first, after a cursor. */
    List<BankLine> toLookAt(Optional<String> cursor, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> {
            var query = em.createQuery("select l from BankLine l where l.effect in :effects"
                    + (cursor.isPresent() ? " and (l.created < :at or (l.created = :at and l.id < :id))" : "")
                    + " order by l.created desc, l.id desc", BankLine.class)
                    .setParameter("effects", List.copyOf(Effect.ATTENTION)).setMaxResults(limit);
            cursor.ifPresent(c -> query.setParameter("at", Long.parseLong(c.substring(0, c.indexOf('_'))))
                    .setParameter("id", c.substring(c.indexOf('_') + 1)));
            return query.getResultList();
        });
    }
}
