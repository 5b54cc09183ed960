package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.util.List;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All records in the order of their places in the sealed log, for parts of the platform that go through them one after the other and
 * keep how far they came. For systems of this platform only, never for people; whoever follows the stream records when it begins and
 * ends, because a record of each reading would itself have to be read, for ever.
 */
@ProviderType
public interface AuditStream {

    /** How many places one call may go through. */
    int MOST = 1_000;

    /**
     * Records from a place on. A place is given once and for all, after the record was committed, so whoever goes on at
     * {@link Stretch#next()} misses none and meets none twice. Records that are gone from the database are left out.
     *
     * @param limit 1 to {@link #MOST}
     */
    Stretch from(long place, int limit);

    /** The place of the first record that was written at a time or after; the size of the log when there is none. */
    long placeAt(Instant time);

    /**
     * A piece of the stream.
     *
     * @param next where to go on; the place asked for when nothing new is there
     * @param size how many places there are
     */
    record Stretch(List<Stored> records, long next, long size) {
        public Stretch {
            records = List.copyOf(records);
        }
    }
}
