package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Residents known to this municipality, keyed by an opaque person key, so that logs and addresses never hold a personal code. */
@ProviderType
public interface Persons {

    /** A resident; the personal code has 11 digits. */
    record Person(String key, String personalCode, String givenName, String familyName) {
        public String name() {
            return givenName + " " + familyName;
        }

        @Override
        public String toString() {
            return "Person[" + key + "]";
        }
    }

    Optional<Person> byKey(String key);

    /** The person of a personal code, made known when new. */
    Person byPersonalCode(String personalCode, String givenName, String familyName);

    /** The key of the person of a personal code with 11 digits, an old or a new one; unlike {@link #byPersonalCode} it makes nobody known. */
    default Optional<String> keyOf(String personalCode) {
        return Optional.empty();
    }

    /**
     * All keys of the person of a key, the key itself included. There are several when a person was known twice, under an old
     * and a new personal code, and it turned out later; cases keep the key they were made under.
     */
    default Set<String> keys(String key) {
        return Set.of(key);
    }

    /** Staff search by the beginning of a name; at most {@code limit} hits. */
    List<Person> search(String text, int limit);
}
