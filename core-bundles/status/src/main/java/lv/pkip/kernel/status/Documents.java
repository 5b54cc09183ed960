package lv.pkip.kernel.status;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.status.files.BlobStore;
import lv.pkip.kernel.status.files.FileName;
import lv.pkip.kernel.status.files.MediaType;

/** Makes the documents an action declares: kept as files of the case and findable by their verification codes. */
final class Documents {
    private final Kernel kernel;
    private final Riga riga;

    Documents(Kernel kernel, Riga riga) {
        this.kernel = kernel;
        this.riga = riga;
    }

    /** Drafts of the documents, by kind; nothing is kept. */
    Map<String, byte[]> drafts(Definition definition, Definition.Action action, CaseRow row, Map<String, Object> model) {
        Map<String, byte[]> drafts = new LinkedHashMap<>();
        for (Definition.Output output : action.outputs()) {
            drafts.put(output.kind(), kernel.outputs().pdf(definition, output.template(), model, row.language, "", ""));
        }
        return drafts;
    }

    /** Issues the documents in the running transaction; an earlier one of the same kind is no longer valid. */
    void issue(EntityManager em, Definition definition, List<Definition.Output> outputs, CaseRow row,
            Map<String, Object> model) {
        for (Definition.Output output : outputs) {
            String code = VerificationCode.next();
            byte[] pdf = kernel.outputs().pdf(definition, output.template(), model, row.language, code,
                    kernel.municipality().baseUrl() + "/verify/" + code);
            String sha256 = keep(pdf);
            em.createQuery("update IssuedRow i set i.valid = 0 where i.caseId = :caseId and i.kind = :kind")
                    .setFlushMode(FlushModeType.COMMIT).setParameter("caseId", row.id).setParameter("kind", output.kind())
                    .executeUpdate();
            em.persist(file(definition, output, row, code, pdf.length, sha256));
            em.persist(issued(output, row, code, sha256));
        }
    }

    /** The bytes are safe before the row that names them commits; without the row the sweep takes them away. */
    private String keep(byte[] pdf) {
        try (BlobStore.Incoming incoming = kernel.blobs().receive(new ByteArrayInputStream(pdf), pdf.length)) {
            incoming.keep();
            return incoming.sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileRow file(Definition definition, Definition.Output output, CaseRow row, String code, int size, String sha256) {
        FileRow file = new FileRow();
        file.id = Ids.next(riga.now());
        file.caseId = row.id;
        file.ownerKey = kernel.actor().get().id();
        file.kind = output.kind();
        file.name = FileName.clean(definition.text(row.language, "output." + output.kind()) + " " + row.number + ".pdf");
        file.type = MediaType.PDF;
        file.bytes = size;
        file.sha256 = sha256;
        file.created = riga.now();
        file.code = code;
        return file;
    }

    private IssuedRow issued(Definition.Output output, CaseRow row, String code, String sha256) {
        IssuedRow issued = new IssuedRow();
        issued.code = code;
        issued.caseId = row.id;
        issued.number = row.number;
        issued.service = row.service;
        issued.kind = output.kind();
        issued.made = riga.now();
        issued.sha256 = sha256;
        issued.valid = 1;
        return issued;
    }
}
