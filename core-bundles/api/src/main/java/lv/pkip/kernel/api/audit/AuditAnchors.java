package lv.pkip.kernel.api.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What was taken out of the house of the audit's checkpoints, so that nobody in it can present another past later. */
@ProviderType
public interface AuditAnchors {

    /** Places that are configured, by name. Needs {@code audit:verify}. */
    List<Place> places();

    /** Takes the newest checkpoint to every place; comes back when each has it or has failed. Needs {@code audit:anchor}; is recorded. */
    List<Place> anchorNow();

    /** What was anchored, newest first; anybody may know it. */
    List<Anchored> anchored(int limit);

    /** What a place got at a size of the log. */
    Optional<Anchored> anchored(String place, long size);

    /** The newest checkpoint that a witness signed, with the signatures of all who did. */
    Optional<String> cosigned();

    /**
     * A place.
     *
     * @param last    what it got last
     * @param trouble why it has nothing newer
     */
    record Place(String name, String sort, Duration every, Optional<Anchored> last, Optional<Failing> trouble) {
        public Place {
            Objects.requireNonNull(name);
            Objects.requireNonNull(sort);
            Objects.requireNonNull(every);
            Objects.requireNonNull(last);
            Objects.requireNonNull(trouble);
        }
    }

    /**
     * Why a place gets nothing.
     *
     * @param contradiction what is there speaks against this log: see {@link AnchorPlace.Trouble#contradiction}
     */
    record Failing(String code, Instant since, boolean contradiction) {
        public Failing {
            Objects.requireNonNull(code);
            Objects.requireNonNull(since);
        }
    }

    /**
     * A checkpoint that a place has.
     *
     * @param size    how many records it holds
     * @param note    the checkpoint as it was taken there, of a witness with its signature
     * @param token   the time stamp, as an answer of RFC 3161 has it
     * @param signers names of those who signed it besides the log
     */
    record Anchored(String place, String sort, long size, Instant at, String note, Optional<byte[]> token, List<String> signers) {
        public Anchored {
            Objects.requireNonNull(place);
            Objects.requireNonNull(sort);
            Objects.requireNonNull(at);
            Objects.requireNonNull(note);
            Objects.requireNonNull(token);
            signers = List.copyOf(signers);
        }
    }
}
