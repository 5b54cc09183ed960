package lv.pkip.kernel.api.identity;

import org.osgi.annotation.versioning.ProviderType;

/** A new password for somebody who has forgotten it, by a link that is good once and for a short time; second factors stay. */
@ProviderType
public interface PasswordReset {

    /**
     * Sends a link to the account's address, if there is such an account. Returns before anything is looked up, so that
     * neither answer nor time tells.
     *
     * @param who    login or e-mail address
     * @param client address of the client, for throttling
     * @throws SignInRefused when asked too often
     */
    void request(String who, String client);

    /**
     * A link for an account, to be handed over by the one who asked for it. Needs {@code users:manage}.
     *
     * @throws lv.pkip.kernel.api.registry.RegistryProblem {@code SECOND_PERSON} as {@link lv.pkip.kernel.api.registry.Registry#resetPassword}
     */
    String link(String login);

    /** True while a token can be used. */
    boolean isGood(String token);

    /**
     * Sets the password and ends all sessions of the account.
     *
     * @throws SignInRefused {@code WRONG_CREDENTIALS} when the token is not good any more
     */
    void set(String token, char[] fresh, String client);
}
