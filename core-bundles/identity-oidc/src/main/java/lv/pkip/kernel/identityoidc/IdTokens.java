package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Municipality;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the house signs: ID tokens, and the notes by which it tells applications that somebody signed out. */
@Component(service = IdTokens.class)
public final class IdTokens {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration NOTE_LIFE = Duration.ofMinutes(2);

    private final KeyRing keys;
    private final Municipality municipality;
    private final People people;
    private final Tokens tokens;
    private final Clock clock;
    private final Assertions assertions;

    @Activate
    public IdTokens(@Reference(name = "keys") KeyRing keys, @Reference(name = "municipality") Municipality municipality,
            @Reference(name = "people") People people, @Reference(name = "tokens") Tokens tokens) {
        this(keys, municipality, people, tokens, Clock.systemUTC());
    }

    IdTokens(KeyRing keys, Municipality municipality, People people, Tokens tokens, Clock clock) {
        this.keys = keys;
        this.municipality = municipality;
        this.people = people;
        this.tokens = tokens;
        this.clock = clock;
        this.assertions = new Assertions(clock);
    }

    /** @param fresh after a sign-in, not after a refresh: only then the nonce of the request belongs into it */
    String make(Client client, Grant grant, String accessToken, boolean fresh) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
        people.claims(grant.kind(), grant.subject(), grant.scopes()).forEach(claims::claim);
        requested(client, grant, "id_token").forEach(claims::claim);
        claims.issuer(municipality.baseUrl()).subject(grant.sub()).audience(client.id()).issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(tokens.lives().id()))).claim("auth_time", grant.proof().at().getEpochSecond())
                .claim("acr", acr(grant.assurance())).claim("amr", grant.proof().methods().stream().sorted().toList())
                .claim("at_hash", half(accessToken)).claim("azp", client.id());
        if (!grant.sid().isEmpty()) {
            claims.claim("sid", grant.sid());
        }
        if (fresh && !grant.nonce().isEmpty()) {
            claims.claim("nonce", grant.nonce());
        }
        return sign(client, "JWT", claims.build());
    }

    /** Single claims that the request named: of an own application within all its scopes, of a foreign one within what was agreed to. */
    Map<String, Object> requested(Client client, Grant grant, String where) {
        return ClaimsWish.read(grant.claims()).map(wish -> wish.of(where, people.claims(grant.kind(), grant.subject(),
                client.application().own() ? client.application().scopes() : grant.scopes()))).orElse(Map.of());
    }

    /** Tells one application that a session of somebody ended (OpenID Connect Back-Channel Logout 1.0). */
    String logoutNote(Client client, String sub, String sid) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(municipality.baseUrl()).subject(sub).audience(client.id()).issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(NOTE_LIFE))).jwtID(Secret.make("")).claim("events", Map.of(EVENT, Map.of()));
        if (!sid.isEmpty()) {
            claims.claim("sid", sid);
        }
        return sign(client, "logout+jwt", claims.build());
    }

    private String sign(Client client, String type, JWTClaimsSet claims) {
        KeyRing.Signing signing = keys.signing(client.algorithm());
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(signing.algorithm()).keyID(signing.id()).type(new JOSEObjectType(type)).build(), claims);
        try {
            jwt.sign(signing.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    /** Who is meant by an ID token that comes back. */
    Optional<JWTClaimsSet> hint(String token) {
        return assertions.hint(token, keys, municipality.baseUrl());
    }

    private static String half(String token) {
        byte[] hash = Secret.sha256(token.getBytes(StandardCharsets.US_ASCII));
        return Secret.base64(Arrays.copyOf(hash, hash.length / 2));
    }

    /** Levels of assurance by their names in European law. */
    static String acr(Assurance assurance) {
        return "http://eidas.europa.eu/LoA/" + assurance.name().toLowerCase(java.util.Locale.ROOT);
    }
}
