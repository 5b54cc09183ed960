package lv.pkip.kernel.identityoidc;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often somebody may do something within a while; remembers a bounded number of them. */
final class Pace {
    private static final int REMEMBERED = 5_000;

    private final int most;
    private final Duration window;
    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Count(int times, long since) { }

    Pace(int most, Duration window, Clock clock) {
        this.most = most;
        this.window = window;
        this.clock = clock;
    }

    /** True when it was done as often as may be. */
    synchronized boolean isSpent(String who) {
        Count so = counts.get(who);
        if (so != null && clock.millis() - so.since() > window.toMillis()) {
            counts.remove(who);
            return false;
        }
        return so != null && so.times() >= most;
    }

    synchronized void count(String who) {
        Count so = counts.get(who);
        counts.put(who, so == null ? new Count(1, clock.millis()) : new Count(so.times() + 1, so.since()));
    }
}
