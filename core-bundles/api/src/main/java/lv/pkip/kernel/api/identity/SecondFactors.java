package lv.pkip.kernel.api.identity;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Second factors of staff: one-time codes by time (TOTP, RFC 6238), passkeys (WebAuthn) and recovery codes. Everything is
 * for the holder of the session given; what needs more says so. Every change is audited.
 */
@ProviderType
public interface SecondFactors {

    /** What the holder of a session has set up. */
    State state(Session session);

    /** What an account has set up. Needs {@code users:manage}. */
    State state(String login);

    /**
     * Makes the secret of an authenticator app; it counts when {@link #confirmCode} proved that the app has it.
     *
     * @param password of the holder; not looked at where {@link State#asksPassword()} is false
     * @throws SignInRefused when the password is not right
     */
    Enrolment beginCode(Session session, char[] password);

    /**
     * Takes the app over that {@link #beginCode} was called for, when it shows the right code.
     *
     * @throws SignInRefused when it does not
     */
    Settled confirmCode(Session session, String code);

    void removeCode(Session session, char[] password);

    /** Ten new recovery codes; earlier ones are void. There must be another factor that they stand in for. */
    List<String> recoveryCodes(Session session, char[] password);

    /** False where browsers allow no passkeys: the municipality's address has no host name. */
    boolean passkeysPossible();

    /** What the browser needs to make a passkey, as JSON ({@code PublicKeyCredentialCreationOptions}). */
    String beginPasskey(Session session, char[] password);

    /**
     * Takes a passkey over.
     *
     * @param name     its owner's, at most 60 letters
     * @param response of the browser, as JSON ({@code RegistrationResponseJSON})
     * @throws SignInRefused when anything about it is not right
     */
    Settled addPasskey(Session session, String name, String response);

    void removePasskey(Session session, String id, char[] password);

    /**
     * Settles the second factor of a session by a code of the app or a recovery code.
     *
     * @param client address of the client, for throttling
     * @return the session that takes the place of the one given, which has ended
     */
    Session byCode(Session session, String code, String client);

    /** What the browser needs to use a passkey as the second factor of this session, as JSON. */
    String challenge(Session session);

    /** Settles the second factor of a session by a passkey; as {@link #byCode}. */
    Session byPasskey(Session session, String response, String client);

    /**
     * What a browser needs to sign in by a passkey alone, as JSON.
     *
     * @param browser unguessable value of this browser
     */
    String challenge(String browser);

    /** Signs in by a passkey alone, which must have verified its user. */
    Session signIn(String browser, String response, String client);

    /**
     * Takes every factor of an account away and ends its sessions. Needs {@code users:manage}.
     *
     * @throws lv.pkip.kernel.api.registry.RegistryProblem {@code SECOND_PERSON} when the account holds privileged rights: it is
     *         done when somebody approves
     */
    void remove(String login);

    /**
     * What is set up.
     *
     * @param code         since when an authenticator app
     * @param recovery     recovery codes not used yet
     * @param demanded     the account must have a factor
     * @param asksPassword a change asks for the password
     */
    record State(Optional<Instant> code, List<Passkey> passkeys, int recovery, boolean demanded, boolean asksPassword) {
        public State {
            Objects.requireNonNull(code);
            passkeys = List.copyOf(passkeys);
        }

        /** True when there is a factor besides the password. */
        public boolean any() {
            return code.isPresent() || !passkeys.isEmpty();
        }
    }

    /** @param id names it in {@link #removePasskey} */
    record Passkey(String id, String name, Instant created, Optional<Instant> used) { }

    /**
     * A secret for an authenticator app.
     *
     * @param secret in base 32, for typing
     * @param uri    {@code otpauth://} address, for a link
     * @param qr     the same as a picture code: path of an SVG of black squares of size 1
     * @param size   width and height of the picture, its margin included
     */
    record Enrolment(String secret, String uri, String qr, int size) {
        @Override
        public String toString() {
            return "Enrolment";
        }
    }

    /**
     * A factor was set up.
     *
     * @param session       takes the place of the one given
     * @param recoveryCodes shown once; made with the first factor, else empty
     */
    record Settled(Session session, List<String> recoveryCodes) {
        public Settled {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        @Override
        public String toString() {
            return "Settled";
        }
    }
}
