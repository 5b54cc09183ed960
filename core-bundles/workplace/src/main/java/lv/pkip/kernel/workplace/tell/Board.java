package lv.pkip.kernel.workplace.tell;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.workplace.Recent;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Notifications of each member of staff, and how each wants them by e-mail. */
@Component(service = Board.class)
public final class Board {
    private final JpaTemplate jpa;
    private final Audit audit;
    private final Clock clock;
    private final Recent<Long> counts = new Recent<>();

    @Activate
    public Board(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema, @Reference(name = "audit") Audit audit) {
        this(jpa, audit, Clock.systemUTC());
    }

    Board(JpaTemplate jpa, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is said to whom; texts by language. */
    record Said(String login, String kind, Map<String, String> texts, String href) { }

    /** A notification in one language. */
    public record Line(long id, String kind, String text, String href, Instant at, boolean unread) { }

    /** When notifications go out by e-mail. */
    public enum Mail {
        ONCE, DAILY, NEVER;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    void say(Said said) {
        jpa.tx(TransactionType.Required, em -> {
            em.persist(new NotificationRow(said, clock.millis()));
            em.flush();
        });
        counts.forget(said.login());
    }

    /** Marks as read what anybody was told under a kind and path, because it is done. */
    void settle(String kind, String href) {
        jpa.tx(TransactionType.Required, em -> em.createQuery("update NotificationRow n set n.seen = :now where n.href = :href and n.kind = :kind and n.seen is null")
                .setParameter("now", clock.millis()).setParameter("href", href).setParameter("kind", kind).executeUpdate());
        counts.forgetAll();
    }

    public long unread(String login) {
        return counts.get(login, l -> jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select count(n) from NotificationRow n where n.login = :login and n.seen is null", Long.class)
                .setParameter("login", l).getSingleResult()));
    }

    /** The newest unread ones. */
    public List<Line> unread(String login, String language, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select n from NotificationRow n where n.login = :login and n.seen is null order by n.id desc", NotificationRow.class)
                .setParameter("login", login).setMaxResults(limit).getResultList()).stream().map(n -> n.line(language)).toList();
    }

    /** All, newest first, before an id (0 = from the newest). */
    List<Line> list(String login, String language, long before, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select n from NotificationRow n where n.login = :login"
                + (before > 0 ? " and n.id < " + before : "") + " order by n.id desc", NotificationRow.class)
                .setParameter("login", login).setMaxResults(limit).getResultList()).stream().map(n -> n.line(language)).toList();
    }

    /** Marks one's own as read and tells where it leads; empty when it is not one's own. */
    Optional<String> read(String login, long id) {
        Optional<String> href = jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(NotificationRow.class, id))
                .filter(n -> n.login().equals(login)).map(n -> {
                    n.read(clock.millis());
                    return n.line("lv").href();
                }));
        counts.forget(login);
        return href;
    }

    void readAll(String login) {
        jpa.tx(TransactionType.Required, em -> {
            em.createQuery("update NotificationRow n set n.seen = :now where n.login = :login and n.seen is null")
                    .setParameter("now", clock.millis()).setParameter("login", login).executeUpdate();
            audit.record(Audit.Event.ok("notification.read-all", "workplace", "own-settings"));
        });
        counts.forget(login);
    }

    Mail mail(String login) {
        return jpa.txExpr(TransactionType.Required, em -> mail(em, login));
    }

    static Mail mail(EntityManager em, String login) {
        WishRow row = em.find(WishRow.class, login);
        return row == null ? Mail.DAILY : row.mail();
    }

    void wish(String login, Mail mail) {
        jpa.tx(TransactionType.Required, em -> {
            WishRow row = em.find(WishRow.class, login);
            if (row == null) {
                row = new WishRow(login);
            }
            row.mail(mail);
            em.persist(row);
            audit.record(Audit.Event.ok("notification.wish", "workplace", "own-settings").with(Map.of("mail", mail.word())));
        });
    }

    /** Forgets what was read or told long ago. */
    int expire(Instant before) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("delete from NotificationRow n where n.made < :before")
                .setParameter("before", before.toEpochMilli()).executeUpdate());
    }
}
