package lv.pkip.kernel.api.audit;

import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What proves that the audit is whole: each record gets a place in a log that only grows (a Merkle tree of RFC 9162), and the log's
 * state is signed every minute.
 */
@ProviderType
public interface AuditProofs {

    /** How many records one export may hold. */
    int MOST = 1_000_000;

    /** The public key of the log, as a <i>vkey</i> of C2SP signed-note. */
    String key();

    /** The newest signed checkpoint (C2SP tlog-checkpoint), empty before the first one. */
    Optional<String> checkpoint();

    /** Signed checkpoints, newest first. */
    List<Signed> checkpoints(int limit);

    /**
     * A signed state of the log.
     *
     * @param size how many records it holds
     * @param note the checkpoint with its signature
     */
    record Signed(long size, Instant at, String note) {
        public Signed {
            Objects.requireNonNull(at);
            Objects.requireNonNull(note);
        }
    }

    /** How far it is sealed. */
    Sealed sealed();

    /**
     * How far the log has come.
     *
     * @param size     records that have their place
     * @param waiting  records that have none yet
     * @param oldest   when the oldest of those that wait was written
     * @param signed   when the newest checkpoint was signed
     */
    record Sealed(long size, long waiting, Optional<Instant> oldest, Optional<Instant> signed) {
        public Sealed {
            Objects.requireNonNull(oldest);
            Objects.requireNonNull(signed);
        }
    }

    /** The place of a record in the log, once it has one. */
    OptionalLong place(long sequence);

    /**
     * Hashes that lead from a record to the root of the log at a size, from the leaf upwards, in base64.
     *
     * @throws IllegalArgumentException when the log never had that place or size
     */
    List<String> inclusion(long place, long size);

    /** Hashes that show the log at one size to be the beginning of the log at another. */
    List<String> consistency(long first, long second);

    /** The hash of a record's leaf, in base64. */
    String leaf(long place);

    /**
     * Looks at what is kept: whether records say what they said when they got their place. Needs {@code audit:verify}.
     *
     * @return the first place whose record was changed or is gone, empty when all are as they were
     */
    OptionalLong firstBad(long from, long to);

    /**
     * Writes records with all that is needed to check them elsewhere, as the verifier reads it. Needs {@code audit:export}; is recorded.
     *
     * @param to first place that is not written; at most the size of the newest checkpoint
     */
    void export(long from, long to, String purpose, OutputStream out);
}
