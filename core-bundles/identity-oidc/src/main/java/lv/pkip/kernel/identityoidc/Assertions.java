package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at signed JWTs that come from outside: assertions of applications and ID tokens that come back. The key is chosen
 * among those known beforehand and the algorithm follows from the key; nothing in the token says what it is checked with.
 */
final class Assertions {
    private static final int LONGEST = 8_000;
    private static final int LONGEST_ID = 200;
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    /** Whoever sends one of these wants the key to be taken from the token, or something understood that is not. */
    private static final Set<String> KNOWN_HEADERS = Set.of("alg", "kid", "typ", "cty");
    private static final Set<JWSAlgorithm> RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final Clock clock;

    Assertions(Clock clock) {
        this.clock = clock;
    }

    /** An assertion by which an application proves who it is (RFC 7523). */
    record Proof(String id, Date expires) { }

    /** @param audiences any one of them may be meant, and nobody else besides */
    Optional<Proof> proof(String token, Client client, Set<String> audiences) {
        Optional<JWTClaimsSet> found = verified(token, client.keys().getKeys(), Set.of("JWT", "client-authentication+jwt"));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        JWTClaimsSet claims = found.get();
        long now = clock.millis();
        boolean named = client.id().equals(claims.getIssuer()) && client.id().equals(claims.getSubject());
        List<String> audience = claims.getAudience();
        boolean forUs = !audience.isEmpty() && audiences.containsAll(audience);
        Date ends = claims.getExpirationTime();
        boolean timely = ends != null && now < ends.getTime() + SKEW.toMillis() && ends.getTime() <= now + LONGEST_LIFE.plus(SKEW).toMillis()
                && hasBegun(claims, now);
        String id = claims.getJWTID();
        boolean once = id != null && !id.isBlank() && id.length() <= LONGEST_ID;
        return named && forUs && timely && once ? Optional.of(new Proof(id, ends)) : Optional.empty();
    }

    /** An ID token of this house, ended or not: it only says who is meant (RP-Initiated Logout 1.0, 4). */
    Optional<JWTClaimsSet> hint(String token, KeyRing ring, String issuer) {
        return kid(token).flatMap(ring::find).flatMap(key -> verified(token, List.of(key), Set.of("JWT")))
                .filter(claims -> issuer.equals(claims.getIssuer()) && claims.getAudience().size() == 1 && claims.getSubject() != null
                        && claims.getExpirationTime() != null && claims.getClaim("events") == null && hasBegun(claims, clock.millis()));
    }

    private static boolean hasBegun(JWTClaimsSet claims, long now) {
        Date from = claims.getNotBeforeTime();
        Date made = claims.getIssueTime();
        long latest = now + SKEW.toMillis();
        return (from == null || from.getTime() <= latest) && (made == null || made.getTime() <= latest);
    }

    private static Optional<String> kid(String token) {
        return parse(token).map(jwt -> jwt.getHeader().getKeyID());
    }

    private static Optional<SignedJWT> parse(String token) {
        if (token.length() > LONGEST || !token.matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(SignedJWT.parse(token));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<JWTClaimsSet> verified(String token, List<JWK> keys, Set<String> types) {
        Optional<SignedJWT> parsed = parse(token);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        SignedJWT jwt = parsed.get();
        JWSHeader header = jwt.getHeader();
        JOSEObjectType type = header.getType();
        if (!KNOWN_HEADERS.containsAll(header.getIncludedParams()) || type != null && !types.contains(type.getType())) {
            return Optional.empty();
        }
        try {
            for (JWK key : keys) {
                if (fits(key, header) && verifier(key).filter(v -> verifies(jwt, v)).isPresent()) {
                    return Optional.of(jwt.getJWTClaimsSet());
                }
            }
        } catch (ParseException e) {
            return Optional.empty(); // signed, but its claims are no claims
        }
        return Optional.empty();
    }

    /** The algorithm is the key's to say; a key id is compared and never looked up anywhere. */
    private static boolean fits(JWK key, JWSHeader header) {
        JWSAlgorithm algorithm = header.getAlgorithm();
        boolean ofKind = key instanceof ECKey ? JWSAlgorithm.ES256.equals(algorithm) : key instanceof RSAKey && RSA.contains(algorithm);
        boolean named = header.getKeyID() == null || header.getKeyID().equals(key.getKeyID());
        boolean own = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
        return ofKind && named && own && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE));
    }

    private static Optional<JWSVerifier> verifier(JWK key) {
        try {
            return Optional.of(key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECKey) key));
        } catch (JOSEException e) {
            return Optional.empty();
        }
    }

    private static boolean verifies(SignedJWT jwt, JWSVerifier verifier) {
        try {
            return jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }
}
