package lv.pkip.integration.signincodesandbox;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Writes ID tokens with a key made at start, and wrong ones on request. */
@Component(service = IdTokens.class)
public final class IdTokens {
    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final String LOA = "http://eidas.europa.eu/LoA/";
    private final ECKey key = make("sandbox-1");
    private final ECKey stranger = make("sandbox-1");

    @Activate
    public IdTokens() {
        // keys are made above
    }

    private static ECKey make(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.ES256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> publicKeys() {
        return new JWKSet(key).toPublicJWKSet().toJSONObject();
    }

    String write(Grants.Grant grant, String issuer, Instant now) {
        JWTClaimsSet claims = claims(grant, issuer, now);
        try {
            return switch (grant.behaviour()) {
                case UNSIGNED -> new PlainJWT(claims).serialize();
                case OTHER_KEY -> signed(claims, stranger);
                case CONFUSED_ALGORITHM -> confused(claims);
                case ALTERED -> altered(signed(claims, key));
                default -> signed(claims, key);
            };
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWTClaimsSet claims(Grants.Grant grant, String issuer, Instant now) {
        Nobody person = grant.person();
        Behaviour behaviour = grant.behaviour();
        Instant from = switch (behaviour) {
            case FAST_CLOCK -> now.plusSeconds(50);
            case NOT_YET_VALID -> now.plusSeconds(61);
            case EXPIRED -> now.minus(LASTS).minusSeconds(61);
            default -> now;
        };
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(behaviour == Behaviour.WRONG_ISSUER ? "https://another.example" : issuer)
                .audience(behaviour == Behaviour.WRONG_AUDIENCE ? List.of("another-portal")
                        : behaviour == Behaviour.SEVERAL_AUDIENCES ? List.of(grant.client(), "another-portal") : List.of(grant.client()))
                .subject("sandbox-" + person.code().hashCode()).issueTime(Date.from(from)).expirationTime(Date.from(from.plus(LASTS)))
                .claim("acr", LOA + (behaviour == Behaviour.LEVEL_TOO_LOW ? "low" : "high")).claim("family_name", person.familyName());
        if (behaviour != Behaviour.NO_NONCE) {
            claims.claim("nonce", behaviour == Behaviour.WRONG_NONCE ? "another" : grant.nonce());
        }
        if (behaviour != Behaviour.NO_NAME) {
            claims.claim("given_name", person.givenName());
        }
        if (behaviour != Behaviour.NO_CODE_OF_A_PERSON) {
            claims.claim("personal_code", "PNOLV-" + person.written());
        }
        return claims.build();
    }

    private static String signed(JWTClaimsSet claims, ECKey by) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }

    /** Signed by a secret that everybody knows: the public key. */
    private String confused(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    private static String altered(String token) {
        String[] parts = token.split("\\.");
        String body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replaceFirst("PNOLV-\\d{6}", "PNOLV-329999");
        return parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(body.getBytes(StandardCharsets.UTF_8)) + "." + parts[2];
    }
}
