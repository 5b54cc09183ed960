package lv.pkip.kernel.auditdesk;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The book of files of records that left the house: by a file's code or hash one can tell later what it was. */
@Component(service = Exports.class)
public final class Exports {
    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public Exports(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema, @Reference(name = "current") CurrentActor current,
            @Reference(name = "audit") Audit audit) {
        this(jpa, current, audit, Clock.systemUTC());
    }

    Exports(JpaTemplate jpa, CurrentActor current, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A file that left.
     *
     * @param kind    {@code csv}, {@code json} or {@code pdf}
     * @param outcome {@code ok}, or {@code failed} when it was broken off
     * @param hash    SHA-256 of what left
     */
    record Left(String code, String owner, String kind, String purpose, Query query, long records, String outcome, String hash, Instant at) { }

    /** Writes one down, in the book and in the audit, together. */
    void left(String code, String kind, String purpose, Query query, long records, boolean whole, String hash) {
        jpa.tx(TransactionType.Required, em -> {
            ExportRow row = new ExportRow();
            row.code = code;
            row.owner = current.get().id();
            row.kind = kind;
            row.purpose = purpose;
            row.conditions = QueryJson.write(Codes.covered(query));
            row.records = Math.toIntExact(records);
            row.outcome = whole ? "ok" : "failed";
            row.hash = hash;
            row.created = clock.millis();
            em.persist(row);
            audit.record(Audit.Event.ok("audit.export", "audit", purpose).about(query.caseNumber().orElse(null), query.dataSubject().orElse(null)).outcome(row.outcome)
                    .with(Map.of("format", kind, "records", String.valueOf(records), "code", code, "sha256", hash)));
        });
    }

    Optional<Left> find(String code) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(ExportRow.class, code)).map(row -> new Left(row.code, row.owner, row.kind,
                row.purpose, QueryJson.read(row.conditions), row.records, row.outcome, row.hash, Instant.ofEpochMilli(row.created))));
    }
}
