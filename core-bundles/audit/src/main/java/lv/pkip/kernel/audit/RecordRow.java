package lv.pkip.kernel.audit;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.auditproof.LogRecord;

/** A stored record, for reading only: rows are inserted by {@link AuditLog} and {@link Intake}, and never changed. */
@Entity
@Table(name = "audit_record")
class RecordRow {
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
    private String source;
    @Column(name = "source_id")
    private String sourceId;
    @Column(name = "source_at_ms")
    private Long sourceAt;
    private String organisation;
    private String address;
    @Column(name = "session_id")
    private String session;
    private String act;
    @Column(name = "object_type")
    private String objectType;
    @Column(name = "object_id")
    private String objectId;
    @Column(name = "legal_basis")
    private String legalBasis;
    private String permission;
    @Column(name = "before_hash")
    private String before;
    @Column(name = "after_hash")
    private String after;
    private String salt;
    private String keep;
    private String commitments;

    long seq() {
        return seq;
    }

    long at() {
        return at;
    }

    /** Its class of retention. */
    String keep() {
        return keep;
    }

    /** Whether what tells of people in it is gone. */
    boolean erased() {
        return salt == null;
    }

    /** As bundles of this platform know their own records. */
    Audit.Entry entry() {
        Map<String, String> facts = Details.read(details);
        if (request != null) {
            facts.putIfAbsent("request", request);
        }
        return new Audit.Entry(seq, Instant.ofEpochMilli(at), actorKind, actor, Optional.ofNullable(onBehalfOf),
                new Audit.Event(action, application, Optional.ofNullable(caseNumber), Optional.ofNullable(dataSubject),
                        purpose, outcome, facts));
    }

    /** As an auditor sees it; a record of this platform has its number as its id. */
    Stored stored(OptionalLong place) {
        return new Stored(seq, Instant.ofEpochMilli(at), source, place, new AuditRecord(
                sourceId == null ? String.valueOf(seq) : sourceId, Instant.ofEpochMilli(sourceAt == null ? at : sourceAt),
                new Party(PartyKind.valueOf(actorKind), actor, Optional.ofNullable(organisation)), Optional.ofNullable(onBehalfOf),
                application, Optional.ofNullable(address), Optional.ofNullable(session == null ? request : session), Act.valueOf(act), action,
                objectType == null ? Optional.empty() : Optional.of(new Thing(objectType, objectId == null ? "" : objectId)), Optional.ofNullable(caseNumber),
                Optional.ofNullable(dataSubject), purpose, Optional.ofNullable(legalBasis), Optional.ofNullable(permission), outcome,
                details == null ? "{}" : details, Optional.ofNullable(before), Optional.ofNullable(after)), erased());
    }

    /** As the log knows it: what is nobody's secret in the open, what tells of people as commitments. */
    LogRecord leaf() {
        Map<String, Object> open = new TreeMap<>();
        open.put("version", 1);
        open.put("sequence", seq);
        open.put("received", at);
        open.put("source", source);
        open.put("actorKind", actorKind);
        open.put("application", application);
        open.put("act", act);
        open.put("action", action);
        open.put("purpose", purpose);
        open.put("outcome", outcome);
        present(open, "id", sourceId);
        present(open, "time", sourceAt);
        present(open, "organisation", organisation);
        present(open, "objectType", objectType);
        present(open, "legalBasis", legalBasis);
        present(open, "permission", permission);
        present(open, "before", before);
        present(open, "after", after);
        if (erased()) {
            return LogRecord.erased(open, Commitments.read(commitments));
        }
        Map<String, String> personal = new TreeMap<>();
        present(personal, "actor", actor);
        present(personal, "onBehalfOf", onBehalfOf);
        present(personal, "address", address);
        present(personal, "session", session);
        present(personal, "request", request);
        present(personal, "objectId", objectId);
        present(personal, "caseNumber", caseNumber);
        present(personal, "dataSubject", dataSubject);
        present(personal, "details", details);
        return LogRecord.of(open, personal, Base64.getUrlDecoder().decode(salt));
    }

    private static <T> void present(Map<String, T> fields, String name, T value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
