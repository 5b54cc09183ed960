package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** How long records of the audit are kept, what became of those whose time is over, and what must not end. Looking needs {@code audit:read}. */
@ProviderType
public interface AuditKeeping {

    /** Classes of retention, as they are set. */
    List<KeptClass> classes();

    /**
     * A class of retention.
     *
     * @param online    months in the database, 0 for ever
     * @param erased    months until what is personal is erased, 0 never
     * @param provision what it rests on
     */
    record KeptClass(String name, int online, int erased, String provision) {
        public KeptClass {
            Objects.requireNonNull(name);
            Objects.requireNonNull(provision);
        }
    }

    /** Months of all classes, newest first. */
    List<Month> months();

    /** What has become of a month. */
    enum State {
        /** Its records are in the database. */
        ONLINE,
        /** Its time is over: it ends with one of the next turns. */
        ENDING,
        /** Its time is over, and a hold keeps it. */
        HELD,
        /** Its records are in files. */
        ARCHIVED
    }

    /**
     * Records of one class received in one month (UTC).
     *
     * @param records how many got their place in the log
     * @param until   when they leave the database, empty for never
     * @param erase   when what is personal is erased, empty for never
     * @param erased  when that was begun in the database
     * @param ended   when they left the database
     */
    record Month(String name, YearMonth month, long records, State state, Optional<Instant> until, Optional<Instant> erase,
            Optional<Instant> erased, Optional<Instant> ended, List<File> files) {
        public Month {
            Objects.requireNonNull(name);
            Objects.requireNonNull(month);
            Objects.requireNonNull(state);
            Objects.requireNonNull(until);
            Objects.requireNonNull(erase);
            Objects.requireNonNull(erased);
            Objects.requireNonNull(ended);
            files = List.copyOf(files);
        }
    }

    /**
     * A file of records that have left the database.
     *
     * @param first  place of the first record
     * @param end    place after the last one
     * @param erased when what is personal was erased in it
     */
    record File(String name, long first, long end, long records, String sha256, Optional<Instant> erased) {
        public File {
            Objects.requireNonNull(name);
            Objects.requireNonNull(sha256);
            Objects.requireNonNull(erased);
        }
    }

    /** Holds, those that stand first. */
    List<Hold> holds();

    /**
     * What must not end; everything given must match, and something must be given.
     *
     * @param dataSubject any key of the person, or the personal code
     */
    record Scope(Optional<String> caseNumber, Optional<String> dataSubject, Optional<String> source, Optional<String> objectType,
            Optional<String> objectId, Optional<Instant> from, Optional<Instant> to) {
        public Scope {
            Objects.requireNonNull(caseNumber);
            Objects.requireNonNull(dataSubject);
            Objects.requireNonNull(source);
            Objects.requireNonNull(objectType);
            Objects.requireNonNull(objectId);
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
        }
    }

    /** A legal freeze: as long as it stands, nothing that matches is erased or leaves the database. */
    record Hold(String code, Scope scope, String provision, String reason, String placedBy, Instant placed, Optional<String> liftedBy,
            Optional<Instant> lifted, Optional<String> liftReason) {
        public Hold {
            Objects.requireNonNull(code);
            Objects.requireNonNull(scope);
            Objects.requireNonNull(provision);
            Objects.requireNonNull(reason);
            Objects.requireNonNull(placedBy);
            Objects.requireNonNull(placed);
            Objects.requireNonNull(liftedBy);
            Objects.requireNonNull(lifted);
            Objects.requireNonNull(liftReason);
        }
    }

    /**
     * Places a hold. Needs {@code audit:hold}; is recorded.
     *
     * @param provision what it rests on, 1 to 256 characters
     * @param reason    1 to 500 characters
     * @return its code
     */
    String place(Scope scope, String provision, String reason);

    /**
     * Lifts one that stands. Needs {@code audit:hold}; is recorded.
     *
     * @throws IllegalArgumentException when no such hold stands
     */
    void lift(String code, String reason);
}
