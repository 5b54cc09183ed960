package lv.pkip.kernel.api.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody signed in: on a page, by an access token, or by an LDAP bind.
 *
 * @param token       secret, 256 bits, base64url; only its hash is stored. Empty when nothing is stored here, as with an access token
 * @param csrf        value every form of this session carries (double submit is not relied on)
 * @param actor       who signed in
 * @param permissions what the actor may do, as wildcard permissions ({@code tree-felling:*})
 * @param held        what the session is held to besides: the actor may do only what both allow; absent: no further limit
 * @param proof       how and when the actor was authenticated
 * @param expires     when it ends unless used before
 * @param due         what must be done first; until then the session may do nothing else
 * @param mandate     by what right the actor acts for another, when {@link Actor#onBehalfOf} is there
 */
public record Session(String token, String csrf, Actor actor, Set<String> permissions, Optional<Set<String>> held, Proof proof,
        Instant expires, Optional<Due> due, Optional<Mandate> mandate) {

    /** What stands between a first factor and the work; {@code MANDATE}: the one acted by has ended, choose anew. */
    public enum Due { SECOND_FACTOR, PASSWORD_CHANGE, SECOND_FACTOR_SETUP, MANDATE }

    /**
     * How somebody was authenticated.
     *
     * @param methods values of RFC 8176 ({@code pwd}, {@code otp}, {@code hwk}, {@code mfa}), or the identity provider's id
     * @param at      when
     */
    public record Proof(Set<String> methods, Instant at) {
        public Proof {
            methods = Set.copyOf(methods);
            Objects.requireNonNull(at);
        }
    }

    public Session {
        Objects.requireNonNull(token);
        Objects.requireNonNull(csrf);
        Objects.requireNonNull(actor);
        permissions = Set.copyOf(permissions);
        held = held.map(Set::copyOf);
        Objects.requireNonNull(proof);
        Objects.requireNonNull(expires);
        Objects.requireNonNull(due);
        Objects.requireNonNull(mandate);
    }

    /** A session of somebody who acts in their own name. */
    public Session(String token, String csrf, Actor actor, Set<String> permissions, Optional<Set<String>> held, Proof proof,
            Instant expires, Optional<Due> due) {
        this(token, csrf, actor, permissions, held, proof, expires, due, Optional.empty());
    }

    /** A session with no further limit and nothing due. */
    public static Session of(String token, String csrf, Actor actor, Set<String> permissions, Proof proof, Instant expires) {
        return new Session(token, csrf, actor, permissions, Optional.empty(), proof, expires, Optional.empty());
    }

    @Override
    public String toString() {
        return "Session[" + actor.kind() + "]"; // never the token, the csrf value or a name: this may reach a log
    }
}
