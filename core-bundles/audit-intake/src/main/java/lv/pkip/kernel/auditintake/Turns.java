package lv.pkip.kernel.auditintake;

import java.util.HashMap;
import java.util.Map;

/** How many requests are worked on at once, altogether and of one source, so that neither memory nor the other sources suffer from one. */
final class Turns {
    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;

    Turns(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** A turn, to be closed; 429 when too many are inside. */
    AutoCloseable enter(String source) {
        synchronized (this) {
            int mine = inside.getOrDefault(source, 0);
            if (all >= most || mine >= mostOfOne) {
                throw Refusal.later(429, "busy", 1);
            }
            all++;
            inside.put(source, mine + 1);
        }
        return () -> leave(source);
    }

    private synchronized void leave(String source) {
        all--;
        inside.computeIfPresent(source, (name, mine) -> mine > 1 ? mine - 1 : null);
    }
}
