package lv.pkip.kernel.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditStream;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;

/** A stream of audit records in memory; for systems only, as the real one. */
public final class MemoryAuditStream implements AuditStream {
    private final List<Stored> records = new ArrayList<>();
    private final CurrentActor current;

    public MemoryAuditStream(CurrentActor current) {
        this.current = current;
    }

    /** Puts a record in, sealed at once. */
    public synchronized long add(String source, Instant received, AuditRecord record) {
        long place = records.size();
        records.add(new Stored(place + 1, received, source, OptionalLong.of(place), record));
        return place;
    }

    @Override
    public synchronized Stretch from(long place, int limit) {
        mayFollow();
        int from = (int) Math.min(place, records.size());
        int to = Math.min(records.size(), from + limit);
        return new Stretch(records.subList(from, to), Math.max(place, to), records.size());
    }

    @Override
    public synchronized long placeAt(Instant time) {
        mayFollow();
        for (int i = 0; i < records.size(); i++) {
            if (!records.get(i).received().isBefore(time)) {
                return i;
            }
        }
        return records.size();
    }

    private void mayFollow() {
        if (current.get().kind() != Actor.Kind.SYSTEM) {
            throw new Forbidden("audit:follow");
        }
    }
}
