package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * In whose name the signed-in resident may act, and acts. The choice belongs to the session and ends with the mandate. Who came by a
 * token of an application needs one that is held to {@link #ACT_FOR_OTHERS} besides, and names the mandate each time.
 */
@ProviderType
public interface Mandates {
    /** What a token must be held to, to act for those whom its resident represents. */
    String ACT_FOR_OTHERS = "mandates:use";

    /** What the signed-in resident may do in others' names now, sorted by name. */
    List<Mandate> own();

    /**
     * Lets the session act by a mandate from the next request on, or in the resident's own name.
     *
     * @param id one of {@link #own}; empty: in one's own name
     * @throws Forbidden when it is not, or not any more
     */
    void choose(Optional<String> id);

    /**
     * The session as it acts by a mandate, or in its holder's own name, for one piece of work. Nothing is stored; what the register
     * says is believed for as long as a session is.
     *
     * @param id one of {@link #own}; empty: in one's own name
     * @throws Forbidden when it is not, or not any more
     */
    Session by(Optional<String> id);
}
