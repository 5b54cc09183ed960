package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Proof;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that is wrong with a JWT in one way only: as an application's assertion, and as an ID token that comes back. */
class JwtAbuseTest {
    private static Town town;
    private static ECKey ec;
    private static RSAKey rsa;
    private static ECKey stranger;

    @BeforeAll
    static void open() throws Exception {
        town = new Town();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        stranger = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        String keys = new JWKSet(List.of(ec, rsa)).toPublicJWKSet().toString();
        town.register(Town.application("signer", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.PRIVATE_KEY, keys, ""), "benches:read"));
        town.register(Town.application("other", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.PRIVATE_KEY,
                new JWKSet(List.of(stranger)).toPublicJWKSet().toString(), ""), "benches:read"));
        town.web("app", "openid");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static long now() {
        return town.clock.instant().getEpochSecond();
    }

    // ------------------------------------------------------------------ what is right

    private static Map<String, Object> header() {
        return new LinkedHashMap<>(Map.of("alg", "ES256", "kid", "ec-1", "typ", "JWT"));
    }

    private static Map<String, Object> claims() {
        return new LinkedHashMap<>(Map.of("iss", "signer", "sub", "signer", "aud", Town.HOUSE, "exp", now() + 60, "iat", now(), "jti", Secret.make("")));
    }

    /** Signed as written, whatever the header says. */
    private static String signed(Map<String, Object> header, Map<String, Object> claims, ECKey key) throws Exception {
        String input = encoded(header) + "." + encoded(claims);
        Base64URL signature = new ECDSASigner(key).sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + signature;
    }

    private static String encoded(Map<String, Object> part) {
        return Base64URL.encode(JSONObjectUtils.toJSONString(part)).toString();
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        map.put(name, value);
        return map;
    }

    private static Map<String, Object> without(Map<String, Object> map, String name) {
        map.remove(name);
        return map;
    }

    private static Town.Reply present(String assertion, String... more) {
        Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "client_credentials", "client_assertion", assertion, "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return town.post(town.token, form, "");
    }

    @Test
    void anAssertionThatIsRightIsTakenAndOnlyOnce() throws Exception {
        String assertion = signed(header(), claims(), ec);
        assertEquals(200, present(assertion).status());
        assertEquals("401 invalid_client", present(assertion).error());
        SignedJWT byRsa = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa-1").build(), JWTClaimsSet.parse(claims()));
        byRsa.sign(new RSASSASigner(rsa));
        assertEquals(200, present(byRsa.serialize()).status());
        assertEquals(200, present(signed(header(), with(claims(), "aud", List.of(Town.HOUSE, Town.HOUSE + "/oauth2/token")), ec)).status());
    }

    // ------------------------------------------------------------------ what is wrong: 40 ways

    /** One thing that is wrong. */
    record Wrong(String name, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    interface Maker {
        String make() throws Exception;
    }

    private static Wrong header(String name, String field, Object value) {
        return new Wrong(name, () -> signed(with(header(), field, value), claims(), ec));
    }

    private static Wrong claim(String name, String claim, Object value) {
        return new Wrong(name, () -> signed(header(), with(claims(), claim, value), ec));
    }

    private static Wrong missing(String claim) {
        return new Wrong("without " + claim, () -> signed(header(), without(claims(), claim), ec));
    }

    private static String unsigned(String algorithm) {
        return encoded(with(header(), "alg", algorithm)) + "." + encoded(claims()) + ".";
    }

    private static String hmac(byte[] secret) throws Exception {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), JWTClaimsSet.parse(claims()));
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }

    private static String altered(Function<String[], String> change) throws Exception {
        return change.apply(signed(header(), claims(), ec).split("\\."));
    }

    static Stream<Wrong> wrongs() {
        return Stream.of(
                new Wrong("alg none", () -> unsigned("none")),
                new Wrong("alg None", () -> unsigned("None")),
                new Wrong("alg NONE with a signature of nothing", () -> unsigned("NONE") + "AA"),
                new Wrong("HS256 with the public RSA key as its secret", () -> hmac(rsa.toRSAPublicKey().getEncoded())),
                new Wrong("HS256 with the public key's PEM as its secret", () -> hmac(("-----BEGIN PUBLIC KEY-----\n"
                        + java.util.Base64.getMimeEncoder().encodeToString(rsa.toRSAPublicKey().getEncoded()) + "\n-----END PUBLIC KEY-----\n").getBytes(StandardCharsets.US_ASCII))),
                new Wrong("HS256 with the JWK's text as its secret", () -> hmac(rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII))),
                header("RS256 said of an EC key", "alg", "RS256"),
                header("ES384 said of a P-256 key", "alg", "ES384"),
                header("an algorithm nobody has", "alg", "XX999"),
                header("kid that is a path", "kid", "../../../../etc/passwd"),
                header("kid that is SQL", "kid", "' or '1'='1"),
                header("kid that is an address", "kid", "https://evil.example/key.json"),
                header("kid of another key", "kid", "rsa-1"),
                header("kid of our own signing key", "kid", "own"),
                header("jku", "jku", "https://evil.example/jwks"),
                header("x5u", "x5u", "https://evil.example/cert"),
                header("x5c", "x5c", List.of("MIIB")),
                header("embedded jwk", "jwk", Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA")),
                new Wrong("embedded jwk of the one who signed", () -> signed(with(header(), "jwk", stranger.toPublicJWK().toJSONObject()), claims(), stranger)),
                header("crit that nobody understands", "crit", List.of("exp")),
                header("b64 false", "b64", false),
                header("zip", "zip", "DEF"),
                header("typ of a logout token", "typ", "logout+jwt"),
                new Wrong("signed by a stranger's key of the same kid", () -> signed(header(), claims(), stranger)),
                new Wrong("signature of all zeros (CVE-2022-21449)", () -> altered(p -> p[0] + "." + p[1] + "." + Base64URL.encode(new byte[64]))),
                new Wrong("signature of another token", () -> altered(p -> {
                    try {
                        return p[0] + "." + p[1] + "." + signed(header(), claims(), ec).split("\\.")[2];
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })),
                new Wrong("claims changed after signing", () -> altered(p -> p[0] + "." + encoded(with(claims(), "iat", now() - 1)) + "." + p[2])),
                new Wrong("signature cut off", () -> altered(p -> p[0] + "." + p[1] + "." + p[2].substring(0, 40))),
                new Wrong("a part too many", () -> altered(p -> p[0] + "." + p[1] + "." + p[2] + "." + p[2])),
                claim("aud of somebody else", "aud", "https://other.example"),
                claim("aud of us and of somebody else", "aud", List.of(Town.HOUSE, "https://other.example")),
                missing("aud"),
                claim("iss of somebody else", "iss", "other"),
                claim("sub of somebody else", "sub", "other"),
                claim("ended an hour ago", "exp", now() - 3600),
                claim("good for a year", "exp", now() + 31_536_000),
                missing("exp"),
                claim("nbf tomorrow", "nbf", now() + 86_400),
                claim("iat tomorrow", "iat", now() + 86_400),
                missing("jti"),
                claim("jti of a thousand letters", "jti", "a".repeat(1000)),
                new Wrong("huge", () -> signed(header(), with(claims(), "pad", "a".repeat(20_000)), ec)));
    }

    @ParameterizedTest(name = "private_key_jwt: {0}")
    @MethodSource("wrongs")
    void assertionIsRefused(Wrong wrong) throws Exception {
        Town.Reply reply = present(wrong.maker().make(), "client_id", "signer");
        assertEquals("401 invalid_client", reply.error(), wrong::name);
        assertFalse(reply.body().containsKey("access_token"));
    }

    @Test
    void thereAreFortyWaysAtLeast() {
        assertTrue(wrongs().count() >= 40, () -> String.valueOf(wrongs().count()));
        assertEquals(wrongs().count(), wrongs().map(Wrong::name).distinct().count());
    }

    @Test
    void anAssertionOfOneApplicationIsNoneOfAnother() throws Exception {
        assertEquals("401 invalid_client", present(signed(header(), claims(), ec), "client_id", "other").error());
        assertEquals("401 invalid_client", present(signed(header(), claims(), ec), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer").error());
    }

    // ------------------------------------------------------------------ ID tokens that come back

    private static Map<String, Object> ownHeader() {
        return new LinkedHashMap<>(Map.of("alg", "ES256", "kid", town.keys.signing(JWSAlgorithm.ES256).id(), "typ", "JWT"));
    }

    private static Map<String, Object> ownClaims() {
        return new LinkedHashMap<>(Map.of("iss", Town.HOUSE, "sub", Town.ANNA.toString(), "aud", "app", "exp", now() + 60, "iat", now()));
    }

    private static String own(Map<String, Object> header, Map<String, Object> claims) throws Exception {
        String input = encoded(header) + "." + encoded(claims);
        return input + "." + town.keys.signing(JWSAlgorithm.ES256).signer().sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<Wrong> wrongHints() {
        return Stream.of(
                new Wrong("alg none", () -> encoded(with(ownHeader(), "alg", "none")) + "." + encoded(ownClaims()) + "."),
                new Wrong("HS256 with our public key", () -> {
                    SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(town.keys.signing(JWSAlgorithm.RS256).id()).build(),
                            JWTClaimsSet.parse(ownClaims()));
                    jwt.sign(new MACSigner(town.keys.published().getKeyByKeyId(town.keys.signing(JWSAlgorithm.RS256).id()).toRSAKey().toRSAPublicKey().getEncoded()));
                    return jwt.serialize();
                }),
                new Wrong("signed by an application", () -> signed(ownHeader(), ownClaims(), ec)),
                new Wrong("kid of nobody", () -> own(with(ownHeader(), "kid", "../oidc-keys.json"), ownClaims())),
                new Wrong("no kid", () -> own(without(ownHeader(), "kid"), ownClaims())),
                new Wrong("embedded jwk", () -> signed(with(ownHeader(), "jwk", ec.toPublicJWK().toJSONObject()), ownClaims(), ec)),
                new Wrong("jku", () -> own(with(ownHeader(), "jku", "https://evil.example/jwks"), ownClaims())),
                new Wrong("of another issuer", () -> own(ownHeader(), with(ownClaims(), "iss", "https://other.example"))),
                new Wrong("for two applications", () -> own(ownHeader(), with(ownClaims(), "aud", List.of("app", "evil")))),
                new Wrong("for nobody", () -> own(ownHeader(), without(ownClaims(), "aud"))),
                new Wrong("of nobody", () -> own(ownHeader(), without(ownClaims(), "sub"))),
                new Wrong("made tomorrow", () -> own(ownHeader(), with(ownClaims(), "iat", now() + 86_400))),
                new Wrong("a logout token", () -> town.idTokens.logoutNote(town.clients.usable("app").orElseThrow(), Town.ANNA.toString(), "sid")),
                new Wrong("typ of an access token", () -> own(with(ownHeader(), "typ", "at+jwt"), ownClaims())),
                new Wrong("huge", () -> own(ownHeader(), with(ownClaims(), "pad", "a".repeat(20_000)))));
    }

    @ParameterizedTest(name = "id_token_hint: {0}")
    @MethodSource("wrongHints")
    void hintIsRefused(Wrong wrong) throws Exception {
        assertTrue(town.idTokens.hint(wrong.maker().make()).isEmpty(), wrong::name);
    }

    @Test
    void aHintThatIsRightIsTakenAlsoWhenItHasEnded() throws Exception {
        assertTrue(town.idTokens.hint(own(ownHeader(), ownClaims())).isPresent());
        assertTrue(town.idTokens.hint(own(ownHeader(), with(ownClaims(), "exp", now() - 3600))).isPresent());
    }
}
