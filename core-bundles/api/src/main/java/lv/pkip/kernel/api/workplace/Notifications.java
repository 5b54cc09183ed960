package lv.pkip.kernel.api.workplace;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Tells members of staff what concerns them: in the workplace, and by e-mail as each of them has chosen. */
@ProviderType
public interface Notifications {

    /**
     * Tells somebody something; commits with the transaction that caused it. Text is taken now, in all three languages, from the
     * messages of the bundle that asks, so it stays when the bundle goes. Whoever is not staff of this house is told nothing.
     *
     * @param login  whom to tell
     * @param kind   {@code message}, {@code assigned}, {@code overdue}, {@code approval} or another word of letters and hyphens
     * @param key    of the text, with gaps {@code {name}} for values; no personal data, because it may go out by e-mail
     * @param values what goes into the gaps, for example a case number
     * @param href   path on this site where it can be seen
     */
    void tell(String login, String kind, String key, Map<String, String> values, String href);

    /**
     * What was told under a kind and path is done, by whomever: nobody has it as unread any more, and it goes into no letter.
     * Commits with the transaction that settled it.
     */
    default void settle(String kind, String href) {
        // Whoever keeps nothing has nothing to mark.
    }
}
