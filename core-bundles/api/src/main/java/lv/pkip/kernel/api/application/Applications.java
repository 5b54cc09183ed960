package lv.pkip.kernel.api.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The register of applications. Changing needs {@code applications:manage}; every change is recorded. */
@ProviderType
public interface Applications {

    /** Sorted by id. */
    List<Application> all();

    Optional<Application> find(String id);

    /**
     * @return with its secret when it proves itself by one
     * @throws ApplicationProblem when something is wrong with it
     */
    Registered register(Application application);

    /** Changes all but secret and {@code enabled}; the version must be the stored one. What is taken away ends its tokens. */
    Application change(Application application);

    /** Makes a new secret; the old one is good no more. */
    String rotateSecret(String id);

    /** Lets it in again, or shuts it out: within five seconds no token of it is good any more. */
    void enable(String id, boolean enabled);

    /** Every scope there is now, those of OpenID Connect first. */
    List<Scope> scopes();

    /** The house's signing keys, newest first. */
    List<SigningKey> keys();

    /** Signs with fresh keys from now on; the old ones are published until what they signed has ended. */
    void rotateKeys();

    /** @param secret shown once and kept by nobody; empty when it has none */
    record Registered(Application application, String secret) {
        @Override
        public String toString() {
            return "Registered[" + application.id() + "]";
        }
    }

    /**
     * @param name        as it stands in requests
     * @param permissions what a token of this scope is good for; none for those that only tell about the person
     * @param texts       language → what it lets an application do
     */
    record Scope(String name, Set<String> permissions, Map<String, String> texts) {
        public Scope {
            permissions = Set.copyOf(permissions);
            texts = Map.copyOf(texts);
        }

        public String text(String language) {
            return texts.getOrDefault(language, texts.getOrDefault("lv", name));
        }
    }

    /** A key that signs or signed, or will. */
    record SigningKey(String id, String algorithm, Instant from, boolean current) { }
}
