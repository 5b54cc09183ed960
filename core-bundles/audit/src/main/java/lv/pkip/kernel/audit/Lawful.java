package lv.pkip.kernel.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a record that is gone because its time was over from one that somebody took away: its month was ended, the record that tells of
 * the ending is as it was sealed, and the month had this place among its own. For one look.
 */
final class Lawful {
    private static final int DEPTH = 5;

    private final Log log;
    private final List<Endings.Ending> endings;
    private final Map<Endings.Ending, Boolean> known;

    Lawful(Log log) {
        this(log, new HashMap<>());
    }

    /** @param known what was found out before */
    Lawful(Log log, Map<Endings.Ending, Boolean> known) {
        this.log = log;
        this.endings = new Endings(log).all().stream().filter(e -> e.kind().equals("archive") && e.done().isPresent()).toList();
        this.known = known;
    }

    boolean isGone(Log.Placed record) {
        return isGone(record, DEPTH);
    }

    private boolean isGone(Log.Placed record, int depth) {
        Optional<Endings.Ending> ending = endings.stream().filter(e -> e.speaksOf(record))
                .min(java.util.Comparator.comparingLong(Endings.Ending::upto));
        if (ending.isEmpty() || depth == 0) {
            return false;
        }
        Boolean before = known.get(ending.get());
        if (before == null) {
            before = holds(ending.get(), depth);
            known.put(ending.get(), before);
        }
        return before;
    }

    private boolean holds(Endings.Ending ending, int depth) {
        KeptMonth month = KeptMonth.of(ending.keep(), ending.from());
        long since = endings.stream().filter(e -> e.is(month) && e.upto() < ending.upto()).mapToLong(Endings.Ending::upto).max().orElse(0);
        Endings.Places places = new Endings(log).places(month, since, ending.upto(), place -> { });
        if (places.number() != ending.records() || !places.hash().equals(ending.placesHash())) {
            return false;
        }
        return isTold(ending, depth);
    }

    private boolean isTold(Endings.Ending ending, int depth) {
        Optional<Long> place = log.placeOf(ending.sequence()).stream().boxed().findFirst();
        if (place.isEmpty()) {
            // Not sealed yet: it ended a moment ago.
            RecordRow row = log.em().find(RecordRow.class, ending.sequence());
            return row != null && says(row.entry().event().details(), ending);
        }
        Log.Placed telling = log.placed(place.get(), place.get() + 1).get(0);
        if (telling.record().isEmpty()) {
            // It has gone too, years later.
            return isGone(telling, depth - 1);
        }
        RecordRow row = telling.record().get();
        byte[] leaf = log.tree(log.state()).leafHashes(place.get(), place.get() + 1).get(0);
        return java.util.Arrays.equals(row.leaf().leafHash(), leaf) && (row.erased() || says(row.entry().event().details(), ending));
    }

    private static boolean says(Map<String, String> details, Endings.Ending ending) {
        return ending.placesHash().equals(details.get("places")) && String.valueOf(ending.records()).equals(details.get("records"));
    }
}
