package lv.pkip.kernel.auditanchor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import javax.persistence.EntityManager;
import javax.persistence.Query;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditAnchors.Anchored;
import lv.pkip.kernel.api.audit.AuditAnchors.Failing;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.auditproof.NoteSignature;
import lv.pkip.kernel.auditproof.SignedNote;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** What was anchored where and when, and when each place is to get something next. All of it in the database, so that a restart loses nothing. */
final class Ledger {
    static final String WITNESS = "witness";
    static final String TIMESTAMP = "timestamp";
    /** So long one node has for one place; then another one may. */
    static final Duration LEASE = Duration.ofMinutes(3);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int DOUBLINGS = 10;

    private final JpaTemplate jpa;
    private final Audit audit;
    private final Clock clock;

    Ledger(JpaTemplate jpa, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.clock = clock;
    }

    /** Writes a place down that was never seen before; it is due at once. */
    void known(String name) {
        if (in(em -> em.find(PlaceRow.class, name)) != null) {
            return;
        }
        try {
            in(em -> {
                PlaceRow row = new PlaceRow();
                row.name = name;
                row.since = clock.millis();
                em.persist(row);
                em.flush();
                return row;
            });
        } catch (RuntimeException another) {
            // A node that was faster; unless it was for another reason.
            if (in(em -> em.find(PlaceRow.class, name)) == null) {
                throw another;
            }
        }
    }

    /**
     * Takes a place for this holder alone, if it is due. A time too far ahead is of a clock that was set back, or of an interval that was
     * longer: it does not count.
     */
    boolean claim(AnchorPlace place, String holder, boolean atOnce) {
        long now = clock.millis();
        return in(em -> {
            Query update = em.createQuery("update PlaceRow p set p.lease = :until, p.holder = :holder where p.name = :name"
                    + " and (p.lease <= :now or p.lease > :until)" + (atOnce ? "" : " and (p.due <= :now or p.due > :far)"))
                    .setParameter("until", now + LEASE.toMillis()).setParameter("holder", holder).setParameter("name", place.name())
                    .setParameter("now", now);
            if (!atOnce) {
                update.setParameter("far", now + place.every().toMillis());
            }
            return update.executeUpdate() == 1;
        });
    }

    /** The place has the checkpoint: kept, recorded, and due again after its interval. */
    void keep(AnchorPlace place, String holder, Signed checkpoint, String receipt) {
        in(em -> {
            AnchorRow row = new AnchorRow();
            row.place = place.name();
            row.sort = place.sort();
            row.leaves = checkpoint.size();
            row.at = clock.millis();
            row.note = checkpoint.note();
            row.receipt = receipt;
            em.persist(row);
            audit.record(event(place, Map.of("size", String.valueOf(checkpoint.size()))));
            return rest(em, place, holder);
        });
    }

    /** The place has it already. */
    void rest(AnchorPlace place, String holder) {
        in(em -> rest(em, place, holder));
    }

    private int rest(EntityManager em, AnchorPlace place, String holder) {
        return em.createQuery("update PlaceRow p set p.due = :due, p.lease = 0, p.failures = 0, p.failing = 0, p.problem = null, p.contradicts = 0"
                + " where p.name = :name and p.holder = :holder").setParameter("due", clock.millis() + place.every().toMillis())
                .setParameter("name", place.name()).setParameter("holder", holder).executeUpdate();
    }

    /**
     * A failure.
     *
     * @param begins it is another one than before
     * @param times  how often in a row
     */
    record Failed(boolean begins, int times) { }

    /**
     * The place does not have it: tried again after a pause that grows.
     *
     * @return what is new of it: it is recorded once, not at each try
     */
    Failed fail(AnchorPlace place, String holder, Trouble trouble) {
        return in(em -> {
            PlaceRow row = em.find(PlaceRow.class, place.name());
            if (!holder.equals(row.holder)) {
                return new Failed(false, 0); // it took so long that another node has the place by now
            }
            boolean begins = !trouble.code().equals(row.problem);
            if (begins) {
                audit.record(event(place, Map.of("problem", trouble.code())).outcome("failed"));
            }
            row.failing = row.failures == 0 ? clock.millis() : row.failing;
            row.failures++;
            row.problem = trouble.code();
            row.contradicts = (short) (trouble.isContradiction() ? 1 : 0);
            row.due = clock.millis() + pause(row.failures, place.every()).toMillis();
            row.lease = 0;
            return new Failed(begins, row.failures);
        });
    }

