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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes reports by reading the audit page by page, and keeps each with what it was made of and its hash. */
@Component(service = Reports.class)
public final class Reports {
    /** How many records one report reads at most. */
    static final int MOST = 20_000;
    /** How many lines it has; the rest are summed up in the last. */
    static final int MOST_LINES = 100;
    private static final int DEEPEST = 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JpaTemplate jpa;
    private final AuditTrail trail;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public Reports(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema, @Reference(name = "trail") AuditTrail trail,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this(jpa, trail, audit, current, Clock.systemUTC());
    }

    Reports(JpaTemplate jpa, AuditTrail trail, Audit audit, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.trail = trail;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    /** What a report is made of. {@code subject} is a person key, for those that are about one person. */
    record Wanted(ReportKind kind, Optional<String> subject, Instant from, Instant to) { }

    /** One line: a key that stands in records, and its counts. An empty key is all others. */
    record Line(String source, String key, List<Long> counts) {
        long sum() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** A report as kept; {@code whole} is false when there was more to read than is read, {@code intact} when its hash is still the right one. */
    record Report(String id, String owner, Wanted wanted, String purpose, long records, boolean whole, List<Line> lines, String hash, boolean intact, Instant created) { }

    /** Makes one and keeps it; its id. */
    String make(Wanted wanted, String purpose) {
        Map<List<String>, long[]> counted = new LinkedHashMap<>();
        long[] read = {0};
        boolean whole = true;
        List<Optional<Act>> turns = wanted.kind().acts().isEmpty() ? List.of(Optional.empty()) : wanted.kind().acts().stream().map(Optional::of).toList();
        for (Optional<Act> act : turns) {
            whole &= count(wanted, act, purpose, counted, read);
        }
        List<Line> lines = lines(wanted.kind(), counted);
        return kept(wanted, purpose, read[0], whole, content(lines));
    }

    /** False when the limit stopped it. */
    private boolean count(Wanted wanted, Optional<Act> act, String purpose, Map<List<String>, long[]> counted, long[] read) {
        Query all = SearchForm.period(wanted);
        Query query = new Query(all.from(), all.to(), all.dataSubject(), all.actor(), all.source(), all.application(), act, all.sourceAction(), all.caseNumber(),
                all.objectType(), all.objectId(), all.outcome(), all.text());
        long before = 0;
        while (true) {
            int limit = (int) Math.min(AuditTrail.MOST, MOST - read[0]);
            List<Stored> page = trail.search(query, purpose, before, Math.max(1, limit));
            if (page.isEmpty()) {
                return true;
            }
            if (limit == 0) {
                return false;
            }
            page.forEach(stored -> add(wanted.kind(), stored, counted));
            read[0] += page.size();
            before = page.get(page.size() - 1).sequence();
        }
    }

    private static void add(ReportKind kind, Stored stored, Map<List<String>, long[]> counted) {
        int column = kind.column(stored);
        if (column >= 0) {
            List<String> key = kind == ReportKind.ACTIVITY ? List.of(stored.source(), stored.source()) : List.of(stored.source(), Codes.covered(stored.record().actor().id()));
            counted.computeIfAbsent(key, any -> new long[kind.columns().size()])[column]++;
        }
    }

    private static List<Line> lines(ReportKind kind, Map<List<String>, long[]> counted) {
        List<Line> all = new ArrayList<>();
        counted.forEach((key, counts) -> all.add(new Line(key.get(0), key.get(1), java.util.Arrays.stream(counts).boxed().toList())));
        all.sort(Comparator.comparingLong(Line::sum).reversed().thenComparing(Line::key).thenComparing(Line::source));
        if (all.size() <= MOST_LINES) {
            return all;
        }
        List<Line> shown = new ArrayList<>(all.subList(0, MOST_LINES - 1));
        long[] rest = new long[kind.columns().size()];
        all.subList(MOST_LINES - 1, all.size()).forEach(line -> {
            for (int i = 0; i < rest.length; i++) {
                rest[i] += line.counts().get(i);
            }
        });
        shown.add(new Line("", "", java.util.Arrays.stream(rest).boxed().toList()));
        return shown;
    }

    private static String content(List<Line> lines) {
        try {
            return JSON.writeValueAsString(lines.stream().map(line -> List.of(line.source(), line.key(), line.counts())).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String kept(Wanted wanted, String purpose, long records, boolean whole, String content) {
        byte[] name = new byte[15];
        random.nextBytes(name);
        ReportRow row = new ReportRow();
        row.id = Base64.getUrlEncoder().withoutPadding().encodeToString(name);
        row.owner = current.get().id();
        row.kind = wanted.kind().word();
        row.subject = wanted.subject().map(Codes::covered).orElse(null);
        row.from = wanted.from().toEpochMilli();
        row.to = wanted.to().toEpochMilli();
        row.purpose = purpose;
        row.records = Math.toIntExact(records);
        row.complete = whole ? 1 : 0;
        row.content = content;
        row.created = clock.millis();
        row.hash = hash(row);
        jpa.tx(TransactionType.Required, em -> {
            em.persist(row);
            audit.record(Audit.Event.ok("audit-report.search", "audit", purpose).about(null, wanted.subject().orElse(null)).with(Map.of("kind", row.kind, "report", row.id,
                    "from", wanted.from().toString(), "to", wanted.to().toString(), "records", String.valueOf(records), "sha256", row.hash)));
        });
        return row.id;
    }

    /** Over everything that makes the report what it is. */
    private static String hash(ReportRow row) {
        return PaperList.hash(String.join("\n", row.id, row.owner, row.kind, row.subject == null ? "" : row.subject, String.valueOf(row.from), String.valueOf(row.to), row.purpose,
                String.valueOf(row.records), String.valueOf(row.complete), String.valueOf(row.created), row.content).getBytes(StandardCharsets.UTF_8));
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
        return new Report(row.id, row.owner, new Wanted(ReportKind.of(row.kind).orElseThrow(), Optional.ofNullable(row.subject), Instant.ofEpochMilli(row.from),
                Instant.ofEpochMilli(row.to)), row.purpose, row.records, row.complete == 1, lines, row.hash, hash(row).equals(row.hash), Instant.ofEpochMilli(row.created));
    }
}
