package lv.pkip.kernel.auditwatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How each source sends: counted hour by hour while the stream is read, and how long it may be silent. */
@Component(service = Sources.class)
public final class Sources {
    static final String PLATFORM = "pkip";
    /** Hours are kept for eight weeks. */
    static final int KEPT_HOURS = 24 * 56;
    static final Duration LONGEST = Duration.ofDays(7);
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long SHORTEST = Duration.ofMinutes(15).toMillis();
    private static final int GAP_DAYS = 14;
    private static final int ENOUGH = 50;
    /** On so many days a source has sent when it has been through a weekend; until then no silence is shorter than one. */
    private static final int WEEK = 6;
    private static final long WEEKEND = Duration.ofHours(80).toMillis();
    /** Delays by powers of two seconds: below one, below two, below four … up to half a year. */
    private static final int LAGS = 25;
    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;

    @Activate
    public Sources(@Reference(name = "jpa", target = "(osgi.unit.name=auditwatch)") JpaTemplate jpa, @Reference(name = "schema", target = "(unit=auditwatch)") SchemaReady schema,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this(jpa, audit, current, Clock.systemUTC());
    }

    Sources(JpaTemplate jpa, Audit audit, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    /**
     * A source as it is now.
     *
     * @param limit    how long it may be silent; empty while that is not known
     * @param set      somebody said so, it was not learned
     * @param silent   since when it is too long
     * @param usual    half of its records of the last day came with less delay, in seconds
     * @param longest  delay of a record of the last day, in seconds
     * @param badShare how many of a hundred records of the last hour could not be understood
     * @param days     records by day, the last fourteen
     */
    record Source(String name, Instant first, Instant last, long records, long unreadable, Optional<Duration> limit, boolean set, Optional<Instant> silent, long lastHour, long lastDay,
            long unreadableDay, long unreadableHour, long usual, long longest, long badShare, TreeMap<Long, long[]> days, List<Long> hours) { }

    /** Counts records, within the transaction of the one who goes through the stream; which of them sent after a silence. */
    Set<String> count(EntityManager em, List<Stored> records) {
        Map<String, SourceRow> sources = new HashMap<>();
        Map<String, HourRow> hours = new HashMap<>();
        Map<HourRow, long[]> delays = new HashMap<>();
        Set<String> again = new HashSet<>();
        for (Stored stored : records) {
            long at = stored.received().toEpochMilli();
            SourceRow row = sources.computeIfAbsent(stored.source(), name -> source(em, name, at));
            boolean bad = stored.record().action() == Act.UNREADABLE;
            if (at > row.last) {
                TreeMap<Long, Long> gaps = Tally.read(row.gaps);
                gaps.merge(Math.floorDiv(at, DAY), at - row.last, Math::max);
                row.gaps = Tally.write(gaps, GAP_DAYS);
                row.last = at;
            }
            row.records++;
            row.unreadable += bad ? 1 : 0;
            if (row.silent != 0) {
                row.silent = 0;
                again.add(row.name);
            }
            long hour = Math.floorDiv(at, HOUR);
            HourRow count = hours.computeIfAbsent(stored.source() + "/" + hour, id -> hour(em, id, stored.source(), hour));
            count.records++;
            count.unreadable += bad ? 1 : 0;
            long seconds = Math.max(0, at - stored.record().time().toEpochMilli()) / 1000;
            delays.computeIfAbsent(count, one -> lags(one.lags))[Math.min(LAGS - 1, Long.SIZE - Long.numberOfLeadingZeros(seconds))]++;
            count.lagMax = Math.max(count.lagMax, seconds);
        }
        delays.forEach((one, lags) -> one.lags = Arrays.stream(lags).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        return again;
    }

    private static SourceRow source(EntityManager em, String name, long at) {
        SourceRow found = em.find(SourceRow.class, name);
        if (found != null) {
            return found;
        }
        SourceRow fresh = new SourceRow();
        fresh.name = name;
        fresh.first = at;
        fresh.last = at;
        fresh.gaps = "";
        em.persist(fresh);
        return fresh;
    }

    private static HourRow hour(EntityManager em, String id, String source, long hour) {
        HourRow found = em.find(HourRow.class, id);
        if (found != null) {
            return found;
        }
        HourRow fresh = new HourRow();
        fresh.id = id;
        fresh.source = source;
        fresh.hour = hour;
        fresh.lags = "";
        em.persist(fresh);
        return fresh;
    }

    private static long[] lags(String text) {
        long[] lags = new long[LAGS];
        String[] parts = text.isEmpty() ? new String[0] : text.split(" ");
        for (int i = 0; i < Math.min(LAGS, parts.length); i++) {
            lags[i] = Long.parseLong(parts[i]);
        }
        return lags;
    }

    /**
     * How long a source may be silent: as somebody said, else half as long again as its longest pause of the last fourteen days on which it
     * sent, so that nights and weekends are no silence. Not known before it
     * sent fifty records, on two days at least.
     */
    private static Optional<Duration> limit(SourceRow row) {
        if (row.expected > 0) {
            return Optional.of(Duration.ofMillis(row.expected));
        }
        if (row.name.equals(PLATFORM) || row.records < ENOUGH) {
            return Optional.empty();
        }
        TreeMap<Long, Long> gaps = Tally.read(row.gaps);
        if (gaps.size() < 2) {
            return Optional.empty();
        }
        long longest = gaps.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long shortest = gaps.size() < WEEK ? WEEKEND : SHORTEST;
        return Optional.of(Duration.ofMillis(Math.min(LONGEST.toMillis(), Math.max(shortest, longest + longest / 2))));
    }

    /**
     * Which sources have become silent; each is told once.
     *
     * @param since before that nobody was there to hear them, or the clock was another
     */
    List<String> silent(EntityManager em, Instant since) {
        long now = clock.millis();
        List<String> silent = new ArrayList<>();
        for (SourceRow row : rows(em)) {
            // After the clock was set back, what came last came now at the latest.
            row.last = Math.min(row.last, now);
            boolean late = limit(row).map(limit -> now - Math.max(row.last, since.toEpochMilli()) > limit.toMillis()).orElse(false);
            if (late && row.silent == 0) {
                row.silent = now;
                silent.add(row.name);
            }
        }
        return silent;
    }

    private static List<SourceRow> rows(EntityManager em) {
        return em.createQuery("select s from SourceRow s order by s.name", SourceRow.class).getResultList();
    }

    /** All, by name. */
    List<Source> all() {
        current.require(Desk.WATCH);
        return read(GAP_DAYS);
    }

    /** All, for who is no person; of so many days. */
    List<Source> read(int days) {
        long now = Math.floorDiv(clock.millis(), HOUR);
        return jpa.txExpr(TransactionType.Required, em -> {
            Map<String, List<HourRow>> hours = em.createQuery("select h from HourRow h where h.hour > :from", HourRow.class).setParameter("from", now - days * 24L).getResultList()
                    .stream().collect(Collectors.groupingBy(row -> row.source));
            return rows(em).stream().map(row -> source(row, hours.getOrDefault(row.name, List.of()), now)).toList();
        });
    }

    private static Source source(SourceRow row, List<HourRow> hours, long now) {
        // The hour that runs has just begun perhaps: with the one before it is an hour at least.
        List<HourRow> lastHour = hours.stream().filter(h -> h.hour >= now - 1).toList();
        List<HourRow> lastDay = hours.stream().filter(h -> h.hour > now - 24).toList();
        long[] lags = new long[LAGS];
        lastDay.forEach(h -> {
            long[] one = lags(h.lags);
            for (int i = 0; i < LAGS; i++) {
                lags[i] += one[i];
            }
        });
        TreeMap<Long, long[]> days = new TreeMap<>();
        hours.forEach(h -> {
            long[] day = days.computeIfAbsent(Words.dayOf(Instant.ofEpochMilli(h.hour * HOUR)).toEpochDay(), any -> new long[2]);
            day[0] += h.records - h.unreadable;
            day[1] += h.unreadable;
        });
        Map<Long, Long> byHour = hours.stream().collect(Collectors.toMap(h -> h.hour, h -> h.records));
        List<Long> picture = new ArrayList<>();
        for (long hour = now - 23; hour <= now; hour++) {
            picture.add(byHour.getOrDefault(hour, 0L));
        }
        long longest = lastDay.stream().mapToLong(h -> h.lagMax).max().orElse(0);
        long hourRecords = sum(lastHour, h -> h.records);
        long hourBad = sum(lastHour, h -> h.unreadable);
        return new Source(row.name, Instant.ofEpochMilli(row.first), Instant.ofEpochMilli(row.last), row.records, row.unreadable, limit(row), row.expected > 0,
                row.silent == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.last)), hourRecords, sum(lastDay, h -> h.records), sum(lastDay, h -> h.unreadable), hourBad,
                Math.min(median(lags), Math.max(1, longest)), longest, hourRecords == 0 ? 0 : hourBad * 100 / hourRecords, days, picture);
    }

