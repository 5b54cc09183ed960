package lv.pkip.kernel.identity;

import java.time.Instant;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Registry.Change;
import lv.pkip.kernel.api.registry.Registry.Subject;

/** One changed field; the database refuses to change or delete it. */
@Entity
@Table(name = "identity_change")
class ChangeRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) @Column(name = "seq") Long sequence;
    @Column(name = "at_ms") long at;
    String actor;
    String kind;
    String subject;
    String field;
    @Column(name = "before_text") String before;
    @Column(name = "after_text") String after;
    String reason;

    Change change() {
        return new Change(sequence, Instant.ofEpochMilli(at), actor, Subject.valueOf(kind), subject, field, before, after, reason);
    }
}
