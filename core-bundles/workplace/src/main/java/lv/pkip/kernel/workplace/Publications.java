package lv.pkip.kernel.workplace;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Documents that are drafted, published, and can be brought back: who published what and when stays known. Whoever changes one says
 * from which edition, so that nobody overwrites what another has changed meanwhile.
 */
@Component(service = Publications.class)
public final class Publications {
    public static final String NAVIGATION = "navigation";
    public static final String THEME = "theme";
    private static final String DRAFT = "draft";
    private static final String PUBLISHED = "published";
    private static final String PAST = "past";
    private static final int PAST_KEPT = 30;
    private static final int LARGEST = 500_000;
    private final JpaTemplate jpa;
    private final CurrentActor actor;
    private final Audit audit;
    private final Clock clock;
    private final Recent<Optional<String>> recent = new Recent<>();

    @Activate
    public Publications(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "audit") Audit audit) {
        this(jpa, actor, audit, Clock.systemUTC());
    }

    Publications(JpaTemplate jpa, CurrentActor actor, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.actor = actor;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who published, when and why. */
    public record Publication(long id, String author, String note, Instant at) { }

    /** What counts now. */
    public Optional<String> current(String kind) {
        return recent.get(kind, k -> jpa.txExpr(TransactionType.Required, em -> newest(em, k, PUBLISHED).map(DocumentRow::content)));
    }

    /**
     * What is edited: the draft, else what was published.
     *
     * @param edition what a change must name as what it began from
     */
    public record State(long edition, Optional<String> content, boolean drafted) { }

    /** What came of a change; {@code STALE}: somebody else changed something since, and nothing was done. */
    public enum Outcome { DONE, NOTHING, STALE }

    /** As it is in the database now: what is shown for editing is never older than its edition. */
    public State state(String kind) {
        return jpa.txExpr(TransactionType.Required, em -> {
            long edition = em.find(TurnRow.class, kind).edition();
            Optional<DocumentRow> draft = newest(em, kind, DRAFT);
            return new State(edition, draft.or(() -> newest(em, kind, PUBLISHED)).map(DocumentRow::content), draft.isPresent());
        });
    }

    /** What was edited at an edition; absent when that is too long ago to be kept. */
    public Optional<String> at(String kind, long edition) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select d from DocumentRow d where d.kind = :kind and d.edition = :edition order by d.id desc",
                DocumentRow.class).setParameter("kind", kind).setParameter("edition", edition).setMaxResults(1).getResultStream().findFirst().map(DocumentRow::content));
    }

    /** Who changed something after an edition, newest first. */
    public List<Publication> since(String kind, long edition, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select d from DocumentRow d where d.kind = :kind and d.edition > :edition order by d.edition desc",
                DocumentRow.class).setParameter("kind", kind).setParameter("edition", edition).setMaxResults(limit).getResultList())
                .stream().map(DocumentRow::publication).toList();
    }

    public Outcome keepDraft(String kind, String content, long basedOn) {
        bounded(content);
        return change(kind, basedOn, em -> {
            write(em, kind, DRAFT, content, "", basedOn);
            record(kind + ".draft", Map.of());
            return Outcome.DONE;
        });
    }

    public Outcome discardDraft(String kind, long basedOn) {
        return change(kind, basedOn, em -> {
            write(em, kind, PAST, newest(em, kind, PUBLISHED).map(DocumentRow::content).orElse(""), "", basedOn);
            record(kind + ".discard", Map.of());
            return Outcome.DONE;
        });
    }

    /** Publishes the draft as it was at an edition; nothing without one. */
    public Outcome publishDraft(String kind, String note, long basedOn) {
        State state = state(kind);
        return state.edition() != basedOn ? Outcome.STALE : state.drafted() ? publish(kind, state.content().orElseThrow(), note, basedOn) : Outcome.NOTHING;
    }

    public Outcome publish(String kind, String content, String note, long basedOn) {
        bounded(content);
        Outcome outcome = change(kind, basedOn, em -> {
            DocumentRow row = write(em, kind, PUBLISHED, content, note.length() > 500 ? note.substring(0, 500) : note, basedOn);
            record(kind + ".publish", Map.of("publication", String.valueOf(row.publication().id())));
            return Outcome.DONE;
        });
        recent.forget(kind);
        return outcome;
    }

    /** Publishes an earlier one again; nothing when there is no such one. */
    public Outcome republish(String kind, long id, String note, long basedOn) {
        return jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select d from DocumentRow d where d.id = :id and d.kind = :kind and d.state = :state", DocumentRow.class)
                .setParameter("id", id).setParameter("kind", kind).setParameter("state", PUBLISHED)
                .getResultStream().findFirst().map(DocumentRow::content)).map(c -> publish(kind, c, note, basedOn)).orElse(Outcome.NOTHING);
    }

    /** Takes the turn before anything is written: of two who began from the same edition, the second finds none to take. */
    private Outcome change(String kind, long basedOn, EmFunction<Outcome> work) {
        return jpa.txExpr(TransactionType.Required, em -> {
            int taken = em.createQuery("update TurnRow t set t.edition = t.edition + 1 where t.kind = :kind and t.edition = :edition")
                    .setParameter("kind", kind).setParameter("edition", basedOn).executeUpdate();
            return taken == 1 ? work.apply(em) : Outcome.STALE;
        });
    }

    /** The draft before becomes past, and is kept a while to tell somebody who comes too late what changed. */
    private DocumentRow write(EntityManager em, String kind, String state, String content, String note, long basedOn) {
        em.createQuery("update DocumentRow d set d.state = :past where d.kind = :kind and d.state = :draft")
                .setParameter("past", PAST).setParameter("kind", kind).setParameter("draft", DRAFT).executeUpdate();
        em.createQuery("delete from DocumentRow d where d.kind = :kind and d.state = :past and d.edition < :oldest")
                .setParameter("past", PAST).setParameter("kind", kind).setParameter("oldest", basedOn - PAST_KEPT).executeUpdate();
        DocumentRow row = new DocumentRow(kind, state, content, basedOn + 1).by(actor.get().id(), note, clock.millis());
        em.persist(row);
        em.flush();
        return row;
    }

    /** Newest first, before an id (0 = from the newest). */
    public List<Publication> history(String kind, long before, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select d from DocumentRow d where d.kind = :kind and d.state = :state"
                + (before > 0 ? " and d.id < " + before : "") + " order by d.id desc", DocumentRow.class)
                .setParameter("kind", kind).setParameter("state", PUBLISHED).setMaxResults(limit).getResultList())
                .stream().map(DocumentRow::publication).toList();
    }

    private static Optional<DocumentRow> newest(EntityManager em, String kind, String state) {
        return em.createQuery("select d from DocumentRow d where d.kind = :kind and d.state = :state order by d.id desc", DocumentRow.class)
                .setParameter("kind", kind).setParameter("state", state).setMaxResults(1).getResultStream().findFirst();
    }

    private static void bounded(String content) {
        if (content.length() > LARGEST) {
            throw new IllegalArgumentException("a document has at most " + LARGEST + " characters");
        }
    }

    private void record(String action, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, "workplace", "administration").with(details));
    }
}
