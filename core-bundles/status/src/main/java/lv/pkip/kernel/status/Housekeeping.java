package lv.pkip.kernel.status;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.status.files.BlobStore;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Deletes what nobody will use any more: old drafts, files never submitted, bytes without a row. */
@Component(service = Housekeeping.class)
public final class Housekeeping {
    /** Longer than any upload or transaction lasts. */
    private static final Duration UNTOUCHED = Duration.ofHours(24);

    private final Transactions transactions;
    private final Persons persons;
    private final BlobStore blobs;
    private final Riga riga;

    @Activate
    public Housekeeping(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "persons") Persons persons, @Reference(name = "blobs") BlobStore blobs) {
        this(jpa, persons, blobs, Clock.systemUTC());
    }

    Housekeeping(JpaTemplate jpa, Persons persons, BlobStore blobs, Clock clock) {
        this.persons = persons;
        this.transactions = new Transactions(jpa);
        this.blobs = blobs;
        this.riga = new Riga(clock);
    }

    /** Number of drafts and of unsubmitted files deleted. */
    record Deleted(int drafts, int files) { }

    /** A file outlives the draft that names it: its own day of deletion is later by the time of one upload. */
    Deleted expire() {
        long oldest = riga.now() - CaseDrafts.KEPT.toMillis();
        int drafts = transactions.in(em -> em.createQuery("delete from DraftRow d where d.changed < :oldest").setParameter("oldest", oldest)
                .executeUpdate());
        long created = oldest - UNTOUCHED.toMillis();
        List<String> owners = transactions.in(em -> em.createQuery("select distinct f.ownerKey from FileRow f where f.caseId is null"
                + " and f.created < :created", String.class).setParameter("created", created).getResultList());
        return new Deleted(drafts, owners.stream().mapToInt(owner -> expire(owner, created)).sum());
    }

    /** A draft may name a file that its owner uploaded under another key of theirs. */
    private int expire(String owner, long created) {
        Set<String> keys = persons.keys(owner);
        return transactions.in(em -> keys.stream().anyMatch(key -> hasDraft(em, key)) ? 0
                : em.createQuery("delete from FileRow f where f.caseId is null and f.created < :created and f.ownerKey = :owner")
                        .setParameter("created", created).setParameter("owner", owner).executeUpdate());
    }

    private static boolean hasDraft(EntityManager em, String key) {
        return em.createQuery("select count(d) from DraftRow d where d.ownerKey = :key or d.ownerKey like :acting", Long.class)
                .setParameter("key", key).setParameter("acting", key + ">%").getSingleResult() > 0;
    }

    /** Number of blobs removed for good. */
    int sweep() throws IOException {
        return sweep(UNTOUCHED);
    }

    int sweep(Duration untouched) throws IOException {
        return blobs.sweep(untouched, sha256 -> transactions.in(em -> em.createQuery(
                "select count(f) from FileRow f where f.sha256 = :sha256", Long.class).setParameter("sha256", sha256)
                .getSingleResult()) > 0);
    }
}
