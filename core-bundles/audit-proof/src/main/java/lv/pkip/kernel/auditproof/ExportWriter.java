package lv.pkip.kernel.auditproof;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes an export, line by line, into a stream that stays the caller's (who may wrap it in gzip). */
public final class ExportWriter {
    private final DigestOutputStream out;
    private final ExportHeader header;
    private long next;

    private ExportWriter(OutputStream out, ExportHeader header) throws IOException {
        this.out = new DigestOutputStream(out, Hash.sha256());
        this.header = header;
        this.next = header.from();
        line(header.line());
    }

    /**
     * Writes the header.
     *
     * @param tree        the log's tree, at least as large as the last checkpoint
     * @param checkpoints signed, in any order; the largest is the one that the export is proved by
     */
    public static ExportWriter begin(OutputStream out, MerkleTree tree, long from, long to, List<SignedNote> checkpoints) throws IOException {
        Checkpoint largest = checkpoints.stream().map(note -> Checkpoint.parse(note.text()))
                .reduce((one, other) -> one.size() < other.size() ? other : one)
                .orElseThrow(() -> new IllegalArgumentException("an export is proved by a checkpoint"));
        return new ExportWriter(out, new ExportHeader(largest.origin(), from, to, largest.size(), tree.subtrees(0, from), checkpoints));
    }

    /** The next record; its leaf's hash is to come from the tree, so that a record changed in the database is found. */
    public void record(long index, byte[] leafHash, LogRecord record) throws IOException {
        write(new ExportLine(index, leafHash, Optional.of(record)));
    }

    /** The next place, whose record was deleted at the end of its retention. */
    public void removed(long index, byte[] leafHash) throws IOException {
        write(new ExportLine(index, leafHash, Optional.empty()));
    }

    private void write(ExportLine one) throws IOException {
        if (one.index() < header.from() || one.index() >= header.to()) {
            throw new IllegalArgumentException("the header says " + header.from() + " to " + header.to() + ", not " + one.index());
        }
        next++;
        line(one.line());
    }

    /** Writes the footer and flushes; records that are missing are for the verifier to find. */
    public ExportFooter end(MerkleTree tree) throws IOException {
        return end(tree, List.of());
    }

    /**
     * Writes the footer and flushes.
     *
     * @param olderSizes sizes of checkpoints kept elsewhere that are to be proved to be the beginning of this tree; those in the
     *                   header are so anyway
     */
    public ExportFooter end(MerkleTree tree, Collection<Long> olderSizes) throws IOException {
        SortedSet<Long> sizes = new TreeSet<>(olderSizes);
        header.checkpoints().forEach(note -> sizes.add(Checkpoint.parse(note.text()).size()));
        List<ExportFooter.Consistency> proofs = new ArrayList<>();
        for (long older : sizes.headSet(header.size())) {
            if (older > 0 && (older < header.from() || older > header.to())) { // those in between are passed on the way
                proofs.add(new ExportFooter.Consistency(older, tree.consistencyProof(older, header.size())));
            }
        }
        ExportFooter footer = new ExportFooter(next - header.from(), tree.subtrees(header.to(), header.size()), proofs, out.getMessageDigest().digest());
        out.on(false);
        line(footer.line());
        out.flush();
        return footer;
    }

    private void line(String json) throws IOException {
        byte[] line = Text.utf8(json + "\n");
        if (line.length > LineReader.MAX_LENGTH) {
            throw new Malformed("line-length");
        }
        out.write(line);
    }
}
