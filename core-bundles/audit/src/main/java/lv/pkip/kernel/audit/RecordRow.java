package lv.pkip.kernel.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import lv.pkip.kernel.api.audit.Audit;

/** A stored record, for reading only: rows are inserted by {@link AuditLog} and never changed. */
@Entity
@Table(name = "audit_record")
class AuditRecord {
    @Id
    private long seq;
    @Column(name = "at_ms")
    private long at;
    @Column(name = "actor_kind")
    private String actorKind;
    private String actor;
    @Column(name = "on_behalf_of")
    private String onBehalfOf;
    private String application;
    private String action;
    @Column(name = "case_number")
    private String caseNumber;
    @Column(name = "data_subject")
    private String dataSubject;
    private String purpose;
    private String outcome;
    private String details;
    private String request;

    Audit.Entry entry() {
        Map<String, String> facts = Details.read(details);
        if (request != null) {
            facts.putIfAbsent("request", request);
        }
        return new Audit.Entry(seq, Instant.ofEpochMilli(at), actorKind, actor, Optional.ofNullable(onBehalfOf),
                new Audit.Event(action, application, Optional.ofNullable(caseNumber), Optional.ofNullable(dataSubject),
                        purpose, outcome, facts));
    }
}
