package lv.pkip.kernel.auditproof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What checking exports has shown.
 *
 * @param origin    of which log; empty where no export could be read
 * @param exports   what was looked at, in the order of their records
 * @param records   places seen
 * @param removed   of these, deleted at the end of their retention: only the hash is left
 * @param deleted   which those are, the first {@link #MAX_RANGES} ranges
 * @param erased    of these, with personal content erased or left out
 * @param bad       records with something wrong, all that were met, also those not listed
 * @param problems  what is wrong, the first record first; of records at most {@link #MAX_PROBLEMS}
 * @param proven    checkpoints, in the exports and beside them, that the records agree with
 * @param witnessed by whom and up to which size
 * @param time      how long it took
 * @param selections files of single records
 */
public record Report(String origin, List<Export> exports, long records, long removed, List<Range> deleted, long erased, long bad, List<Problem> problems,
        int proven, List<Witnessed> witnessed, Duration time, List<Selection> selections) {
    /** More are counted but not listed. */
    public static final int MAX_PROBLEMS = 100;

    /** Further ranges are not listed. */
    public static final int MAX_RANGES = 50;

    /** Records from the first to the last. */
    public record Range(long first, long last) { }

    /** One file: records from one to before another of a log with so many. */
    public record Export(String file, long from, long to, long size) { }

    /** One file of single records of a log with so many; of some the log did not have the place yet. */
    public record Selection(String file, long records, long waiting, long size) { }

    /** What a witness has seen: the largest size and when. */
    public record Witnessed(String name, long size, Instant at) { }

    public Report {
        exports = List.copyOf(exports);
        deleted = List.copyOf(deleted);
        problems = List.copyOf(problems);
        witnessed = List.copyOf(witnessed);
        selections = List.copyOf(selections);
    }

    Report(String origin, List<Export> exports, long records, long removed, List<Range> deleted, long erased, long bad, List<Problem> problems, int proven,
            List<Witnessed> witnessed, Duration time) {
        this(origin, exports, records, removed, deleted, erased, bad, problems, proven, witnessed, time, List.of());
    }

    /** Both together. */
    Report and(Report other) {
        List<Problem> all = new java.util.ArrayList<>(problems);
        all.addAll(other.problems);
        return new Report(origin.isEmpty() ? other.origin : origin, exports, records + other.records, removed, deleted, erased + other.erased, bad + other.bad, all,
                proven + other.proven, witnessed, time.plus(other.time), other.selections);
    }

    public boolean isGood() {
        return problems.isEmpty();
    }

    /** Whether all that is wrong is that files could not be read as exports. */
    public boolean isUnreadable() {
        return !isGood() && problems.stream().allMatch(one -> one.kind() == Problem.Kind.UNREADABLE);
    }
}
