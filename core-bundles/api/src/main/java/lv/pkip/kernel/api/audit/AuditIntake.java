package lv.pkip.kernel.api.audit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Takes in what other systems did. Whoever calls it has made sure which system the records come from. */
@ProviderType
public interface AuditIntake {

    /** How many records one call may bring. */
    int MOST = 10_000;

    /**
     * Keeps records. When it comes back, each one whose receipt says {@link Receipt#kept()} is durable; the others are told one by
     * one and hold up none.
     *
     * @param source  the system they come from, {@code [a-z][a-z0-9-]{0,62}}; {@code pkip} is this platform's own
     * @param records at most {@link #MOST}
     * @return one receipt for each record, in their order
     * @throws Busy when more is waiting to be written than can be within a few seconds; nothing of the call was kept
     */
    List<Receipt> take(String source, List<AuditRecord> records);

    /** What became of a record. */
    enum Result {
        /** Kept now. */
        NEW,
        /** Was kept before, word for word the same. */
        SAME,
        /** Another record of this source has the same id; it stays, this one was not kept. */
        OTHER,
        /** Something in it is not as it has to be; not kept. */
        INVALID
    }

    /**
     * What became of one record.
     *
     * @param sequence number under which it is kept, 0 when it is not
     * @param field    with {@link Result#INVALID}: which field is wrong, in the words of {@link AuditRecord}
     * @param problem  with {@link Result#INVALID}: what is wrong with it, a key of the platform's texts such as {@code too-long}
     */
    record Receipt(Result result, long sequence, Optional<String> field, Optional<String> problem) {
        public Receipt {
            Objects.requireNonNull(result);
            Objects.requireNonNull(field);
            Objects.requireNonNull(problem);
        }

        public boolean kept() {
            return result == Result.NEW || result == Result.SAME;
        }
    }

    /** Too much at once: come again. */
    final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int seconds;

        public Busy(int seconds) {
            super("come again in " + seconds + " s");
            this.seconds = seconds;
        }

        /** After how many seconds it is worth trying. */
        public int seconds() {
            return seconds;
        }
    }
}