    private static Duration pause(int failures, Duration every) {
        Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration most = every.compareTo(LONGEST_PAUSE) < 0 ? every : LONGEST_PAUSE;
        return grown.compareTo(most) < 0 ? grown : most;
    }

    private static Event event(AnchorPlace place, Map<String, String> more) {
        Map<String, String> details = new TreeMap<>(more);
        details.put("place", place.name());
        details.put("sort", place.sort());
        return Event.ok("audit.anchor", "audit", "oversight").with(details);
    }

    /** How a place stands. */
    record Standing(Instant since, Optional<Anchored> last, Optional<Failing> trouble) { }

    Standing standing(String name) {
        return in(em -> {
            PlaceRow row = em.find(PlaceRow.class, name);
            Instant since = row == null ? clock.instant() : Instant.ofEpochMilli(row.since);
            Optional<Failing> trouble = row == null || row.problem == null ? Optional.empty()
                    : Optional.of(new Failing(row.problem, Instant.ofEpochMilli(row.failing), row.contradicts != 0));
            return new Standing(since, newest(em, "where a.place = ?1 order by a.id desc", name).stream().findFirst(), trouble);
        });
    }

    /** How many records the largest checkpoint holds that a place has got, 0 for none. */
    long last(String name) {
        return in(em -> em.createQuery("select max(a.leaves) from AnchorRow a where a.place = ?1", Long.class).setParameter(1, name)
                .getResultList().stream().filter(Objects::nonNull).findFirst().orElse(0L));
    }

    List<Anchored> newest(int limit) {
        return in(em -> em.createQuery("select a from AnchorRow a order by a.id desc", AnchorRow.class).setMaxResults(limit).getResultList())
                .stream().map(Ledger::anchored).toList();
    }

    Optional<Anchored> anchored(String place, long size) {
        return in(em -> newest(em, "where a.place = ?1 and a.leaves = " + size + " order by a.id desc", place)).stream().findFirst();
    }

    /** The newest checkpoint that any witness signed, with the signatures of all who did. */
    Optional<String> cosigned() {
        return in(em -> {
            OptionalLong size = em.createQuery("select max(a.leaves) from AnchorRow a where a.sort = ?1", Long.class).setParameter(1, WITNESS)
                    .getResultList().stream().filter(Objects::nonNull).mapToLong(Long::longValue).findFirst();
            if (size.isEmpty()) {
                return Optional.empty();
            }
            List<AnchorRow> rows = em.createQuery("select a from AnchorRow a where a.sort = ?1 and a.leaves = ?2 order by a.id", AnchorRow.class)
                    .setParameter(1, WITNESS).setParameter(2, size.getAsLong()).setMaxResults(SignedNote.MAX_SIGNATURES - 1).getResultList();
            SignedNote note = SignedNote.parse(rows.get(0).note);
            for (AnchorRow row : rows) {
                note = note.with(NoteSignature.parse(row.receipt));
            }
            return Optional.of(note.toString());
        });
    }

    private static List<Anchored> newest(EntityManager em, String which, String place) {
        return em.createQuery("select a from AnchorRow a " + which, AnchorRow.class).setParameter(1, place).setMaxResults(1).getResultList()
                .stream().map(Ledger::anchored).toList();
    }

    private static Anchored anchored(AnchorRow row) {
        Instant at = Instant.ofEpochMilli(row.at);
        return switch (row.sort) {
            case WITNESS -> {
                NoteSignature signature = NoteSignature.parse(row.receipt);
                yield new Anchored(row.place, row.sort, row.leaves, at, SignedNote.parse(row.note).with(signature).toString(), Optional.empty(),
                        List.of(signature.name()));
            }
            case TIMESTAMP -> new Anchored(row.place, row.sort, row.leaves, at, row.note, Optional.of(Base64.getDecoder().decode(row.receipt)), List.of());
            default -> new Anchored(row.place, row.sort, row.leaves, at, row.note, Optional.empty(), List.of());
        };
    }

    private <T> T in(Function<EntityManager, T> work) {
        return jpa.txExpr(TransactionType.Required, work::apply);
    }
}
