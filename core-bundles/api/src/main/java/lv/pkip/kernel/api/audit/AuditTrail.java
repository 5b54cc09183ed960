package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
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
     * @param text        words that stand in details one after the other, whatever their case; on PostgreSQL from the beginning of
     *                    a word on
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

    /** By what records are counted. */
    enum By {
        SOURCE, APPLICATION, ACTOR, ACTOR_KIND, ACT, SOURCE_ACTION, OBJECT_TYPE, OUTCOME,
        /** The hour it happened, by the clock of the source: hours since 1970, in UTC. */
        HOUR
    }

    /**
     * What is counted.
     *
     * @param acts    only these; none: all
     * @param kinds   only what these sorts of actors did; none: all
     * @param lines   each value of these, or combination of values, is a line
     * @param columns what the counts of a line are told apart by
     * @param most    how many lines, the largest; the others are added up. 1 to {@link AuditTrail#MOST}
     */
    record Counting(Query query, Set<AuditRecord.Act> acts, Set<AuditRecord.PartyKind> kinds, List<By> lines, List<By> columns, int most) {
        public Counting {
            Objects.requireNonNull(query);
            acts = Set.copyOf(acts);
            kinds = Set.copyOf(kinds);
            lines = List.copyOf(lines);
            columns = List.copyOf(columns);
            if (most < 1 || most > MOST) {
                throw new IllegalArgumentException("between 1 and " + MOST + " lines");
            }
        }
    }

    /**
     * One line; a value that a record has not is an empty text.
     *
     * @param counts by the name of the column
     */
    record Line(List<String> keys, Map<String, Long> counts) {
        public Line {
            keys = List.copyOf(keys);
            counts = Map.copyOf(counts);
        }

        /** Over all columns. */
        public long sum() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What was counted, exactly.
     *
     * @param lines   the largest first
     * @param rest    of all other lines together, by the name of the column
     * @param all     how many lines there are
     * @param records how many records match, also those that count in no column
     */
    record Counts(List<Line> lines, Map<String, Long> rest, long all, long records) {
        public Counts {
            lines = List.copyOf(lines);
            rest = Map.copyOf(rest);
        }
    }

    /**
     * Counts all records that match, however many there are. Needs {@code audit:read}, and is recorded as a look.
     *
     * @param purpose why, as in {@link #search}
     * @param column  into which column the records of a combination of values count, in the order of {@link Counting#columns}; none: they
     *                do not count
     */
    Counts count(Counting what, String purpose, Function<List<String>, Optional<String>> column);

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
