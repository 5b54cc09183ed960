package lv.pkip.kernel.api.application;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;

/**
 * A system that may ask for tokens.
 *
 * @param id       {@code [a-z][a-z0-9-]{1,62}}: {@code client_id}; never changes
 * @param name     shown to people
 * @param own      of this municipality: people are not asked for consent, and the subject is the same everywhere
 * @param people   who may sign in to it: residents, staff, both, or nobody where it acts for itself only
 * @param flows    how it may ask for tokens
 * @param scopes   what it may ask for at most
 * @param places   its addresses
 * @param key      how it proves who it is
 * @param options  further rules
 * @param enabled  false: no token is issued, and those issued are good no more
 * @param version  grows with each change; a change that names another one than the stored is refused
 */
public record Application(String id, String name, boolean own, Set<Actor.Kind> people, Set<Flow> flows, Set<String> scopes,
        Places places, Key key, Options options, boolean enabled, long version) {

    /** A way to ask for tokens: OAuth's grant types. */
    public enum Flow { AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, DEVICE_CODE }

    /** How an application proves who it is. */
    public enum Proof { NONE, SECRET, PRIVATE_KEY, CERTIFICATE }

    /**
     * Addresses, compared letter by letter.
     *
     * @param redirects    where answers of sign-in go; of a program on a desk {@code http://127.0.0.1/…} with any port,
     *                     of an installed one without a secret also {@code lv.example.app:/…} (RFC 8252)
     * @param afterLogout  where the browser may go after signing out
     * @param backChannel  told by this house, server to server, that somebody signed out; empty: not told
     */
    public record Places(List<String> redirects, List<String> afterLogout, String backChannel) {
        public static final Places NONE = new Places(List.of(), List.of(), "");

        public Places {
            redirects = List.copyOf(redirects);
            afterLogout = List.copyOf(afterLogout);
            Objects.requireNonNull(backChannel);
        }
    }

    /**
     * @param keys        public keys as a JWK set, for {@link Proof#PRIVATE_KEY}; else empty
     * @param certificate SHA-256 of the certificate in base64url (RFC 8705), or the subject's distinguished name; else empty
     */
    public record Key(Proof proof, String keys, String certificate) {
        public static final Key SECRET = new Key(Proof.SECRET, "", "");

        public Key {
            Objects.requireNonNull(proof);
            Objects.requireNonNull(keys);
            Objects.requireNonNull(certificate);
        }
    }

    /**
     * @param algorithm  of ID tokens: {@code ES256} or {@code RS256}
     * @param introspects may ask about tokens of other applications, because it serves requests that carry them
     * @param pushedOnly sign-in requests must be pushed first (RFC 9126)
     */
    public record Options(String algorithm, boolean introspects, boolean pushedOnly) {
        public static final Options USUAL = new Options("ES256", false, false);

        public Options {
            Objects.requireNonNull(algorithm);
        }
    }

    public Application {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        people = Set.copyOf(people);
        flows = Set.copyOf(flows);
        scopes = Set.copyOf(scopes);
        Objects.requireNonNull(places);
        Objects.requireNonNull(key);
        Objects.requireNonNull(options);
    }

    /** Where its pages are served from, as a browser names it: the origins of the addresses that answers of sign-in go to. */
    public Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        for (String address : places.redirects()) {
            URI uri = URI.create(address);
            if (uri.getHost() == null) {
                continue; // opens an installed application: no page is served from there
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
            origins.add(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort()));
        }
        return Collections.unmodifiableSet(origins);
    }

    public Application enabled(boolean now) {
        return new Application(id, name, own, people, flows, scopes, places, key, options, now, version);
    }
}
