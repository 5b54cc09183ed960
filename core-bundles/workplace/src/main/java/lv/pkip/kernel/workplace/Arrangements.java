package lv.pkip.kernel.workplace;

import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.workplace.Workplace.Placed;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What each person arranged for themselves: the start page and the menu. */
@Component(service = Arrangements.class)
public final class Arrangements {
    public static final String HOME = "home";
    public static final String MENU = "menu";
    private static final int MOST = 200;
    private final JpaTemplate jpa;
    private final Audit audit;
    private final Recent<List<Placed>> recent = new Recent<>();

    @Activate
    public Arrangements(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema, @Reference(name = "audit") Audit audit) {
        this(jpa, audit);
    }

    Arrangements(JpaTemplate jpa, Audit audit) {
        this.jpa = jpa;
        this.audit = audit;
    }

    public List<Placed> of(String login, String area) {
        return recent.get(area + "/" + login, key -> jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select a from ArrangedRow a where a.owner = :owner and a.area = :area order by a.place", ArrangedRow.class)
                .setParameter("owner", login).setParameter("area", area).getResultList().stream().map(ArrangedRow::placed).toList()));
    }

    /** Keeps an arrangement in place of the one before; an empty one brings the original back. */
    public void keep(String login, String area, List<Placed> placed) {
        if (placed.size() > MOST) {
            throw new IllegalArgumentException("nobody arranges more than " + MOST + " things");
        }
        jpa.tx(TransactionType.Required, em -> {
            em.createQuery("delete from ArrangedRow a where a.owner = :owner and a.area = :area")
                    .setParameter("owner", login).setParameter("area", area).executeUpdate();
            for (int i = 0; i < placed.size(); i++) {
                em.persist(new ArrangedRow(login, area, placed.get(i), i));
            }
            audit.record(Audit.Event.ok("workplace.arrange", "workplace", "own-settings").with(Map.of("area", area)));
        });
        recent.forget(area + "/" + login);
    }
}
