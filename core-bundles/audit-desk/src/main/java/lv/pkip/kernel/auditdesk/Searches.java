package lv.pkip.kernel.auditdesk;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What auditors asked for, each for the one who asked: by the name of a search alone an address leads to it. */
@Component(service = Searches.class)
public final class Searches {
    /** How many searches with a title one person may keep. */
    static final int MOST = 100;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration HELD = Duration.ofMinutes(30);
    private static final int MOST_HELD = 100;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final JpaTemplate jpa;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public Searches(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema) {
        this(jpa, Clock.systemUTC());
    }

    Searches(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    /** A search as it is kept; the title is empty for one that is not to stay. */
    record Kept(String id, String title, Query query) { }

    /** Keeps what is asked for, for a day; in memory only, and for half an hour, when a personal code is in it. */
    String keep(String owner, Query query) {
        if (Codes.areIn(query)) {
            return hold(owner, query);
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            em.createQuery("delete from SearchRow s where s.title is null and s.created < :old")
                    .setParameter("old", clock.instant().minus(KEPT).toEpochMilli()).executeUpdate();
            return written(em, owner, null, query);
        });
    }

    private record Held(String owner, Query query, Instant until) { }

    private String hold(String owner, Query query) {
        String id = name();
        synchronized (held) {
            held.values().removeIf(one -> !one.until().isAfter(clock.instant()));
            while (held.size() >= MOST_HELD) {
                held.remove(held.keySet().iterator().next());
            }
            held.put(id, new Held(owner, query, clock.instant().plus(HELD)));
        }
        return id;
    }

    private Optional<Kept> held(String owner, String id) {
        synchronized (held) {
            return Optional.ofNullable(held.get(id)).filter(one -> one.owner().equals(owner) && one.until().isAfter(clock.instant())).map(one -> new Kept(id, "", one.query()));
        }
    }

    private String written(EntityManager em, String owner, String title, Query query) {
        SearchRow row = new SearchRow();
        row.id = name();
        row.owner = owner;
        row.title = title;
        row.conditions = QueryJson.write(query);
        row.created = clock.millis();
        em.persist(row);
        return row.id;
    }

    String name() {
        byte[] name = new byte[15];
        random.nextBytes(name);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    Optional<Kept> find(String owner, String id) {
        return held(owner, id).or(() -> jpa.txExpr(TransactionType.Required,
                em -> Optional.ofNullable(em.find(SearchRow.class, id)).filter(row -> row.owner.equals(owner)).map(Searches::kept)));
    }

    private static Kept kept(SearchRow row) {
        return new Kept(row.id, row.title == null ? "" : row.title, QueryJson.read(row.conditions));
    }

    /** Those with a title, by title. */
    List<Kept> named(String owner) {
        return jpa.txExpr(TransactionType.Required, em -> titled(em, owner).stream().map(Searches::kept).toList());
    }

    private static List<SearchRow> titled(EntityManager em, String owner) {
        return em.createQuery("select s from SearchRow s where s.owner = :owner and s.title is not null order by s.title, s.id", SearchRow.class)
                .setParameter("owner", owner).setMaxResults(MOST).getResultList();
    }

    /** Gives a search a title, so that it stays; one of the same title is replaced. False when there are too many. */
    boolean save(String owner, String title, Query query) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<SearchRow> before = titled(em, owner);
            Optional<SearchRow> same = before.stream().filter(row -> row.title.equals(title)).findFirst();
            if (same.isEmpty() && before.size() >= MOST) {
                return false;
            }
            if (same.isPresent()) {
                same.get().conditions = QueryJson.write(query);
                same.get().created = clock.millis();
            } else {
                written(em, owner, title, query);
            }
            return true;
        });
    }

    /** Only one's own; false when there is none. */
    boolean delete(String owner, String id) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<SearchRow> row = Optional.ofNullable(em.find(SearchRow.class, id)).filter(one -> one.owner.equals(owner) && one.title != null);
            row.ifPresent(em::remove);
            return row.isPresent();
        });
    }
}
