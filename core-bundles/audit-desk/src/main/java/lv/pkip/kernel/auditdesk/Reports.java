package lv.pkip.kernel.auditdesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Counts;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes reports of what the audit counts, and keeps each with what it was made of, the newest checkpoint of the log, and its hash. */
@Component(service = Reports.class)
public final class Reports {
    /** How many lines it has; the rest are summed up in one more. */
    static final int MOST_LINES = 100;
    private static final int DEEPEST = 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JpaTemplate jpa;
    private final AuditTrail trail;
    private final AuditProofs proofs;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public Reports(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema, @Reference(name = "trail") AuditTrail trail,
            @Reference(name = "proofs") AuditProofs proofs, @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this(jpa, trail, proofs, audit, current, Clock.systemUTC());
    }

    Reports(JpaTemplate jpa, AuditTrail trail, AuditProofs proofs, Audit audit, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.trail = trail;
        this.proofs = proofs;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    /** What a report is made of. {@code subject} is a person key, for those that are about one person. */
    record Wanted(ReportKind kind, Optional<String> subject, Instant from, Instant to) { }

    /** For whom and why, and by which schedule if by one. */
    record Why(String owner, String purpose, Optional<String> schedule) { }

    /** One line: a key that stands in records, and its counts. An empty key is all others. */
    record Line(String source, String key, List<Long> counts) {
        long sum() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * A report as kept.
     *
     * @param checkpoint the newest signed one of the log when it was made; none when there was none
     * @param held       by whom it is kept beyond its term
     * @param intact     its hash is still the right one
     */
    record Report(String id, Why why, Wanted wanted, long records, List<Line> lines, Optional<String> checkpoint, Optional<String> held, String hash,
            boolean intact, Instant created) { }

    /** Makes one for who asks now; its id. */
    String make(Wanted wanted, String purpose) {
        return make(wanted, new Why(current.get().id(), purpose, Optional.empty())).id();
    }

    /** Makes one and keeps it, with its record in the audit. */
    Report make(Wanted wanted, Why why) {
        ReportKind kind = wanted.kind();
        return jpa.txExpr(TransactionType.Required, em -> {
            Counts counts = trail.count(new AuditTrail.Counting(SearchForm.period(wanted), kind.acts(), kind.actors(), kind.lines(), kind.told(), MOST_LINES),
                    why.purpose(), kind::column);
            byte[] name = new byte[15];
            random.nextBytes(name);
            ReportRow row = new ReportRow();
            row.id = Base64.getUrlEncoder().withoutPadding().encodeToString(name);
            row.owner = why.owner();
            row.schedule = why.schedule().orElse(null);
            row.kind = kind.word();
            row.subject = wanted.subject().map(Codes::covered).orElse(null);
            row.from = wanted.from().toEpochMilli();
            row.to = wanted.to().toEpochMilli();
            row.purpose = why.purpose();
            row.records = counts.records();
            row.content = content(lines(kind, counts));
            row.checkpoint = proofs.checkpoint().orElse(null);
            row.created = clock.millis();
            row.hash = hash(row);
            em.persist(row);
            Map<String, String> details = new HashMap<>(Map.of("kind", row.kind, "report", row.id, "from", wanted.from().toString(), "to", wanted.to().toString(),
                    "records", String.valueOf(row.records), "sha256", row.hash));
            why.schedule().ifPresent(schedule -> details.putAll(Map.of("schedule", schedule, "for", why.owner())));
            audit.record(Audit.Event.ok("audit-report.search", "audit", why.purpose()).about(null, wanted.subject().orElse(null)).with(details));
            return report(row);
        });
    }

    private static List<Line> lines(ReportKind kind, Counts counts) {
        Map<List<String>, Line> lines = new LinkedHashMap<>();
        counts.lines().forEach(line -> {
            String key = line.keys().get(line.keys().size() - 1);
            // Two that look alike once their codes are covered are one line.
            Line here = new Line(line.keys().get(0), kind.isByActor() ? Codes.covered(key) : key, columns(kind, line.counts()));
            lines.merge(List.of(here.source(), here.key()), here, Reports::together);
        });
        List<Line> all = new ArrayList<>(lines.values());
        all.sort(Comparator.comparingLong(Line::sum).reversed().thenComparing(Line::key).thenComparing(Line::source));
        if (!counts.rest().isEmpty()) {
            all.add(new Line("", "", columns(kind, counts.rest())));
        }
        return all;
    }

    private static List<Long> columns(ReportKind kind, Map<String, Long> counts) {
        return kind.columns().stream().map(name -> counts.getOrDefault(name, 0L)).toList();
    }

    private static Line together(Line one, Line other) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < one.counts().size(); i++) {
            sums.add(one.counts().get(i) + other.counts().get(i));
        }
        return new Line(one.source(), one.key(), sums);
    }

