package lv.pkip.kernel.auditanchor;

import java.time.Duration;

/** How often a place gets a checkpoint: between a minute and a month. */
final class Interval {
    private static final int MONTH = 31 * 24 * 60;

    private Interval() { }

    static Duration of(int minutes) {
        if (minutes < 1 || minutes > MONTH) {
            throw new IllegalArgumentException("everyMinutes is between 1 and " + MONTH);
        }
        return Duration.ofMinutes(minutes);
    }
}
