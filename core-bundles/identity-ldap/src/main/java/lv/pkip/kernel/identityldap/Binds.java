package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.ResultCode;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.identity.SignInRefused;

/** Says who somebody is that binds: by name of an entry and password, over an encrypted connection. */
final class Binds {
    /** Longer than checking a password takes, and shorter than a client waits. */
    private static final int PATIENCE_MILLIS = 2_000;
    /** What nobody's login is; it is checked for names that are none, so that they take as long. */
    private static final String NOBODYS_LOGIN = "?";

    private final House house;
    private final Tally tally;
    private final Rules rules;
    /** Fewer than the house checks at once, so that binds never keep people from signing in on pages. */
    private final Semaphore places;

    /**
     * What the settings say.
     *
     * @param anonymous     whether one may go without a name
     * @param plainLoopback whether a password may come from this machine itself without encryption
     */
    record Rules(String base, boolean anonymous, boolean plainLoopback, int atOnce) { }

    /** How a bind ended. */
    record Outcome(Result result, Viewer viewer) {
        private static Outcome refused(ResultCode code, String message) {
            return new Outcome(Result.of(code, message), Viewer.NOBODY);
        }
    }

    Binds(House house, Tally tally, Rules rules) {
        this.house = house;
        this.tally = tally;
        this.rules = rules;
        this.places = new Semaphore(rules.atOnce(), true);
    }

    boolean allowsAnonymous() {
        return rules.anonymous();
    }

    Outcome bind(Request.Bind bind, InetAddress client, boolean encrypted, Catalog catalog) {
        if (bind.version() != 3) {
            return Outcome.refused(ResultCode.PROTOCOL_ERROR, "LDAP 3 is spoken here");
        }
        if (bind.password() == null) {
            return Outcome.refused(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "simple bind only");
        }
        if (bind.password().length == 0) {
            return withoutPassword(bind.dn());
        }
        if (!encrypted && !(rules.plainLoopback() && client.isLoopbackAddress())) {
            tally.refused("unencrypted");
            return Outcome.refused(ResultCode.CONFIDENTIALITY_REQUIRED, "passwords are taken over LDAPS or after StartTLS only");
        }
        String key = Rule.dn(bind.dn());
        if (key == null) {
            return Outcome.refused(ResultCode.INVALID_DN_SYNTAX, "bind by the name of an entry: uid=<login>,ou=people," + rules.base());
        }
        return check(key, Names.login(bind.dn(), rules.base()), bind.password(), client, encrypted, catalog);
    }

    /** RFC 4513, 5.1.1 and 5.1.2: without a name nobody is meant; with one, a client has forgotten to ask for the password. */
    private Outcome withoutPassword(String dn) {
        if (!dn.isEmpty()) {
            tally.refused("no-password");
            return Outcome.refused(ResultCode.UNWILLING_TO_PERFORM, "a name without a password proves nothing");
        }
        return rules.anonymous() ? new Outcome(Result.of(ResultCode.SUCCESS), Viewer.NOBODY)
                : Outcome.refused(ResultCode.INAPPROPRIATE_AUTHENTICATION, "anonymous access is switched off");
    }

    private Outcome check(String key, Optional<String> login, byte[] bytes, InetAddress client, boolean encrypted, Catalog catalog) {
        boolean admitted = false;
        char[] password = characters(bytes);
        try {
            admitted = places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (!admitted) {
                return busy();
            }
            Viewer viewer = house.bind(login.orElse(NOBODYS_LOGIN), password, client.getHostAddress());
            int place = catalog.named(key);
            // A person does not bind as a service, nor a service as a person, whatever the password.
            if (place < 0 || !viewer.isSelf(catalog.entry(place))) {
                return wrong();
            }
            house.recordBind(viewer, encrypted);
            return new Outcome(Result.of(ResultCode.SUCCESS), viewer);
        } catch (SignInRefused refused) {
            return switch (refused.reason()) {
                case BUSY -> busy();
                case THROTTLED -> {
                    tally.refused("throttled");
                    yield Outcome.refused(ResultCode.UNWILLING_TO_PERFORM, "too many tries; wait " + Math.max(1, refused.retryAfter().toSeconds()) + " s");
                }
                case WRONG_CREDENTIALS, WEAK_PASSWORD -> wrong();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy();
        } finally {
            if (admitted) {
                places.release();
            }
            Arrays.fill(password, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private Outcome busy() {
        tally.refused("busy");
        return Outcome.refused(ResultCode.BUSY, "too many passwords are being checked; try again");
    }

    private Outcome wrong() {
        house.recordRefusedBind("wrong-credentials");
        return Outcome.refused(ResultCode.INVALID_CREDENTIALS, "");
    }

    /** What is no UTF-8 is nobody's password. */
    private static char[] characters(byte[] bytes) {
        try {
            CharBuffer characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] password = new char[characters.remaining()];
            characters.get(password);
            Arrays.fill(characters.array(), '\0');
            return password;
        } catch (CharacterCodingException e) {
            return new char[] {'\uFFFD'};
        }
    }
}
