package lv.pkip.kernel.audit;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Records of one class, received in one month by UTC: what ends, ends as a whole month. */
record KeptMonth(String keep, YearMonth month) {

    static KeptMonth of(String keep, long at) {
        return new KeptMonth(keep, YearMonth.from(Instant.ofEpochMilli(at).atZone(ZoneOffset.UTC)));
    }

    static long begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    long from() {
        return begin(month);
    }

    long to() {
        return begin(month.plusMonths(1));
    }

    /** When so many months after its end are over. */
    Instant after(int months) {
        return Instant.ofEpochMilli(begin(month.plusMonths(1L + months)));
    }
}
