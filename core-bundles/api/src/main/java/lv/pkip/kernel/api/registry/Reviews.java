package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Recertification (tiesību pārskatīšana): a list of who holds what, gone through line by line; what is not confirmed is
 * withdrawn. Needs {@code users:review}.
 */
@ProviderType
public interface Reviews {

    /** Newest first. */
    List<Review> all();

    /** Opens a review of every role that accounts of a unit hold themselves, of all units when empty. */
    Review open(String unit, LocalDate due);

    List<Line> lines(long review);

    /** Keeps or withdraws one line's role; nobody decides on their own. */
    void decide(long review, String login, String role, boolean keep, String reason);

    /** @param open lines nobody has decided on yet */
    record Review(long id, String unit, String openedBy, Instant opened, LocalDate due, int lines, int open) { }

    /** @param kept empty: not decided */
    record Line(String login, String role, Optional<Boolean> kept, Optional<String> decidedBy, Optional<Instant> decided, String reason) { }
}
