package lv.pkip.kernel.workplace.menu;

import java.util.List;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.workplace.Recent;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Pages that people marked with a star. */
@Component(service = Favourites.class)
public final class Favourites {
    private static final int MOST = 20;
    private static final int LONGEST_TITLE = 120;
    private final JpaTemplate jpa;
    private final Audit audit;
    private final Recent<List<Favourite>> recent = new Recent<>();

    @Activate
    public Favourites(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema, @Reference(name = "audit") Audit audit) {
        this(jpa, audit);
    }

    Favourites(JpaTemplate jpa, Audit audit) {
        this.jpa = jpa;
        this.audit = audit;
    }

    /** A marked page. */
    public record Favourite(long id, String title, String path) { }

    /** In the order they were marked. */
    public List<Favourite> of(String login) {
        return recent.get(login, l -> jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select f from FavouriteRow f where f.owner = :owner order by f.id", FavouriteRow.class)
                .setParameter("owner", l).setMaxResults(MOST).getResultList().stream().map(FavouriteRow::favourite).toList()));
    }

    /** Marks a page; of more than twenty the oldest makes room. */
    void add(String login, String title, String path) {
        jpa.tx(TransactionType.Required, em -> {
            List<FavouriteRow> before = em.createQuery("select f from FavouriteRow f where f.owner = :owner order by f.id", FavouriteRow.class)
                    .setParameter("owner", login).getResultList();
            if (before.stream().anyMatch(f -> f.favourite().path().equals(path))) {
                return;
            }
            if (before.size() >= MOST) {
                em.remove(before.get(0));
            }
            em.persist(new FavouriteRow(login, title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title, path));
            audit.record(Audit.Event.ok("workplace.favourite", "workplace", "own-settings"));
        });
        recent.forget(login);
    }

    void remove(String login, String path) {
        jpa.tx(TransactionType.Required, em -> {
            em.createQuery("delete from FavouriteRow f where f.owner = :owner and f.path = :path")
                    .setParameter("owner", login).setParameter("path", path).executeUpdate();
            audit.record(Audit.Event.ok("workplace.unfavourite", "workplace", "own-settings"));
        });
        recent.forget(login);
    }
}
