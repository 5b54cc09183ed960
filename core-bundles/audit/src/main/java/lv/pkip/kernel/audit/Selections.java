package lv.pkip.kernel.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.audit.AuditSelections;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.auditproof.MerkleTree;
import lv.pkip.kernel.auditproof.SelectionWriter;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.auditproof.TileStore;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Proves single records by the newest checkpoint, some hundred at a time. */
@Component(service = AuditSelections.class)
public final class Selections implements AuditSelections {
    private static final String EXPORT = "audit:export";
    private static final int TILES = 512;
    private final JpaTemplate jpa;
    private final AuditProofs proofs;
    private final Audit audit;
    private final CurrentActor current;

    @Activate
    public Selections(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa, @Reference(name = "proofs") AuditProofs proofs,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this.jpa = jpa;
        this.proofs = proofs;
        this.audit = audit;
        this.current = current;
    }

    @Override
    public Optional<Selection> begin(String purpose, OutputStream out) {
        if (purpose.isBlank()) {
            throw new IllegalArgumentException("a purpose is needed");
        }
        Event event = Event.ok("audit.export", "audit", purpose);
        if (!current.may(EXPORT)) {
            audit.record(event.outcome("refused"));
            throw new Forbidden(EXPORT);
        }
        Optional<Signed> newest = proofs.checkpoints(1).stream().findFirst();
        newest.ifPresent(signed -> audit.record(event.with(Map.of("proofs", String.valueOf(signed.size())))));
        return newest.map(signed -> new Begun(signed, proofs.key(), out));
    }

    /** One file. */
    private final class Begun implements Selection {
        private final Signed signed;
        private final String key;
        private final OutputStream out;
        private SelectionWriter writer;

        Begun(Signed signed, String key, OutputStream out) {
            this.signed = signed;
            this.key = key;
            this.out = out;
        }

        @Override
        public void add(List<Long> sequences) {
            if (sequences.size() > AuditTrail.MOST) {
                throw new IllegalArgumentException("at most " + AuditTrail.MOST + " at a time");
            }
            jpa.tx(TransactionType.Required, em -> {
                try {
                    write(em, sequences);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        private SelectionWriter writer() throws IOException {
            if (writer == null) {
                writer = SelectionWriter.begin(out, SignedNote.parse(signed.note()), key);
            }
            return writer;
        }

        private void write(EntityManager em, List<Long> sequences) throws IOException {
            if (sequences.isEmpty()) {
                return;
            }
            Log log = new Log(em);
            MerkleTree tree = new MerkleTree(new Kept(new TileRows(em.unwrap(java.sql.Connection.class))), log.state().size());
            Map<Long, Long> places = log.placesOf(sequences);
            Map<Long, RecordRow> rows = new HashMap<>();
            em.createQuery("select r from RecordRow r where r.seq in :all", RecordRow.class).setParameter("all", sequences).getResultList()
                    .forEach(row -> rows.put(row.seq(), row));
            for (long sequence : sequences) {
                Long place = places.get(sequence);
                if (place == null || place >= signed.size()) {
                    writer().waiting(sequence);
                } else if (rows.containsKey(sequence)) {
                    writer().record(place, tree.leafHashes(place, place + 1).get(0), rows.get(sequence).leaf(), tree.inclusionProof(place, signed.size()));
                }
            }
        }

        @Override
        public void end(Map<String, String> files) {
            try {
                writer().end(files);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Tiles that were read stay for a while: neighbours have nearly all of them in common. */
    private static final class Kept implements TileStore {
        private final TileStore rows;
        private final Map<String, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
                return size() > TILES;
            }
        };

        Kept(TileStore rows) {
            this.rows = rows;
        }

        @Override
        public byte[] read(int level, long tile) {
            return kept.computeIfAbsent(level + ":" + tile, any -> rows.read(level, tile));
        }

        @Override
        public void write(int level, long tile, byte[] hashes) {
            throw new UnsupportedOperationException("what is proved is not written");
        }
    }
}
