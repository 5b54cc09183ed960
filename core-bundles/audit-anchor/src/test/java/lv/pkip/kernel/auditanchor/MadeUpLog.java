package lv.pkip.kernel.auditanchor;

import java.io.OutputStream;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.KeyText;
import lv.pkip.kernel.auditproof.LogRecord;
import lv.pkip.kernel.auditproof.MerkleTree;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.NoteSigner;
import lv.pkip.kernel.auditproof.TileStore;

/** A log of a made-up town, which a test lets grow and signs. */
final class MadeUpLog implements AuditProofs {
    final NoteSigner signer;
    private final Clock clock;
    private final Map<String, byte[]> tiles = new HashMap<>();
    private final List<Signed> signed = new ArrayList<>();
    private MerkleTree tree;
    private String variant;

    MadeUpLog(String origin, Clock clock) {
        this(new NoteSigner(origin, NoteKey.Kind.LOG, KeyText.read(KeyText.fresh())), clock, "");
    }

    private MadeUpLog(NoteSigner signer, Clock clock, String variant) {
        this.signer = signer;
        this.clock = clock;
        this.variant = variant;
        this.tree = new MerkleTree(store(), 0);
    }

    static MadeUpLog of(int size, Clock clock) {
        MadeUpLog log = new MadeUpLog("pkip-audit/0123456789abcdef", clock);
        log.grow(size);
        return log;
    }

    /** The same key with another past, or with the same one up to less. */
    MadeUpLog another(int size, String other) {
        MadeUpLog log = new MadeUpLog(signer, clock, other);
        log.grow(size);
        return log;
    }

    MadeUpLog restored(int size) {
        return another(size, variant);
    }

    private TileStore store() {
        return new TileStore() {
            @Override
            public byte[] read(int height, long index) {
                return tiles.get(height + "/" + index);
            }

            @Override
            public void write(int height, long index, byte[] hashes) {
                tiles.put(height + "/" + index, hashes.clone());
            }
        };
    }

    /** Grows, and signs. */
    synchronized Signed grow(int records) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            leaves.add(LogRecord.of(Map.of("at", tree.size() + i, "action", "case.read" + variant), Map.of(), new byte[32]).leafHash());
        }
        tree.append(leaves);
        Signed now = new Signed(tree.size(), clock.instant(), new Checkpoint(signer.key().name(), tree.size(), tree.root()).signed(signer).toString());
        signed.add(0, now);
        return now;
    }

    @Override
    public String key() {
        return signer.key().vkey();
    }

    @Override
    public Optional<String> checkpoint() {
        return checkpoints(1).stream().map(Signed::note).findFirst();
    }

    @Override
    public synchronized List<Signed> checkpoints(int limit) {
        return signed.stream().limit(limit).toList();
    }

    @Override
    public Sealed sealed() {
        return new Sealed(tree.size(), 0, Optional.empty(), Optional.empty());
    }

    @Override
    public OptionalLong place(long sequence) {
        return OptionalLong.empty();
    }

    @Override
    public List<String> inclusion(long place, long size) {
        return List.of();
    }

    @Override
    public synchronized List<String> consistency(long first, long second) {
        return tree.consistencyProof(first, second).stream().map(Base64.getEncoder()::encodeToString).toList();
    }

    @Override
    public String leaf(long place) {
        return "";
    }

    @Override
    public OptionalLong firstBad(long from, long to) {
        return OptionalLong.empty();
    }

    @Override
    public void export(long from, long to, String purpose, OutputStream out) {
        throw new UnsupportedOperationException("nothing is exported here");
    }
}
