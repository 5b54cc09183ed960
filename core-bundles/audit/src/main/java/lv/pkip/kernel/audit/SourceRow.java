package lv.pkip.kernel.audit;

import java.time.Instant;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import lv.pkip.kernel.api.audit.AuditTrail.Source;

/** A system that has sent something, for reading only: {@link SourceRows} counts. */
@Entity
@Table(name = "audit_source")
class SourceRow {
    @Id
    private String name;
    @Column(name = "last_ms")
    private long last;
    private long records;
    private long unreadable;

    Source source() {
        return new Source(name, Instant.ofEpochMilli(last), records, unreadable);
    }
}
