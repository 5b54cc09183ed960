package lv.pkip.kernel.identityscim;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry;

/** Who asks: by an access token of the house, or by login and secret of a system's account. */
final class Doorkeeper {
    private static final int LONGEST = 16_384;
    private final SignIn signIn;
    private final Registry registry;
    private final Supplier<Optional<AccessTokens>> tokens;

    Doorkeeper(SignIn signIn, Registry registry, Supplier<Optional<AccessTokens>> tokens) {
        this.signIn = signIn;
        this.registry = registry;
        this.tokens = tokens;
    }

    /** Nobody is told why: whether the login exists, the secret is wrong or the token has ended is nobody's business. */
    Session admit(Page.Request request) {
        String[] shown = request.headers().getOrDefault("authorization", "").strip().split(" +", 2);
        if (shown.length != 2 || shown[1].length() > LONGEST) {
            throw unknown();
        }
        Session session = switch (shown[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> tokens.get().flatMap(known -> known.resolve(shown[1], request.caller().certificate())).orElseThrow(Doorkeeper::unknown);
            case "basic" -> basic(shown[1], request.caller().address());
            default -> throw unknown();
        };
        if (session.due().isPresent()) {
            throw ScimProblem.of(403, "Something else has to be done first; sign in on a page.");
        }
        return session;
    }

    /** What an answer 401 or 403 says of how to do better (RFC 6750 section 3, RFC 7617). */
    Map<String, String> challenge(int status, boolean shown) {
        String bearer = "Bearer realm=\"scim\"" + (status == 403 ? ", error=\"insufficient_scope\", scope=\"scim\"" : shown ? ", error=\"invalid_token\"" : "");
        return Map.of("WWW-Authenticate", status == 403 ? bearer : bearer + ", Basic realm=\"scim\", charset=\"UTF-8\"");
    }

    private Session basic(String encoded, String client) {
        CharBuffer pair = decoded(encoded);
        int colon = pair.toString().indexOf(':');
        if (colon < 0) {
            throw unknown();
        }
        String login = pair.subSequence(0, colon).toString();
        char[] secret = new char[pair.length() - colon - 1];
        pair.position(colon + 1).get(secret);
        Session session = checked(login, secret, client);
        // A person's password alone would get around the second factor, so only systems come in this way.
        if (registry.directory().account(session.actor().id()).filter(a -> a.kind() == Account.Kind.SERVICE).isEmpty()) {
            throw unknown();
        }
        return session;
    }

    private Session checked(String login, char[] secret, String client) {
        try {
            return signIn.check(login, secret, client);
        } catch (SignInRefused refused) {
            long seconds = refused.retryAfter().toSeconds();
            throw switch (refused.reason()) {
                case THROTTLED -> ScimProblem.later(429, "Too many attempts.", seconds);
                case BUSY -> ScimProblem.later(503, "Too many sign in at once.", seconds);
                case WRONG_CREDENTIALS, WEAK_PASSWORD -> unknown();
            };
        } finally {
            Arrays.fill(secret, ' ');
        }
    }

    private static CharBuffer decoded(String encoded) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded.strip())));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw unknown();
        }
    }

    private static ScimProblem unknown() {
        return ScimProblem.of(401, "Credentials are missing or not good.");
    }
}
