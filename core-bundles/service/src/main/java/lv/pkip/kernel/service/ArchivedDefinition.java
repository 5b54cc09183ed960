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

    protected ArchivedDefinition() {
    }

    ArchivedDefinition(Definition definition, long now) {
        this.fingerprint = definition.fingerprint();
        this.service = definition.id();
        this.version = definition.version();
        this.content = DefinitionJson.write(definition);
        this.archived = now;
    }

    Definition definition() {
        return DefinitionJson.read(content, fingerprint);
    }
}
