package lv.pkip.kernel.service;

import java.time.Instant;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;
import lv.pkip.kernel.api.service.Services.OverlayChange;

/** One change of a service's overlay; the newest counts, the others are history. */
@Entity
@Table(name = "service_overlay")
class OverlayRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    @Column(name = "service_id")
    private String service;
    @Column(name = "changed_ms")
    private long changed;
    private String actor;
    private String reason;
    @Lob
    private String content;

    protected OverlayRow() {
    }

    OverlayRow(String service, long changed, String actor, String reason, String content) {
        this.service = service;
        this.changed = changed;
        this.actor = actor;
        this.reason = reason;
        this.content = content;
    }

    String service() {
        return service;
    }

    String content() {
        return content == null ? "" : content; // some databases keep an empty text as null
    }

    OverlayChange change() {
        return new OverlayChange(Instant.ofEpochMilli(changed), actor, reason, content());
    }
}
