package lv.pkip.integration.signinoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.integration.signincodesandbox.Behaviour;
import lv.pkip.integration.signincodesandbox.Clients;
import lv.pkip.integration.signincodesandbox.Grants;
import lv.pkip.integration.signincodesandbox.IdTokens;
import lv.pkip.integration.signincodesandbox.OidcDiscovery;
import lv.pkip.integration.signincodesandbox.OidcKeys;
import lv.pkip.integration.signincodesandbox.OidcPage;
import lv.pkip.integration.signincodesandbox.OidcToken;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.IdentityProviderContract;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcProviderTest implements IdentityProviderContract {
    private static final String ROOT = "sandbox/oidc";
    private static final String SECRET = "a secret of enough length";
    private final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    private final Grants grants = new Grants(clock);
    private PageServer server;
    private OidcProvider provider;

    /** Settings as a test gives them. */
    private record Terminal(String issuer, String clientSecret, int timeout, String[] levels) implements Agreement.Config {
        static Terminal of(String issuer) {
            return new Terminal(issuer, SECRET, 5000, new String[] {"http://eidas.europa.eu/LoA/low=low", "http://eidas.europa.eu/LoA/high=high"});
        }

        @Override
        public String clientId() {
            return "portal";
        }

        @Override
        public String scope() {
            return "openid profile";
        }

        @Override
        public String codeClaim() {
            return "personal_code";
        }

        @Override
        public String givenNameClaim() {
            return "given_name";
        }

        @Override
        public String familyNameClaim() {
            return "family_name";
        }

        @Override
        public String labelLv() {
            return "Paraugs";
        }

        @Override
        public String labelEn() {
            return "";
        }

        @Override
        public String labelRu() {
            return "Пример";
        }

        @Override
        public int skewSeconds() {
            return 60;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Agreement.Config.class;
        }
    }

    @BeforeEach
    void open() {
        server = PageServer.start();
        IdTokens tokens = new IdTokens();
        server.with(ROOT + "/authorize", new OidcPage(grants)).with(ROOT + "/.well-known/openid-configuration", new OidcDiscovery())
                .with(ROOT + "/jwks", new OidcKeys(tokens)).with(ROOT + "/token", new OidcToken(grants, new Clients("portal", SECRET), tokens));
        provider = provider(Terminal.of("/" + ROOT));
    }

    private OidcProvider provider(Terminal terminal) {
        return new OidcProvider(new Agreement(terminal, MadeUpTown.at(server.baseUrl()), clock));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    public IdentityProvider provider() {
        return provider;
    }

    @Override
    public String returnUrl() {
        return server.baseUrl() + "/sign-in/return/oidc";
    }

    @Override
    public Map<String, String> signIn(String address, String behaviour) throws Exception {
        HttpClient browser = HttpClient.newHttpClient();
        HttpResponse<String> back = browser.send(HttpRequest.newBuilder(URI.create(address)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("person=0&behaviour=" + behaviour)).build(), HttpResponse.BodyHandlers.ofString());
        String location = back.headers().firstValue("Location").orElseThrow();
        assertTrue(location.startsWith(returnUrl()), location);
        return IdentityProviderContract.query(location);
    }

    @Override
    public ExternalIdentity expected() {
        return new ExternalIdentity("oidc", "32000000001", Set.of(), "Jānis", "Paraudziņš", Assurance.HIGH, "http://eidas.europa.eu/LoA/high");
    }

    @Override
    public List<String> taken() {
        return List.of("fast-clock");
    }

    @Override
    public List<String> refused() {
        return List.of("cancelled", "expired-code", "slow", "broken", "huge", "garbage", "no-name", "expired", "not-yet-valid", "wrong-audience", "wrong-issuer",
                "unsigned", "altered", "other-key", "confused-algorithm", "wrong-nonce", "no-nonce", "mixed-up", "several-audiences", "no-code-of-a-person");
    }

    @Override
    public List<String> behaviours() {
        return Behaviour.ofOidc();
    }

    private String start() {
        return provider.start(STATE, returnUrl(), Assurance.SUBSTANTIAL, "lv");
    }

    @Test
    void sendsNoncesAndChallengesThatDifferForEachState() {
        Map<String, String> one = IdentityProviderContract.query(start());
        Map<String, String> other = IdentityProviderContract.query(provider.start(STATE + "2", returnUrl(), Assurance.SUBSTANTIAL, "lv"));
        assertNotEquals(one.get("nonce"), other.get("nonce"));
        assertNotEquals(one.get("code_challenge"), other.get("code_challenge"));
        assertEquals("S256", one.get("code_challenge_method"));
        assertFalse(start().contains(SECRET));
    }

    @Test
    void takesNoCodeThatWasMadeForAnotherState() throws Exception {
        Map<String, String> brought = new HashMap<>(signIn(start(), "good"));
        brought.put("state", "another-state-of-this-browser");
        assertThrows(SignInRefused.class, () -> provider.finish(brought, returnUrl()), "the verifier is another one");
    }

    @Test
    void wantsTheProviderToNameItselfWhereItSaysItDoes() throws Exception {
        Map<String, String> brought = new HashMap<>(signIn(start(), "good"));
        brought.remove("iss");
        assertThrows(SignInRefused.class, () -> provider.finish(brought, returnUrl()));
    }

    @Test
    void worksOnAnotherNodeThatKnowsNothingOfTheStart() throws Exception {
        assertEquals(expected(), provider(Terminal.of("/" + ROOT)).finish(signIn(start(), "good"), returnUrl()));
    }

    @Test
    void readsTheKeysAnewWhenTheProviderHasChangedThem() throws Exception {
        provider.finish(signIn(start(), "good"), returnUrl());
        IdTokens fresh = new IdTokens();
        server.without(ROOT + "/jwks");
        server.without(ROOT + "/token");
        server.with(ROOT + "/jwks", new OidcKeys(fresh)).with(ROOT + "/token", new OidcToken(grants, new Clients("portal", SECRET), fresh));
        Map<String, String> early = signIn(start(), "good");
        assertThrows(SignInRefused.class, () -> provider.finish(early, returnUrl()), "the same key id, and another key");
        clock.forward(Duration.ofMinutes(10));
        assertEquals(expected(), provider.finish(signIn(start(), "good"), returnUrl()));
    }

    @Test
    void offersNoMoreThanItsProviderCanPromise() {
        assertEquals(Assurance.HIGH, provider.surest());
        assertEquals(Assurance.SUBSTANTIAL, provider(new Terminal("/" + ROOT, SECRET, 1000, new String[] {"x=substantial"})).surest());
        assertEquals(Assurance.LOW, provider(new Terminal("/" + ROOT, SECRET, 1000, new String[0])).surest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://sts.example", "ftp://sts.example", "https://user@sts.example", "sts.example", "", "javascript:alert(1)"})
    void trustsNoIssuerThatIsNotReachedSafely(String issuer) {
        assertThrows(IllegalArgumentException.class, () -> new Agreement(Terminal.of(issuer), MadeUpTown.at("http://127.0.0.1"), clock));
    }

    @Test
    void takesNoDescriptionOfAnotherIssuer() {
        OidcProvider mistaken = provider(Terminal.of(server.baseUrl().replace("127.0.0.1", "localhost") + "/" + ROOT));
        assertThrows(SignInRefused.class, () -> mistaken.start(STATE, returnUrl(), Assurance.LOW, "lv"));
    }

    @Test
    void refusesToStartWhileTheProviderIsAway() {
        OidcHealth health = new OidcHealth(new Agreement(Terminal.of("/" + ROOT), MadeUpTown.at(server.baseUrl()), clock));
        assertTrue(health.probe().alive(), health.probe().message());
        server.close();
        assertFalse(health.probe().alive());
        assertThrows(SignInRefused.class, this::start);
    }

    @Test
    void hasTheNameOfItsSettings() {
        assertEquals("Paraugs", provider.label("en"));
        assertEquals("Пример", provider.label("ru"));
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(OidcProvider.class);
    }
}
