package lv.pkip.kernel.status;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 7 (RFC 9562): the first 48 bits are the time, the next 12 count within a millisecond, so that the order
 * of ids is the order of making.
 */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTER_BITS = 12;
    /** A clock set back by less than this does not turn the order round. */
    private static final long TOLERATED_MILLIS = 1000;
    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {
    }

    static String next(long millis) {
        long tick = LAST.updateAndGet(last -> {
            long fresh = millis << COUNTER_BITS;
            return fresh > last || last - fresh > TOLERATED_MILLIS << COUNTER_BITS ? fresh : last + 1;
        });
        long high = (tick >>> COUNTER_BITS << 16) | 0x7000 | (tick & 0xfff);
        long low = (RANDOM.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
