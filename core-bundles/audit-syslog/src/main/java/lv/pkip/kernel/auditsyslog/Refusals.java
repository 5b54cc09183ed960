package lv.pkip.kernel.auditsyslog;

import java.util.Map;
import java.util.TreeMap;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that were not let in, by reason: the first of a minute goes to the log, all of it as one record to the audit. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Audit audit;
    private final CurrentActor actors;
    private final Map<String, Long> all = new TreeMap<>();
    private Map<String, Long> minute = new TreeMap<>();

    Refusals(Audit audit, CurrentActor actors) {
        this.audit = audit;
        this.actors = actors;
    }

    /** @param reason one of few words @param what for the log, without personal data */
    void add(String reason, String what) {
        boolean first;
        synchronized (this) {
            all.merge(reason, 1L, Long::sum);
            first = minute.merge(reason, 1L, Long::sum) == 1;
        }
        if (first) {
            LOG.warn("A syslog connection was refused ({}): {}", reason, what);
        }
    }

    /** Since the start. */
    synchronized Map<String, Long> all() {
        return new TreeMap<>(all);
    }

    /** Writes down what was counted since it was last written down. */
    void write() {
        Map<String, Long> counted;
        synchronized (this) {
            counted = minute;
            minute = new TreeMap<>();
        }
        counted.forEach((reason, count) -> {
            try {
                actors.asSystem("audit-syslog", () -> {
                    audit.record(Audit.Event.ok("syslog.connect", "audit-syslog", "oversight").outcome("refused")
                            .with(Map.of("reason", reason, "count", Long.toString(count))));
                    return null;
                });
            } catch (RuntimeException e) {
                LOG.warn("Refused syslog connections could not be recorded: {}", e.getClass().getSimpleName());
            }
        });
    }
}
