package lv.pkip.kernel.identityldap;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches and comparisons, counted by who asked: one record a minute for each that asked at all. A record for each would be
 * thousands a second of a mail server's, in which nothing is ever found again.
 */
final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    private final Audit audit;
    private final CurrentActor actors;
    private Map<String, Counts> counts = new HashMap<>();
    private Map<String, Long> refused = new HashMap<>();
    private final AtomicLong faults = new AtomicLong();

    private static final class Counts {
        private final Session session;
        private long searches;
        private long entries;
        private long compares;

        Counts(Session session) {
            this.session = session;
        }
    }

    Tally(Audit audit, CurrentActor actors) {
        this.audit = audit;
        this.actors = actors;
    }

    synchronized void search(Viewer viewer, int entries) {
        viewer.session().ifPresent(session -> {
            Counts of = counts.computeIfAbsent(viewer.login(), k -> new Counts(session));
            of.searches++;
            of.entries += entries;
        });
    }

    synchronized void compare(Viewer viewer) {
        viewer.session().ifPresent(session -> counts.computeIfAbsent(viewer.login(), k -> new Counts(session)).compares++);
    }

    /** A bind that was refused before a password was looked at; of these there may be as many as somebody cares to send. */
    synchronized void refused(String reason) {
        refused.merge(reason, 1L, Long::sum);
    }

    /** A request that ended by a fault of ours; there should be none. */
    void fault() {
        faults.incrementAndGet();
    }

    long faults() {
        return faults.get();
    }

    /** Writes down what was counted since it was last written down. */
    void write() {
        Map<String, Counts> counted;
        Map<String, Long> turnedAway;
        synchronized (this) {
            counted = counts;
            turnedAway = refused;
            counts = new HashMap<>();
            refused = new HashMap<>();
        }
        new TreeMap<>(turnedAway).forEach((reason, count) -> safely(() -> actors.asSystem("ldap", () -> {
            audit.record(Audit.Event.ok("ldap.bind", "identity-ldap", "directory").outcome("refused")
                    .with(Map.of("reason", reason, "count", Long.toString(count))));
            return null;
        })));
        new TreeMap<>(counted).forEach((login, of) -> safely(() -> actors.as(of.session, () -> {
            audit.record(Audit.Event.ok("ldap.search", "identity-ldap", "directory").with(Map.of("searches", Long.toString(of.searches),
                    "entries", Long.toString(of.entries), "compares", Long.toString(of.compares))));
            return null;
        })));
    }

    private static void safely(Runnable recording) {
        try {
            recording.run();
        } catch (RuntimeException e) {
            LOG.warn("What was asked by LDAP could not be recorded: {}", e.getClass().getSimpleName());
        }
    }
}
