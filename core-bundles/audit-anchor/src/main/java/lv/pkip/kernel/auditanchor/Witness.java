package lv.pkip.kernel.auditanchor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.persistence.PrivateFile;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.KeyText;
import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.MerkleProof;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.NoteSigner;
import lv.pkip.kernel.auditproof.SignedNote;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cosigns checkpoints of other houses' logs: of each log only such as continue the newest one that was cosigned. That one is kept before the
 * signature leaves, and moved on by one request at a time.
 */
@Component(service = Witness.class)
@Designate(ocd = Witness.Config.class)
public final class Witness {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: this house as a witness")
    @interface Config {
        @AttributeDefinition(description = "Name of the key it cosigns by; empty: host of the municipality's address, and /audit-witness")
        String name() default "";
    }

    /** What becomes of a request. */
    enum Result { COSIGNED, MALFORMED, LOG_UNKNOWN, NOT_SIGNED, NOT_NEWEST, NOT_CONSISTENT }

    /**
     * An answer.
     *
     * @param size records of the newest checkpoint that was cosigned of this log
     * @param line the cosignature
     */
    record Said(Result result, long size, String line) { }

    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
    private static final int LONGEST_NOTE = 4000;
    private static final long QUIET_SECONDS = 60;

    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final Supplier<NoteSigner> signer;
    private final Map<WitnessedLog, Instant> logs = new ConcurrentHashMap<>();

    @Activate
    public Witness(BundleContext context, @Reference(name = "jpa", target = "(osgi.unit.name=auditanchor)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditanchor)") SchemaReady schema, @Reference(name = "audit") Audit audit,
            @Reference(name = "current") CurrentActor current, @Reference(name = "municipality") Municipality municipality, Config config) {
        this(jpa, audit, current, Clock.systemUTC(), () -> signer(keyFile(context), config.name().isBlank() ? named(municipality) : config.name()));
    }

