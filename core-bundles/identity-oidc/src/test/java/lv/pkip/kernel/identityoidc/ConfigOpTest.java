package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named after the modules of the OpenID conformance suite's Config OP plan; and the key ring behind it. */
class ConfigOpTest {
    @TempDir
    Path folder;
    private final SettableClock clock = SettableClock.at("2026-11-28T08:00:00Z");

    private KeyRing ring() {
        return new KeyRing(folder.resolve("security").resolve("oidc-keys.json"), clock, Duration.ofDays(90), Duration.ofHours(48));
    }

    @Test
    @DisplayName("oidcc-discovery-endpoint-verification, -issuer-not-matching-config: issuer, endpoints and abilities are told, by both addresses alike")
    void discovery() throws Exception {
        Metadata metadata = new Metadata(lv.pkip.kernel.testkit.MadeUpTown.at(Town.HOUSE), new Scopes(List::of, List::of, clock));
        OIDCProviderMetadata told = OIDCProviderMetadata.parse(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(metadata.document()));
        assertEquals(Town.HOUSE, told.getIssuer().getValue());
        assertEquals(Town.HOUSE + "/oauth2/authorize", told.getAuthorizationEndpointURI().toString());
        assertEquals(Town.HOUSE + "/oauth2/jwks", told.getJWKSetURI().toString());
        assertEquals(List.of("S256"), told.getCodeChallengeMethods().stream().map(Object::toString).toList());
        assertEquals(List.of("code"), told.getResponseTypes().stream().map(Object::toString).toList());
        assertTrue(told.supportsAuthorizationResponseIssuerParam() && told.supportsBackChannelLogout() && told.supportsTLSClientCertificateBoundAccessTokens());
        assertFalse(told.getTokenEndpointAuthMethods().isEmpty());
        assertFalse(metadata.document().containsKey("registration_endpoint"), "nobody registers by themselves");
        var open = new OpenIdMetadataPage(metadata).handle(null);
        assertEquals("*", ((lv.pkip.kernel.api.page.Page.Content) open).headers().get("Access-Control-Allow-Origin"));
        assertEquals(200, ((lv.pkip.kernel.api.page.Page.Content) new OAuthMetadataPage(metadata).handle(null)).status());
    }

    @Test
    @DisplayName("oidcc-discovery-jwks-uri-keys: two public keys with kid, use and alg, nothing private")
    void jwks() {
        KeyRing ring = ring();
        assertEquals(1, ring.published().getKeys().size(), "the other one is made soon, or when an application asks for it");
        ring.turn();
        List<JWK> keys = ring.published().getKeys();
        assertEquals(2, keys.size());
        assertTrue(keys.stream().allMatch(key -> !key.isPrivate() && key.getKeyID() != null && key.getKeyUse() != null && key.getAlgorithm() != null));
        assertFalse(new JwksPage(ring).handle(null) instanceof lv.pkip.kernel.api.page.Page.Problem);
        assertFalse(ring.published().toJSONObject(true).toString().contains("\"d\""));
        ring.stop();
    }

    @Test
    void theFileIsNobodyElsesAndGivesTheSameKeysAgain() throws Exception {
        KeyRing first = ring();
        Path file = folder.resolve("security").resolve("oidc-keys.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        KeyRing again = ring();
        assertEquals(first.signing(JWSAlgorithm.ES256).id(), again.signing(JWSAlgorithm.ES256).id());
        assertEquals(first.seal("a", "b"), again.seal("a", "b"));
        assertNotEquals(first.seal("a", "b"), first.seal("b", "b"));
        first.stop();
        again.stop();
    }

    @Test
    @DisplayName("oidcc-server-rotate-keys: the next key is published a day ahead, signs at its time, and the old one stays two days longer")
    void rotation() {
        KeyRing ring = ring();
        ring.turn();
        String first = ring.signing(JWSAlgorithm.ES256).id();
        clock.forward(Duration.ofDays(88));
        ring.turn();
        assertEquals(2, ring.published().getKeys().size(), "not yet");
        clock.forward(Duration.ofHours(25));
        ring.turn();
        ring.turn();
        assertEquals(4, ring.published().getKeys().size(), "published, once");
        assertEquals(first, ring.signing(JWSAlgorithm.ES256).id(), "and does not sign yet");
        clock.forward(Duration.ofHours(24));
        String second = ring.signing(JWSAlgorithm.ES256).id();
        assertNotEquals(first, second);
        ring.turn();
        assertTrue(ring.find(first).isPresent(), "what it signed may still be shown");
        clock.forward(Duration.ofHours(49));
        ring.turn();
        assertEquals(Optional.empty(), ring.find(first));
        assertEquals(second, ring.signing(JWSAlgorithm.ES256).id());
        ring.stop();
    }

    @Test
    void theKeyThatIsMadeLaterIsTheSameOnEachNode() {
        KeyRing ring = ring();
        KeyRing other = ring();
        String made = ring.signing(JWSAlgorithm.RS256).id();
        assertEquals(made, other.signing(JWSAlgorithm.RS256).id());
        ring.stop();
        other.stop();
    }

    @Test
    void inAnEmergencyFreshKeysSignAtOnceAlsoOnAnotherNode() {
        KeyRing ring = ring();
        KeyRing other = ring();
        String first = ring.signing(JWSAlgorithm.RS256).id();
        clock.forward(Duration.ofSeconds(1));
        ring.rotate();
        String fresh = ring.signing(JWSAlgorithm.RS256).id();
        assertNotEquals(first, fresh);
        clock.forward(Duration.ofSeconds(31));
        assertEquals(fresh, other.signing(JWSAlgorithm.RS256).id());
        assertEquals(Map.of(true, 2L, false, 2L), ring.list().stream().collect(java.util.stream.Collectors.partitioningBy(
                lv.pkip.kernel.api.application.Applications.SigningKey::current, java.util.stream.Collectors.counting())));
        ring.stop();
        other.stop();
    }
}