    private static long sum(List<HourRow> hours, java.util.function.ToLongFunction<HourRow> what) {
        return hours.stream().mapToLong(what).sum();
    }

    /** The upper end of the stretch in which half of the records lie, in seconds. */
    private static long median(long[] lags) {
        long all = Arrays.stream(lags).sum();
        long seen = 0;
        for (int i = 0; i < lags.length; i++) {
            seen += lags[i];
            if (all > 0 && seen * 2 >= all) {
                return 1L << i;
            }
        }
        return 0;
    }

    /** Somebody says how long a source may be silent; zero: as it was learned. False when there is no such source. */
    boolean expect(String name, Duration limit) {
        current.require(Desk.CONFIGURE);
        return jpa.txExpr(TransactionType.Required, em -> {
            Watcher.held(em);
            SourceRow row = em.find(SourceRow.class, name);
            if (row == null) {
                return false;
            }
            row.expected = limit.toMillis();
            row.silent = 0;
            audit.record(Event.ok("audit-source.configure", "audit", "configuration").with(Map.of("source", name, "silentAfterMinutes", String.valueOf(limit.toMinutes()))));
            return true;
        });
    }

    void sweep(EntityManager em) {
        em.createQuery("delete from HourRow h where h.hour < :old").setParameter("old", Math.floorDiv(clock.millis(), HOUR) - KEPT_HOURS).executeUpdate();
    }
}
