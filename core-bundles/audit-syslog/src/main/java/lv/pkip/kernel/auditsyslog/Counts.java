package lv.pkip.kernel.auditsyslog;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What became of what a source sent, since the start and in the last hour. */
final class Counts {
    private static final int MINUTES = 60;
    private static final int KINDS = What.values().length;

    private final Clock clock;
    private final long[] all = new long[KINDS];
    private final long[][] minutes = new long[MINUTES][KINDS];
    private final long[] which = new long[MINUTES];
    private final Instant begun;
    private volatile Instant last;

    /** Of FRAME there are as many as of KEPT, REPEATED, REFUSED and LOST together, when nothing is on its way. */
    enum What {
        /** Came in. */
        FRAME,
        /** Is in the audit as a record of its own. */
        KEPT,
        /** Was in the audit before, word for word. */
        REPEATED,
        /** The audit would not have it, not even raw. */
        REFUSED,
        /** Could not be written down before the end. */
        LOST,
        /** Of those in the audit: raw. */
        UNREADABLE,
        /** Of those in the audit: with details cut to fit. */
        CUT,
        /** A word that no table has. */
        UNKNOWN_WORD
    }

    Counts(Clock clock) {
        this.clock = clock;
        this.begun = clock.instant();
        this.last = begun;
    }

    synchronized void add(What what, long count) {
        long minute = clock.millis() / 60_000;
        int place = (int) Math.floorMod(minute, (long) MINUTES);
        if (which[place] != minute) {
            which[place] = minute;
            Arrays.fill(minutes[place], 0);
        }
        minutes[place][what.ordinal()] += count;
        all[what.ordinal()] += count;
        if (what == What.FRAME) {
            last = clock.instant();
        }
    }

    synchronized long of(What what) {
        return all[what.ordinal()];
    }

    /** In the last whole and running minutes, 60 of them at most. */
    synchronized long lately(What what, int span) {
        long now = clock.millis() / 60_000;
        long sum = 0;
        for (int place = 0; place < MINUTES; place++) {
            if (which[place] > now - span && which[place] <= now) {
                sum += minutes[place][what.ordinal()];
            }
        }
        return sum;
    }

    synchronized Map<What, Long> all() {
        Map<What, Long> copy = new EnumMap<>(What.class);
        for (What what : What.values()) {
            copy.put(what, all[what.ordinal()]);
        }
        return copy;
    }

    /** When the last frame came; the start, where none did. */
    Instant last() {
        return last;
    }

    boolean heardOf() {
        return of(What.FRAME) > 0;
    }
}
