package lv.pkip.kernel.status;

import java.time.LocalDate;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;
import javax.persistence.Version;

/** A case as it stands; every write to it raises its version. */
@Entity
@Table(name = "status_case")
class CaseRow {
    @Id
    @Column(name = "id")
    String id;
    @Column(name = "number", updatable = false)
    String number;
    @Version
    @Column(name = "version")
    long version;
    @Column(name = "service", updatable = false)
    String service;
    @Column(name = "definition", updatable = false)
    String definition;
    @Column(name = "phase")
    String phase;
    @Column(name = "step")
    String step;
    @Column(name = "lane")
    int lane;
    @Column(name = "submitted", updatable = false)
    long submitted;
    @Column(name = "due")
    LocalDate due;
    @Column(name = "planned", updatable = false)
    LocalDate planned;
    @Column(name = "paused_since")
    Long pausedSince;
    @Column(name = "paused_days")
    int pausedDays;
    @Column(name = "closed")
    Long closed;
    @Column(name = "warned")
    int warned;
    @Column(name = "unit")
    String unit;
    @Column(name = "assignee")
    String assignee;
    @Column(name = "applicant_key", updatable = false)
    String applicantKey;
    @Column(name = "applicant_name", updatable = false)
    String applicantName;
    @Column(name = "applicant_fold", updatable = false)
    String applicantFold;
    @Column(name = "representative_key", updatable = false)
    String representativeKey;
    @Column(name = "representative_name", updatable = false)
    String representativeName;
    @Column(name = "applicant_unread")
    int applicantUnread;
    @Column(name = "language", updatable = false)
    String language;
    @Column(name = "email")
    String email;
    @Column(name = "reason")
    String reason;
    @Lob
    @Column(name = "application")
    String application;
    @Lob
    @Column(name = "data")
    String data;
    @Lob
    @Column(name = "results")
    String results;

    CaseRow() {
    }
}
