package lv.pkip.kernel.api.identity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Opens, finds and ends sessions. Sessions survive a restart of the container. */
@ProviderType
public interface SignIn {

    /**
     * Signs a staff member in.
     *
     * @param client address of the client, for throttling
     * @throws SignInRefused when refused; the reason never tells whether the user exists
     */
    Session password(String login, char[] password, String client);

    /** Signs a resident in whom an identity provider vouches for. */
    Session external(ExternalIdentity identity, String client);

    /** The live session of a token, prolonged by this use. */
    Optional<Session> resolve(String token);

    /**
     * Checks a password without opening a session, for protocols that sign in anew with each connection and have one field
     * for it. Who has an authenticator app types its present code right behind the password; a code is good once.
     *
     * @return who it is and what they may do now; its token is empty
     * @throws SignInRefused as {@link #password}; a person whose session would have something due is refused too
     */
    Session check(String login, char[] password, String client);

    /**
     * What somebody may do now, held to a part of it, for the kernel's own token issuer.
     *
     * @param subject login or person key
     * @param held    permissions the issued token is good for
     * @return empty when there is no such one, or not any more
     */
    Optional<Session> delegated(Actor.Kind kind, String subject, Set<String> held, Session.Proof proof);

    /** Changes the signed-in user's own password and ends the user's other sessions. */
    void changePassword(Session session, char[] old, char[] fresh);

    void signOut(String token);

    /** How many sessions are live now, by kind of actor. */
    Map<Actor.Kind, Long> live();
}
