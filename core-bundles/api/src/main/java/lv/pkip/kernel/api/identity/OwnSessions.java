package lv.pkip.kernel.api.identity;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.osgi.annotation.versioning.ProviderType;

/** The sessions of one who signed in. What ends here stops on every node within five seconds. */
@ProviderType
public interface OwnSessions {

    /** Notes where a session was begun; only a kind of browser and a part of the address are kept. */
    void begun(Session session, String client, String userAgent);

    /** Live sessions of the holder, last used first. */
    List<Entry> list(Session session);

    /** Ends one of the holder's sessions; one that is not there or not theirs is left. */
    void end(Session session, String id);

    /** Signs the holder out everywhere, here too. */
    void endAll(Session session);

    /** Signs an account out everywhere. Needs {@code users:manage}. */
    void endAll(String login);

    /**
     * A live session.
     *
     * @param id      names it in {@link #end}; opens nothing
     * @param used    within a minute
     * @param browser for example {@code Firefox, Linux}; empty when not known
     * @param place   a part of the address, for example {@code 10.20.30.x}
     * @param methods how it was signed in, values of RFC 8176
     * @param current the one that asks
     */
    record Entry(String id, Instant begun, Instant used, String browser, String place, Set<String> methods, boolean current) {
        public Entry {
            Objects.requireNonNull(id);
            Objects.requireNonNull(browser);
            Objects.requireNonNull(place);
            methods = Set.copyOf(methods);
        }
    }
}
