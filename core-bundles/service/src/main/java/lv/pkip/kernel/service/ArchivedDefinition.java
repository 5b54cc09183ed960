package lv.pkip.kernel.service;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;
import lv.pkip.kernel.api.service.Definition;

/** A definition kept for ever, under its fingerprint; never changed. */
@Entity
@Table(name = "service_definition")
class ArchivedDefinition {
    @Id
    private String fingerprint;
    @Column(name = "service_id")
    private String service;
    private String version;
    @Lob
    private String content;
    @Column(name = "archived_ms")
    private long archived;
    @Column(name = "offered_ms")
    private long offered;

    protected ArchivedDefinition() {
    }

    /** @param offered when it was last offered, in ms; 0 if not known */
    ArchivedDefinition(Definition definition, long now, long offered) {
        this.fingerprint = definition.fingerprint();
        this.service = definition.id();
        this.version = definition.version();
        this.content = DefinitionJson.write(definition);
        this.archived = now;
        this.offered = offered;
    }

    long offered() {
        return offered;
    }

    /** A later time only: nodes write as they please. */
    void offered(long at) {
        offered = Math.max(offered, at);
    }

    Definition definition() {
        return DefinitionJson.read(content, fingerprint);
    }
}
