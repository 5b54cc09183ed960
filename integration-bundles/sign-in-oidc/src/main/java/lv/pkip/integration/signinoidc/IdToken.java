package lv.pkip.integration.signinoidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Checks an ID token as OpenID Connect Core 3.1.3.7 has it, with public keys only. */
final class IdToken {
    private static final int LONGEST = 16_000;
    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512, JWSAlgorithm.PS256,
            JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512);

    private IdToken() { }

    static JWTClaimsSet check(String token, Issuer issuer, Agreement agreement, String nonce) throws Unusable, IOException {
        JWTClaimsSet claims = verified(token, issuer);
        if (!agreement.issuer().equals(claims.getIssuer())) {
            throw new Unusable("another issuer");
        }
        String client = agreement.config().clientId();
        List<String> audience = claims.getAudience();
        if (!audience.contains(client) || audience.size() > 1 && !client.equals(claims.getClaim("azp"))
                || claims.getClaim("azp") != null && !client.equals(claims.getClaim("azp"))) {
            throw new Unusable("another audience");
        }
        times(claims, agreement);
        if (!(claims.getClaim("nonce") instanceof String given) || !MessageDigest.isEqual(nonce.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            throw new Unusable("another request's");
        }
        return claims;
    }

    /** Signed by a public key of the issuer, with an algorithm for public keys: neither nothing nor a shared secret will do. */
    private static JWTClaimsSet verified(String token, Issuer issuer) throws Unusable, IOException {
        if (token.isEmpty() || token.length() > LONGEST) {
            throw new Unusable("no ID token");
        }
        try {
            SignedJWT signed = SignedJWT.parse(token);
            JWKSet keys = issuer.keys(signed.getHeader().getKeyID());
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
            processor.setJWTClaimsSetVerifier((claims, context) -> { }); // looked at below, each with its own reason
            return processor.process(signed, null);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Unusable("not signed by the issuer");
        }
    }

    private static void times(JWTClaimsSet claims, Agreement agreement) throws Unusable {
        Instant now = agreement.clock().instant();
        Duration skew = Duration.ofSeconds(agreement.config().skewSeconds());
        Date expires = Objects.requireNonNullElse(claims.getExpirationTime(), new Date(0));
        Date issued = Objects.requireNonNullElse(claims.getIssueTime(), new Date(0));
        Date begins = Objects.requireNonNullElse(claims.getNotBeforeTime(), issued);
        if (!now.minus(skew).isBefore(expires.toInstant()) || issued.toInstant().isBefore(now.minus(OLDEST).minus(skew))) {
            throw new Unusable("expired");
        }
        if (now.plus(skew).isBefore(issued.toInstant()) || now.plus(skew).isBefore(begins.toInstant())) {
            throw new Unusable("not valid yet");
        }
    }
}
