package lv.pkip.kernel.auditwatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditStream;
import lv.pkip.kernel.api.audit.AuditStream.Stretch;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.status.Calendar;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a rule would have found lately; it keeps and tells nothing but that it was tried. */
@Component(service = Trial.class)
public final class Trial {
    static final Duration BACK = Duration.ofDays(7);
    /** How many records are gone through at most. */
    static final int MOST = 50_000;
    private final AuditStream stream;
    private final Audit audit;
    private final CurrentActor current;
    private final Calendar calendar;
    private final Clock clock;

    @Activate
    public Trial(@Reference(name = "stream") AuditStream stream, @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current,
            @Reference(name = "calendar") Calendar calendar) {
        this(stream, audit, current, calendar, Clock.systemUTC());
    }

    Trial(AuditStream stream, Audit audit, CurrentActor current, Calendar calendar, Clock clock) {
        this.stream = stream;
        this.audit = audit;
        this.current = current;
        this.calendar = calendar;
        this.clock = clock;
    }

    /**
     * What it would have found.
     *
     * @param alerts  so many groups
     * @param hits    so many times
     * @param records it went through so many records
     * @param whole   these were all of the time
     */
    record Outcome(int alerts, long hits, long records, boolean whole) { }

    Outcome of(Rule rule) {
        current.require(Desk.WATCH);
        audit.record(Event.ok("audit-rule.preview", "audit", "oversight").with(Map.of("rule", rule.id())));
        return current.asSystem(Alerts.WATCHER, () -> run(new Rule(rule.id(), true, rule.severity(), rule.spec(), rule.changed(), rule.changedBy())));
    }

    private Outcome run(Rule rule) {
        Instant from = clock.instant().minus(BACK);
        boolean learns = rule.spec().sort() == Spec.Sort.PATTERN;
        long counted = stream.placeAt(from);
        long first = learns ? stream.placeAt(from.minus(Duration.ofDays(rule.spec().learnDays()))) : counted;
        long size = stream.from(counted, 1).size();
        long place = Math.max(first, size - MOST);
        Cells cells = Cells.inMemory();
        Finder finder = new Finder(new Hours(calendar));
        Set<String> groups = new HashSet<>();
        long hits = 0;
        long records = 0;
        boolean whole = place == first;
        while (place < size) {
            Stretch stretch = stream.from(place, (int) Math.min(AuditStream.MOST, size - place));
            for (Hit hit : finder.find(List.of(rule), stretch.records(), learns ? counted : 0, cells)) {
                groups.add(hit.group().hash());
                hits++;
            }
            records += stretch.records().size();
            place = stretch.next();
        }
        return new Outcome(groups.size(), hits, records, whole);
    }
}
