package lv.pkip.kernel.shell.work;

import java.text.Collator;
import java.util.List;
import java.util.Locale;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Named views of the inbox, kept in the database. */
@Component(service = SavedFilters.class)
public final class FilterTable implements SavedFilters {
    private static final int MOST = 30;
    private final JpaTemplate jpa;

    @Activate
    public FilterTable(@Reference(name = "jpa", target = "(osgi.unit.name=shell)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=shell)") SchemaReady schema) {
        this(jpa);
    }

    FilterTable(JpaTemplate jpa) {
        this.jpa = jpa;
    }

    @Override
    public List<Saved> of(String login) {
        Collator collator = Collator.getInstance(Locale.forLanguageTag("lv"));
        return jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select f from FilterRow f where f.owner = :login or f.shared = 1", FilterRow.class)
                .setParameter("login", login).setMaxResults(MOST * 4).getResultList())
                .stream().map(row -> row.saved(login)).sorted((a, b) -> collator.compare(a.title(), b.title())).toList();
    }

    @Override
    public void save(String login, String title, String address, boolean shared) {
        jpa.tx(TransactionType.Required, em -> {
            List<FilterRow> own = em.createQuery("select f from FilterRow f where f.owner = :login", FilterRow.class)
                    .setParameter("login", login).getResultList();
            FilterRow row = own.stream().filter(r -> r.saved(login).title().equals(title)).findFirst().orElse(null);
            if (row == null) {
                if (own.size() >= MOST) {
                    em.remove(own.get(0)); // the oldest makes room
                }
                row = new FilterRow(login, title);
                row.show(address, shared);
                em.persist(row);
            } else {
                row.show(address, shared);
            }
        });
    }

    @Override
    public void delete(String login, long id) {
        jpa.tx(TransactionType.Required, em -> em.createQuery("delete from FilterRow f where f.id = :id and f.owner = :login")
                .setParameter("id", id).setParameter("login", login).executeUpdate());
    }
}
