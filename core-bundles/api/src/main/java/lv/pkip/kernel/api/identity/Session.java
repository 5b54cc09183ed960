package lv.pkip.kernel.api.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * One signed-in session.
 *
 * @param token       secret, 256 bits, base64url; only its hash is stored
 * @param csrf        value every form of this session carries (double submit is not relied on)
 * @param actor       who signed in
 * @param permissions what the actor may do, as wildcard permissions ({@code tree-felling:*})
 * @param expires     when it ends unless used before
 * @param mustChangePassword the password was set by somebody else and must be changed first
 */
public record Session(String token, String csrf, Actor actor, Set<String> permissions, Instant expires,
        boolean mustChangePassword) {
    public Session {
        Objects.requireNonNull(token);
        Objects.requireNonNull(csrf);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(expires);
        permissions = Set.copyOf(permissions);
    }

    @Override
    public String toString() {
        return "Session[" + actor.kind() + "]"; // never the token, the csrf value or a name: this may reach a log
    }
}
