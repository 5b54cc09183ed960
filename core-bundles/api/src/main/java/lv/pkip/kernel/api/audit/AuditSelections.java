package lv.pkip.kernel.api.audit;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Proofs of single records of the audit, however far apart they stand, as the verifier reads them. */
@ProviderType
public interface AuditSelections {

    /**
     * Begins a file; nothing is written before something is added. Needs {@code audit:export}; is recorded.
     *
     * @param out stays the caller's
     * @return empty while there is no signed checkpoint to prove anything by
     */
    Optional<Selection> begin(String purpose, OutputStream out);

    /** A file under way; for one thread. */
    @ProviderType
    interface Selection {

        /** Adds records, in full and each with its proof; what has no place in the checkpoint yet is named as such. At most {@link AuditTrail#MOST}. */
        void add(List<Long> sequences);

        /**
         * Writes the end.
         *
         * @param files files that hold the same records, by name, with their SHA-256 in hexadecimal digits
         */
        void end(Map<String, String> files);
    }
}
