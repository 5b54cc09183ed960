package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** Looking things up in the audit. Each look is itself recorded, with what was asked for and why. */
@ProviderType
public interface AuditTrail {

    /** How many records a page may have. */
    int MOST = 500;

    /**
     * What is asked for; everything given must match.
     *
     * @param dataSubject any key of the person finds all that person's records
     * @param actor       exact
     * @param source      exact, as is what follows but the last
     * @param sourceAction exact, or its beginning when it ends with {@code *}
     * @param text        a word in details, whatever its case
     */
    record Query(Optional<Instant> from, Optional<Instant> to, Optional<String> dataSubject, Optional<String> actor,
            Optional<String> source, Optional<String> application, Optional<AuditRecord.Act> action, Optional<String> sourceAction,
            Optional<String> caseNumber, Optional<String> objectType, Optional<String> objectId, Optional<String> outcome,
            Optional<String> text) {
        public Query {
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
            Objects.requireNonNull(dataSubject);
            Objects.requireNonNull(actor);
            Objects.requireNonNull(source);
            Objects.requireNonNull(application);
            Objects.requireNonNull(action);
            Objects.requireNonNull(sourceAction);
            Objects.requireNonNull(caseNumber);
            Objects.requireNonNull(objectType);
            Objects.requireNonNull(objectId);
            Objects.requireNonNull(outcome);
            Objects.requireNonNull(text);
        }

        /** Everything. */
        public static Query all() {
            return new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * A record as it is kept.
     *
     * @param sequence number in the order of writing
     * @param received when it was written, by the clock of this house
     * @param source   the system it came from; {@code pkip}: this platform
     * @param place    its place in the sealed log, empty until it is sealed
     * @param erased   whether what tells of people was erased, because its time is over; texts are empty where there was some
     */
    record Stored(long sequence, Instant received, String source, OptionalLong place, AuditRecord record, boolean erased) {
        public Stored(long sequence, Instant received, String source, OptionalLong place, AuditRecord record) {
            this(sequence, received, source, place, record, false);
        }

        public Stored {
            Objects.requireNonNull(received);
            Objects.requireNonNull(source);
            Objects.requireNonNull(place);
            Objects.requireNonNull(record);
        }
    }

    /**
     * The newest records that match, newest first. Needs {@code audit:read}.
     *
     * @param purpose why it is looked up; kept in the record of the look, at most 256 characters and never blank
     * @param before  only records with a lower sequence: the last one of the page before; 0 for the first page
     * @param limit   1 to {@link #MOST}
     */
    List<Stored> search(Query query, String purpose, long before, int limit);

    /** One record. Needs {@code audit:read}. */
    Optional<Stored> record(long sequence, String purpose);

    /**
     * Who had to do with the data of the resident who asks, or of the one represented: newest first, without what a law keeps from
     * them and what is younger than the delay that is set.
     */
    List<Stored> aboutMe(long before, int limit);

    /** Systems that sent something, by name. Needs {@code audit:read}. */
    List<Source> sources();

    /**
     * A system that sends.
     *
     * @param last   when the newest record came
     * @param unreadable how many came that could not be understood
     */
    record Source(String name, Instant last, long records, long unreadable) {
        public Source {
            Objects.requireNonNull(name);
            Objects.requireNonNull(last);
        }
    }
}
