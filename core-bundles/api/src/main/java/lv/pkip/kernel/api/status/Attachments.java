package lv.pkip.kernel.api.status;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Files of applications and cases. Content is streamed, limited, hashed, checked against its claimed type by its first
 * bytes and kept outside the database. A file first belongs to its uploader; submitting binds it to the case.
 */
@ProviderType
public interface Attachments {

    /**
     * Stores a file.
     *
     * @param name     file name as given; path parts and control characters are dropped
     * @param type     claimed media type
     * @param accepted media types allowed here, empty for the platform's list
     * @param maxBytes limit; never above the platform's own
     * @throws CaseProblem {@code TOO_LARGE}, {@code WRONG_TYPE}
     */
    Attachment store(String name, String type, List<String> accepted, long maxBytes, InputStream content);

    /** What is known of a file the actor may see. */
    Optional<Attachment> find(String id);

    /** Content of a file the actor may see; the reading is recorded. The caller closes it. */
    InputStream open(String id);

    /** Files of a case that the actor may see: attachments and issued documents. */
    List<Attachment> ofCase(String number);

    /** Deletes an own file that is not yet bound to a case. */
    void discard(String id);

    /**
     * @param id     UUID
     * @param kind   {@code attachment}, or the kind of an issued document, for example {@code permit}
     * @param size   bytes
     * @param sha256 hex
     * @param code   verification code of an issued document
     */
    record Attachment(String id, String kind, String name, String type, long size, String sha256, Instant created,
            Optional<String> code) { }
}
