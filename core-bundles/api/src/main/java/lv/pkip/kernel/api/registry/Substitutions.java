package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who stands in for whom during an absence (aizvietošana). The substitute holds the roles of the absent one, privileged
 * ones excepted. One may name one's own substitute; others need {@code users:manage}.
 */
@ProviderType
public interface Substitutions {

    /** Of one account, as absent or as substitute, newest first; of all when empty. */
    List<Substitution> of(Optional<String> login);

    Substitution begin(String absent, String substitute, LocalDate from, LocalDate to, String reason);

    void end(long id);

    /** @param ended when it was ended before its last day */
    record Substitution(long id, String absent, String substitute, LocalDate from, LocalDate to, String reason, Optional<Instant> ended) {
        public boolean isOn(LocalDate day) {
            return ended.isEmpty() && !day.isBefore(from) && !day.isAfter(to);
        }
    }
}
