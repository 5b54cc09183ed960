package lv.pkip.kernel.identity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.identity.PersonKeys;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keys of persons who were known twice; needs the database alone, so that the audit itself may ask. */
@Component(service = PersonKeys.class)
public final class Aliases implements PersonKeys {
    private final JpaTemplate jpa;

    @Activate
    public Aliases(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema) {
        this(jpa);
    }

    Aliases(JpaTemplate jpa) {
        this.jpa = jpa;
    }

    @Override
    public Set<String> of(String key) {
        return jpa.txExpr(TransactionType.Required, em -> of(em, key));
    }

    static Set<String> of(EntityManager em, String key) {
        String known = Residents.find(em, key).map(row -> row.key).orElse(key);
        Set<String> keys = new LinkedHashSet<>(List.of(key, known));
        keys.addAll(em.createQuery("select p.key from PersonRow p where p.aliasOf = :key", String.class)
                .setParameter("key", known).getResultList());
        return Set.copyOf(keys);
    }
}
