package lv.pkip.kernel.status;

import java.security.SecureRandom;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562): the first 48 bits are the time, so that the order of ids is the order of making. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {
    }

    static String next(long millis) {
        long random = RANDOM.nextLong();
        long high = (millis << 16) | 0x7000 | (random >>> 52);
        long low = (RANDOM.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
