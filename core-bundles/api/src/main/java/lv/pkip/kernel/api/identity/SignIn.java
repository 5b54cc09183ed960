package lv.pkip.kernel.api.identity;

import java.util.Map;
import java.util.Optional;
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

    /** Changes the signed-in user's own password and ends the user's other sessions. */
    void changePassword(Session session, char[] old, char[] fresh);

    void signOut(String token);

    /** How many sessions are live now, by kind of actor. */
    Map<Actor.Kind, Long> live();
}
