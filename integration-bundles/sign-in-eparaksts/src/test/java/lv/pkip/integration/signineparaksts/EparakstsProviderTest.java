package lv.pkip.integration.signineparaksts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.integration.signincodesandbox.Behaviour;
import lv.pkip.integration.signincodesandbox.Clients;
import lv.pkip.integration.signincodesandbox.EparakstsMe;
import lv.pkip.integration.signincodesandbox.EparakstsPage;
import lv.pkip.integration.signincodesandbox.EparakstsToken;
import lv.pkip.integration.signincodesandbox.Grants;
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

class EparakstsProviderTest implements IdentityProviderContract {
    private static final String ROOT = "sandbox/eparaksts";
    private static final String FLOW = "urn:eparaksts:authentication:flow:mobileid";
    private final Grants grants = new Grants(SettableClock.at("2026-03-02T08:00:00Z"));
    private final Clients clients = new Clients("portal", "a secret: with signs & spaces");
    private PageServer server;
    private EparakstsProvider provider;

    /** Settings as a test gives them. */
    private record Terminal(String address, String clientSecret, String means, int timeout) implements Agreement.Config {
        @Override
        public String clientId() {
            return "portal";
        }

        @Override
        public boolean trial() {
            return true;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Agreement.Config.class;
        }
    }

    @BeforeEach
    void open() {
        server = PageServer.start();
        String authorize = ROOT + "/trustedx-authserver/oauth/lvrtc-eipsign-as";
        server.with(authorize, new EparakstsPage(grants)).with(authorize + "/token", new EparakstsToken(grants, clients))
                .with(ROOT + "/trustedx-resources/openid/v1/users/me", new EparakstsMe(grants));
        provider = provider("a secret: with signs & spaces", 5000);
    }

    private EparakstsProvider provider(String secret, int timeout) {
        return new EparakstsProvider(new Agreement(new Terminal(server.baseUrl() + "/" + ROOT + "/", secret, "mobileid", timeout), MadeUpTown.at("http://127.0.0.1:8181")));
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
        return server.baseUrl() + "/sign-in/return/eparaksts";
    }

    @Override
    public Map<String, String> signIn(String address, String behaviour) throws Exception {
        HttpClient browser = HttpClient.newHttpClient();
        assertEquals(200, browser.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        HttpResponse<String> back = browser.send(HttpRequest.newBuilder(URI.create(address)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("person=0&behaviour=" + URLEncoder.encode(behaviour, StandardCharsets.UTF_8))).build(),
                HttpResponse.BodyHandlers.ofString());
        String location = back.headers().firstValue("Location").orElseThrow();
        assertTrue(location.startsWith(returnUrl()), location);
        return IdentityProviderContract.query(location);
    }

    @Override
    public ExternalIdentity expected() {
        return new ExternalIdentity("eparaksts", "32000000001", Set.of(), "Jānis", "Paraudziņš", Assurance.HIGH, FLOW);
    }

    @Override
    public List<String> taken() {
        return List.of("bare-code", "hyphenless");
    }

    @Override
    public List<String> refused() {
        return List.of("cancelled", "expired-code", "slow", "broken", "huge", "garbage", "no-name", "foreigner", "official", "wrong-token-type", "wrong-scope");
    }

    @Override
    public List<String> behaviours() {
        return Behaviour.ofEparaksts();
    }

    private String start() {
        return provider.start(STATE, returnUrl(), Assurance.SUBSTANTIAL, "lv");
    }

    @Test
    void asksByTheFixedPathsAndWords() {
        String address = start();
        assertTrue(address.startsWith(server.baseUrl() + "/sandbox/eparaksts/trustedx-authserver/oauth/lvrtc-eipsign-as?response_type=code&client_id=portal&"), address);
        Map<String, String> query = IdentityProviderContract.query(address);
        assertEquals("urn:lvrtc:fpeil:aa", query.get("scope"));
        assertEquals(FLOW, query.get("acr_values"));
        assertEquals("lv", query.get("ui_locales"));
        assertEquals("login", query.get("prompt"));
    }

    @Test
    void waitsNoLongerThanWasSaid() {
        EparakstsProvider impatient = provider("a secret: with signs & spaces", 300);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Map<String, String> brought = signIn(start(), "slow");
            assertThrows(SignInRefused.class, () -> impatient.finish(brought, returnUrl()));
        });
    }

    @Test
    void isRefusedWithAnotherSecret() throws Exception {
        Map<String, String> brought = signIn(start(), "good");
        assertThrows(SignInRefused.class, () -> provider("another", 5000).finish(brought, returnUrl()));
    }

    @Test
    void isRefusedWithAnotherWayBack() throws Exception {
        Map<String, String> brought = signIn(start(), "good");
        assertThrows(SignInRefused.class, () -> provider.finish(brought, returnUrl() + "/elsewhere"));
    }

    @Test
    void tellsWhetherTheServiceAnswers() {
        assertTrue(new EparakstsHealth(provider).probe().alive());
        server.close();
        assertFalse(new EparakstsHealth(provider).probe().alive());
        assertThrows(SignInRefused.class, () -> provider.finish(Map.of("code", "abc", "state", STATE), returnUrl()));
    }

    @Test
    void wantsSettingsThatMakeSense() {
        assertThrows(IllegalArgumentException.class, () -> new Agreement(new Terminal("/x", "", "mobileid", 1000), MadeUpTown.at("http://127.0.0.1:8181")));
        assertThrows(IllegalArgumentException.class, () -> new Agreement(new Terminal("/x", "s", "password", 1000), MadeUpTown.at("http://127.0.0.1:8181")));
        assertThrows(IllegalArgumentException.class, () -> new Agreement(new Terminal("/x", "s", "mobileid", 0), MadeUpTown.at("http://127.0.0.1:8181")));
        assertEquals(MadeUpTown.at("http://127.0.0.1:8181").baseUrl() + "/x", new Agreement(new Terminal("/x/", "s", "sc_plugin", 1000), MadeUpTown.at("http://127.0.0.1:8181")).server());
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(EparakstsProvider.class);
    }

    @Test
    void hasItsNameInThreeLanguages() {
        assertEquals(Texts.read("lv").stringPropertyNames(), Texts.read("en").stringPropertyNames());
        assertEquals(Texts.read("lv").stringPropertyNames(), Texts.read("ru").stringPropertyNames());
    }
}
