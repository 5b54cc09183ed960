package lv.pkip.kernel.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.status.files.BlobStore;
import lv.pkip.kernel.status.files.FileName;
import lv.pkip.kernel.status.files.MediaType;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Files of applications and cases: their bytes in the blob store, what is known of them in the database. */
@Component
@Designate(ocd = CaseFiles.Config.class)
public final class CaseFiles implements Attachments {

    /** Limits no form can raise. */
    @ObjectClassDefinition(name = "PKIP: limits of attachments")
    public @interface Config {
        @AttributeDefinition(description = "Largest file in bytes")
        long maxBytes() default 20L * 1024 * 1024;

        @AttributeDefinition(description = "Most files that one person may have uploaded and not yet submitted")
        int maxUnsubmitted() default 100;
    }

    private static final String ATTACHMENT = "attachment";

    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final Trail trail;
    private final Audit audit;
    private final BlobStore blobs;
    private final Stored.Finder finder;
    private final long maxBytes;
    private final int maxUnsubmitted;

    @Activate
    public CaseFiles(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "persons") Persons persons,
            @Reference(name = "services") Services services,
            @Reference(name = "audit") Audit audit, @Reference(name = "blobs") BlobStore blobs, Config config) {
        this(jpa, actor, persons, services, audit, blobs, Clock.systemUTC(), config.maxBytes(), config.maxUnsubmitted());
    }

    CaseFiles(JpaTemplate jpa, CurrentActor actor, Persons persons, Services services, Audit audit, BlobStore blobs, Clock clock,
            long maxBytes, int maxUnsubmitted) {
        this.transactions = new Transactions(jpa);
        this.access = new Access(actor, persons);
        this.riga = new Riga(clock);
        this.trail = new Trail(audit, access, riga);
        this.audit = audit;
        this.blobs = blobs;
        this.finder = new Stored.Finder(services, access);
        this.maxBytes = maxBytes;
        this.maxUnsubmitted = maxUnsubmitted;
    }

    @Override
    public Attachment store(String name, String type, List<String> accepted, long limit, InputStream content) {
        Actor owner = signedIn();
        List<String> allowed = accepted.isEmpty() ? MediaType.ACCEPTED : accepted;
        Optional<String> claimed = MediaType.claimed(type);
        if (claimed.filter(c -> !allowed.contains(c)).isPresent()) {
            throw new CaseProblem(CaseProblem.Code.WRONG_TYPE, "not a type that is accepted here");
        }
        if (transactions.in(em -> unsubmitted(em, owner)) >= maxUnsubmitted) {
            throw new CaseProblem(CaseProblem.Code.TOO_LARGE, "too many files not yet submitted");
        }
        try (BlobStore.Incoming incoming = blobs.receive(content, Math.min(limit, maxBytes))) {
            String told = incoming.type().filter(allowed::contains)
                    .filter(t -> claimed.isEmpty() || claimed.get().equals(t))
                    .orElseThrow(() -> new CaseProblem(CaseProblem.Code.WRONG_TYPE, "the content is not of an accepted type"));
            incoming.keep();
            return transactions.in(em -> {
                FileRow row = row(owner, name, told, incoming);
                em.persist(row);
                record("file.store", owner, Map.of("file", row.id, "type", told, "bytes", Long.toString(row.bytes)));
                return shown(row);
            });
        } catch (BlobStore.TooLarge e) {
            throw new CaseProblem(CaseProblem.Code.TOO_LARGE, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Actor signedIn() {
        Actor actor = access.actor();
        if (actor.kind() == Actor.Kind.ANONYMOUS) {
            throw new Forbidden("file:store");
        }
        return actor;
    }

    private long unsubmitted(EntityManager em, Actor owner) {
        return em.createQuery("select count(f) from FileRow f where f.ownerKey in :owners and f.caseId is null", Long.class)
                .setParameter("owners", access.keys(owner)).getSingleResult();
    }

    private FileRow row(Actor owner, String name, String type, BlobStore.Incoming incoming) {
        FileRow row = new FileRow();
        row.created = riga.now();
        row.id = Ids.next(row.created);
        row.ownerKey = owner.id();
        row.kind = ATTACHMENT;
        row.name = FileName.clean(name);
        row.type = type;
        row.bytes = incoming.size();
        row.sha256 = incoming.sha256();
        return row;
    }

    private void record(String action, Actor owner, Map<String, String> details) {
        boolean resident = owner.kind() == Actor.Kind.RESIDENT;
        audit.record(Audit.Event.ok(action, "status", resident ? Trail.OWN : Trail.HANDLING)
                .about(null, resident ? Access.applicantKey(owner) : null).with(details));
    }

    @Override
    public Optional<Attachment> find(String id) {
        return transactions.in(em -> Optional.ofNullable(em.find(FileRow.class, id)).filter(row -> sees(em, row))
                .map(CaseFiles::shown));
    }

    private boolean sees(EntityManager em, FileRow row) {
        return row.caseId == null ? access.made(row.ownerKey) : caseSeen(em, row).isPresent();
    }

    private Optional<Stored> caseSeen(EntityManager em, FileRow row) {
        return Optional.ofNullable(em.find(CaseRow.class, row.caseId)).map(finder::with)
                .filter(stored -> access.sees(stored.row(), stored.definition()));
    }

    @Override
    public InputStream open(String id) {
        FileRow row;
        try {
            row = transactions.in(em -> {
                FileRow file = visible(em, id);
                Map<String, String> details = Map.of("file", file.id, "kind", file.kind);
                if (file.caseId == null) {
                    record("file.read", access.actor(), details);
                } else {
                    CaseRow of = em.find(CaseRow.class, file.caseId);
                    trail.record("file.read", of, trail.purpose(of), details);
                }
                return file;
            });
        } catch (Forbidden refusal) {
            trail.refused("file.read", Optional.empty(), refusal);
            throw refusal;
        }
        try {
            return blobs.open(row.sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same refusal for a file of somebody else and for none, as ids are nobody's business. */
    private FileRow visible(EntityManager em, String id) {
        return Optional.ofNullable(em.find(FileRow.class, id)).filter(row -> sees(em, row))
                .orElseThrow(() -> new Forbidden("file:read"));
    }

    @Override
    public List<Attachment> ofCase(String number) {
        try {
            return transactions.in(em -> {
                CaseRow row = finder.seen(em, number).row();
                trail.read(row, "files", trail.purpose(row));
                return em.createQuery("select f from FileRow f where f.caseId = :id order by f.id", FileRow.class)
                        .setParameter("id", row.id).getResultList().stream().map(CaseFiles::shown).toList();
            });
        } catch (Forbidden refusal) {
            trail.refused("case.read", Optional.empty(), refusal);
            throw refusal;
        }
    }

    @Override
    public void discard(String id) {
        transactions.in(em -> {
            FileRow row = visible(em, id);
            if (row.caseId != null) {
                throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "the file belongs to a case");
            }
            em.remove(row);
            record("file.discard", access.actor(), Map.of("file", id));
            return row;
        });
    }

    private static Attachment shown(FileRow row) {
        return new Attachment(row.id, row.kind, row.name, row.type, row.bytes, row.sha256,
                Instant.ofEpochMilli(row.created), Optional.ofNullable(row.code));
    }
}
