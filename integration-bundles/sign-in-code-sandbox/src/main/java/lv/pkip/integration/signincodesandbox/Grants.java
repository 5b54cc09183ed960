package lv.pkip.integration.signincodesandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Codes and tokens that are out, in memory: each code good once and for a minute. */
@Component(service = Grants.class)
public final class Grants {
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final int MOST = 500;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Clock clock;
    private final Map<String, Grant> codes = new LinkedHashMap<>();
    private final Map<String, Grant> tokens = new LinkedHashMap<>();

    /**
     * Who signed in, for whom, and what is to go wrong.
     *
     * @param nonce     of OpenID Connect, or empty
     * @param challenge of PKCE, or empty
     */
    record Grant(Nobody person, Behaviour behaviour, String client, String redirect, String nonce, String challenge, Instant until) { }

    @Activate
    public Grants() {
        this(Clock.systemUTC());
    }

    public Grants(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    String code(Nobody person, Behaviour behaviour, Map<String, String> request) {
        Instant until = behaviour == Behaviour.EXPIRED_CODE ? clock.instant().minusSeconds(1) : clock.instant().plus(LASTS);
        return put(codes, () -> new Grant(person, behaviour, request.get("client_id"), request.get("redirect_uri"),
                request.getOrDefault("nonce", ""), request.getOrDefault("code_challenge", ""), until));
    }

    /** The grant of a code, once. */
    synchronized Optional<Grant> redeem(String code) {
        return Optional.ofNullable(codes.remove(code)).filter(grant -> clock.instant().isBefore(grant.until()));
    }

    String token(Grant grant) {
        return put(tokens, () -> grant);
    }

    synchronized Optional<Grant> byToken(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    private synchronized String put(Map<String, Grant> where, Supplier<Grant> grant) {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        if (where.size() >= MOST) {
            where.remove(where.keySet().iterator().next());
        }
        where.put(key, grant.get());
        return key;
    }
}
