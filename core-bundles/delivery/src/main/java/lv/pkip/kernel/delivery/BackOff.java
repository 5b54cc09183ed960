package lv.pkip.kernel.delivery;

import java.util.random.RandomGenerator;

/** How long to wait after a failed try: doubling from half a minute to six hours, a quarter of it by chance. */
final class BackOff {

    static final int MAX_ATTEMPTS = 14; // about two days
    private static final long FIRST = 30_000;
    private static final long LONGEST = 6 * 3_600_000L;

    private BackOff() { }

    /** Milliseconds to wait after the n-th failed try (n from 1); chance keeps many failed at once from returning at once. */
    static long afterTry(int attempt, RandomGenerator random) {
        long wait = Math.min(LONGEST, FIRST << Math.min(20, Math.max(0, attempt - 1)));
        return wait - wait / 8 + random.nextLong(wait / 4 + 1);
    }
}
