package lv.pkip.kernel.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;

/** Takes records of other systems into memory, each id of a source once; can be made busy. */
public final class MemoryAuditIntake implements AuditIntake {
    private final Map<String, AuditRecord> kept = new LinkedHashMap<>();
    private int busy;

    /** The next calls are sent away, until 0 is set again. */
    public void busy(int seconds) {
        busy = seconds;
    }

    /** What a source has sent, in the order it came. */
    public synchronized List<AuditRecord> of(String source) {
        return kept.entrySet().stream().filter(e -> e.getKey().startsWith(source + " ")).map(Map.Entry::getValue).toList();
    }

    @Override
    public synchronized List<Receipt> take(String source, List<AuditRecord> records) {
        if (busy > 0) {
            throw new Busy(busy);
        }
        if (records.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " records");
        }
        List<Receipt> receipts = new ArrayList<>();
        for (AuditRecord each : records) {
            if (each.purpose().isBlank()) {
                receipts.add(new Receipt(Result.INVALID, 0, Optional.of("purpose"), Optional.of("missing")));
                continue;
            }
            AuditRecord before = kept.putIfAbsent(source + " " + each.id(), each);
            Result result = before == null ? Result.NEW : before.equals(each) ? Result.SAME : Result.OTHER;
            receipts.add(new Receipt(result, result == Result.OTHER ? 0 : kept.size(), Optional.empty(), Optional.empty()));
        }
        return receipts;
    }
}
