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
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Documents that are drafted, published, and can be brought back: who published what and when stays known. */
@Component(service = Publications.class)
public final class Publications {
    public static final String NAVIGATION = "navigation";
    public static final String THEME = "theme";
    private static final String DRAFT = "draft";
    private static final String PUBLISHED = "published";
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

    public Optional<String> draft(String kind) {
        return jpa.txExpr(TransactionType.Required, em -> newest(em, kind, DRAFT).map(DocumentRow::content));
    }

    public void keepDraft(String kind, String content) {
        bounded(content);
        jpa.tx(TransactionType.Required, em -> {
            DocumentRow row = newest(em, kind, DRAFT).orElseGet(() -> new DocumentRow(kind, DRAFT));
            row.write(content, actor.get().id(), "", clock.millis());
            em.persist(row);
            record(kind + ".draft", Map.of());
        });
    }

    public void discardDraft(String kind) {
        jpa.tx(TransactionType.Required, em -> {
            drop(em, kind);
            record(kind + ".discard", Map.of());
        });
    }

    public void publish(String kind, String content, String note) {
        bounded(content);
        jpa.tx(TransactionType.Required, em -> {
            DocumentRow row = new DocumentRow(kind, PUBLISHED);
            row.write(content, actor.get().id(), note.length() > 500 ? note.substring(0, 500) : note, clock.millis());
            em.persist(row);
            em.flush();
            drop(em, kind);
            record(kind + ".publish", Map.of("publication", String.valueOf(row.publication().id())));
        });
        recent.forget(kind);
    }

    /** Publishes an earlier one again; false when there is no such one. */
    public boolean republish(String kind, long id, String note) {
        Optional<String> content = jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select d from DocumentRow d where d.id = :id and d.kind = :kind and d.state = :state", DocumentRow.class)
                .setParameter("id", id).setParameter("kind", kind).setParameter("state", PUBLISHED)
                .getResultStream().findFirst().map(DocumentRow::content));
        content.ifPresent(c -> publish(kind, c, note));
        return content.isPresent();
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

    private static void drop(EntityManager em, String kind) {
        em.createQuery("delete from DocumentRow d where d.kind = :kind and d.state = :state")
                .setParameter("kind", kind).setParameter("state", DRAFT).executeUpdate();
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
