package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** In whose name the signed-in resident may act, and acts. The choice belongs to the session and ends with the mandate. */
@ProviderType
public interface Mandates {

    /** What the signed-in resident may do in others' names now, sorted by name. */
    List<Mandate> own();

    /**
     * Lets the session act by a mandate from the next request on, or in the resident's own name.
     *
     * @param id one of {@link #own}; empty: in one's own name
     * @throws Forbidden when it is not, or not any more
     */
    void choose(Optional<String> id);
}