    Witness(JpaTemplate jpa, Audit audit, CurrentActor current, Clock clock, Supplier<NoteSigner> signer) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
        this.signer = signer;
    }

    private static Path keyFile(BundleContext context) {
        String data = context.getProperty("karaf.data");
        Path folder = data == null ? context.getDataFile("security").toPath() : Path.of(data, "security");
        return folder.resolve("audit-witness-key");
    }

    private static String named(Municipality municipality) {
        return municipality.baseUrl().replaceFirst("^https?://", "") + "/" + WitnessPage.PATH;
    }

    static NoteSigner signer(Path path, String name) {
        PrivateFile file = new PrivateFile(path);
        try {
            return new NoteSigner(name, NoteKey.Kind.WITNESS, KeyText.read(file.exists() ? file.read() : file.readOrCreate(KeyText.fresh())));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no key of a witness; restore it from the backup", e);
        }
    }

    @Reference(name = "logs", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(WitnessedLog log) {
        logs.put(log, Instant.MIN);
    }

    void gone(WitnessedLog log) {
        logs.remove(log);
    }

    /** The key it cosigns by, while it is a witness for anybody. */
    Optional<String> key() {
        return logs.isEmpty() ? Optional.empty() : Optional.of(signer.get().key().vkey());
    }

    /** @param old size of the checkpoint that the proof leads from */
    Said ask(long old, List<byte[]> proof, SignedNote note, Checkpoint checkpoint) {
        List<WitnessedLog> same = logs.keySet().stream().filter(log -> log.origin().equals(checkpoint.origin())).toList();
        if (same.isEmpty()) {
            return new Said(Result.LOG_UNKNOWN, 0, "");
        }
        Optional<WitnessedLog> log = same.stream().filter(one -> isSigned(note, one.key())).findFirst();
        if (log.isEmpty()) {
            return new Said(Result.NOT_SIGNED, 0, "");
        }
        if (old > checkpoint.size() || note.toString().length() > LONGEST_NOTE) {
            return new Said(Result.MALFORMED, 0, "");
        }
        return current.asSystem("audit-witness", () -> known(log.get(), old, proof, note, checkpoint));
    }

    private static boolean isSigned(SignedNote note, NoteKey key) {
        try {
            return !note.verifiedBy(List.of(key)).isEmpty();
        } catch (Malformed wrong) {
            return false;
        }
    }

    private Said known(WitnessedLog log, long old, List<byte[]> proof, SignedNote note, Checkpoint checkpoint) {
        Checkpoint newest = newest(checkpoint.origin());
        if (old != newest.size()) {
            return new Said(Result.NOT_NEWEST, newest.size(), "");
        }
        if (!MerkleProof.isConsistent(old, checkpoint.size(), newest.root(), checkpoint.root(), proof)) {
            refused(log, newest, checkpoint);
            // another root for the very same size is answered as a conflict, as the protocol has it
            return new Said(old == checkpoint.size() ? Result.NOT_NEWEST : Result.NOT_CONSISTENT, newest.size(), "");
        }
        NoteSigner own = signer.get();
        if (checkpoint.size() > newest.size() && !advance(newest, note, checkpoint)) {
            return new Said(Result.NOT_NEWEST, newest(checkpoint.origin()).size(), "");
        }
        return new Said(Result.COSIGNED, checkpoint.size(), own.cosign(checkpoint, clock.instant()).line());
    }

    private Checkpoint newest(String origin) {
        WitnessedRow row = in(em -> em.find(WitnessedRow.class, origin));
        return row == null ? Consistency.empty(origin) : new Checkpoint(origin, row.leaves, Base64.getDecoder().decode(row.root));
    }

    /** @return false when another request was faster */
    private boolean advance(Checkpoint from, SignedNote note, Checkpoint to) {
        if (from.size() == 0) {
            first(from);
        }
        return in(em -> {
            int moved = em.createQuery("update WitnessedRow w set w.leaves = :leaves, w.root = :root, w.at = :at, w.note = :note"
                    + " where w.origin = :origin and w.leaves = :old and w.root = :before")
                    .setParameter("leaves", to.size()).setParameter("root", base64(to)).setParameter("at", clock.millis()).setParameter("note", note.toString())
                    .setParameter("origin", to.origin()).setParameter("old", from.size()).setParameter("before", base64(from)).executeUpdate();
            if (moved == 1) {
                audit.record(Event.ok("audit.witness", "audit", "oversight").with(Map.of("log", to.origin(), "size", String.valueOf(to.size()))));
            }
            return moved == 1;
        });
    }

    private void first(Checkpoint empty) {
        try {
            in(em -> {
                if (em.find(WitnessedRow.class, empty.origin()) == null) {
                    WitnessedRow row = new WitnessedRow();
                    row.origin = empty.origin();
                    row.root = base64(empty);
                    row.note = "";
                    em.persist(row);
                    em.flush();
                }
                return null;
            });
        } catch (RuntimeException another) {
            if (in(em -> em.find(WitnessedRow.class, empty.origin())) == null) {
                throw another;
            }
        }
    }

    /** A log that shows two pasts. Whoever sees the log's checkpoints can send them, so it is told once a minute and no more. */
    private void refused(WitnessedLog log, Checkpoint newest, Checkpoint other) {
        Instant now = clock.instant();
        Instant told = logs.getOrDefault(log, now);
        if (told.equals(Instant.MIN) || now.isBefore(told) || now.isAfter(told.plusSeconds(QUIET_SECONDS))) {
            logs.replace(log, now);
            LOG.warn("The log {} shows a checkpoint of {} records that was not proved to continue the one of {} that was cosigned", log.origin(), other.size(), newest.size());
            audit.record(Event.ok("audit.witness", "audit", "oversight").outcome("refused").with(Map.of("log", log.origin(),
                    "size", String.valueOf(other.size()), "root", base64(other), "cosigned", String.valueOf(newest.size()))));
        }
    }

    private static String base64(Checkpoint checkpoint) {
        return Base64.getEncoder().encodeToString(checkpoint.root());
    }

    private <T> T in(Function<EntityManager, T> work) {
        return jpa.txExpr(TransactionType.Required, work::apply);
    }
}
