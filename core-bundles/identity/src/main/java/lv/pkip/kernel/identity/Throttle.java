package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down, by login and address together and by address alone. Every wait has a short end, and nobody can
 * make another one wait who comes from a different address, so the right user is never locked out.
 */
final class Throttle {
    private static final int FREE_OF_PAIR = 5;
    private static final int FREE_OF_ADDRESS = 30;
    private static final Duration LONGEST_OF_PAIR = Duration.ofMinutes(5);
    /** Short, because a whole town hall may come from one address. */
    private static final Duration LONGEST_OF_ADDRESS = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(30);
    private static final int REMEMBERED = 20_000;

    private final Clock clock;
    private final Map<String, Tries> pairs = bounded();
    private final Map<String, Tries> addresses = bounded();

    private static final class Tries {
        private int count;
        private long last;
        private long opens;

        long waitAt(long now) {
            return Math.max(0, opens - now);
        }

        void count(long now, int free, Duration longest) {
            count = now - last > FORGOTTEN.toMillis() ? 1 : count + 1;
            last = now;
            if (count >= free) {
                long seconds = 1L << Math.min(20, count - free);
                opens = now + Math.min(longest.toMillis(), seconds * 1000);
            }
        }

        void uncount() {
            count = Math.max(0, count - 1);
            opens = 0;
        }
    }

    Throttle(Clock clock) {
        this.clock = clock;
    }

    private static Map<String, Tries> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /**
     * Counts a try as failed until {@link #succeeded} takes that back, so that tries at the same moment count too.
     *
     * @return how long to wait; zero: go on
     */
    synchronized Duration admit(String login, String address) {
        long now = clock.millis();
        Tries pair = pairs.computeIfAbsent(pair(login, address), k -> new Tries());
        Tries whole = addresses.computeIfAbsent(address, k -> new Tries());
        long wait = Math.max(pair.waitAt(now), whole.waitAt(now));
        if (wait == 0) {
            pair.count(now, FREE_OF_PAIR, LONGEST_OF_PAIR);
            whole.count(now, FREE_OF_ADDRESS, LONGEST_OF_ADDRESS);
        }
        return Duration.ofMillis(wait);
    }

    synchronized void succeeded(String login, String address) {
        pairs.remove(pair(login, address));
        uncountAddress(address);
    }

    /** Takes a try back that was not looked at because the house was busy. */
    synchronized void notTried(String login, String address) {
        Tries pair = pairs.get(pair(login, address));
        if (pair != null) {
            pair.uncount();
        }
        uncountAddress(address);
    }

    private void uncountAddress(String address) {
        Tries whole = addresses.get(address);
        if (whole != null) {
            whole.uncount();
        }
    }

    private static String pair(String login, String address) {
        return login + ' ' + address;
    }
}