    private static String content(List<Line> lines) {
        try {
            return JSON.writeValueAsString(lines.stream().map(line -> List.of(line.source(), line.key(), line.counts())).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Over everything that makes the report what it is. */
    private static String hash(ReportRow row) {
        return PaperList.hash(String.join("\n", row.id, row.owner, row.kind, or(row.subject), String.valueOf(row.from), String.valueOf(row.to), row.purpose,
                String.valueOf(row.records), or(row.schedule), String.valueOf(row.created), or(row.checkpoint), row.content).getBytes(StandardCharsets.UTF_8));
    }

    private static String or(String text) {
        return text == null ? "" : text;
    }

    /** One report; that it was read is recorded. */
    Optional<Report> find(String id, String purpose) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(ReportRow.class, id)).map(row -> {
            audit.record(Audit.Event.ok("audit-report.read", "audit", purpose).with(Map.of("kind", row.kind, "report", row.id)));
            return report(row);
        }));
    }

    /** The newest of all auditors, without their lines. */
    List<Report> newest(int page, int size) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select r from ReportRow r order by r.created desc, r.id", ReportRow.class)
                .setFirstResult(Math.min(page, DEEPEST * size) * size).setMaxResults(size).getResultList().stream().map(Reports::report).toList());
    }

    /** Keeps one beyond its term, or no longer. */
    void hold(String id, boolean held, String purpose) {
        jpa.tx(TransactionType.Required, em -> {
            ReportRow row = em.find(ReportRow.class, id);
            row.held = held ? current.get().id() : null;
            audit.record(Audit.Event.ok("audit-report.change", "audit", purpose).with(Map.of("report", id, "held", String.valueOf(held))));
        });
    }

    /** Deletes what its term is over of and nobody holds, each with a record of it; how many. */
    int forget(ReportKind kind, Instant before, int most) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<ReportRow> old = em.createQuery("select r from ReportRow r where r.kind = :kind and r.created < :before and r.held is null order by r.created", ReportRow.class)
                    .setParameter("kind", kind.word()).setParameter("before", before.toEpochMilli()).setMaxResults(most).getResultList();
            old.forEach(row -> {
                em.remove(row);
                audit.record(Audit.Event.ok("audit-report.delete", "audit", "oversight").with(Map.of("kind", row.kind, "report", row.id, "sha256", row.hash,
                        "created", Instant.ofEpochMilli(row.created).toString())));
            });
            return old.size();
        });
    }

    private static Report report(ReportRow row) {
        List<Line> lines = new ArrayList<>();
        try {
            JSON.readTree(row.content).forEach(line -> {
                List<Long> counts = new ArrayList<>();
                line.get(2).forEach(count -> counts.add(count.asLong()));
                lines.add(new Line(line.get(0).asText(), line.get(1).asText(), counts));
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored report cannot be read", e);
        }
        return new Report(row.id, new Why(row.owner, row.purpose, Optional.ofNullable(row.schedule)), new Wanted(ReportKind.of(row.kind).orElseThrow(),
                Optional.ofNullable(row.subject), Instant.ofEpochMilli(row.from), Instant.ofEpochMilli(row.to)), row.records, lines, Optional.ofNullable(row.checkpoint),
                Optional.ofNullable(row.held), row.hash, hash(row).equals(row.hash), Instant.ofEpochMilli(row.created));
    }
}
