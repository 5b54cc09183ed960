package lv.pkip.kernel.status;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
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
    private final BlobStore blobs;
    private final Riga riga;

    @Activate
    public Housekeeping(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "blobs") BlobStore blobs) {
        this(jpa, blobs, Clock.systemUTC());
    }

    Housekeeping(JpaTemplate jpa, BlobStore blobs, Clock clock) {
        this.transactions = new Transactions(jpa);
        this.blobs = blobs;
        this.riga = new Riga(clock);
    }

    /** Number of drafts and of unsubmitted files deleted. */
    record Deleted(int drafts, int files) { }

    /** A file outlives the draft that names it: its own day of deletion is later by the time of one upload. */
    Deleted expire() {
        long oldest = riga.now() - CaseDrafts.KEPT.toMillis();
        return transactions.in(em -> new Deleted(
                em.createQuery("delete from DraftRow d where d.changed < :oldest").setParameter("oldest", oldest)
                        .executeUpdate(),
                em.createQuery("delete from FileRow f where f.caseId is null and f.created < :oldest "
                        + "and not exists (select d from DraftRow d where d.ownerKey = f.ownerKey "
                        + "or d.ownerKey like concat(f.ownerKey, '>%'))")
                        .setParameter("oldest", oldest - UNTOUCHED.toMillis()).executeUpdate()));
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
