package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What attackers try (RFC 9700), one by one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
    private final Town town = new Town();
    private String secret;
    private String otherSecret;

    @BeforeAll
    void open() {
        secret = town.web("app", "openid", "profile", "offline_access");
        otherSecret = town.web("other", "openid");
    }

    @BeforeEach
    void sitDown() {
        town.sitsThere(town.staff());
    }

    @AfterAll
    void close() {
        town.close();
    }

    private Town.Reply tokens() {
        return town.redeem("app", secret, town.code("app", "openid"));
    }

    @Test
    void pkceCannotBeLeftOutOrDowngraded() {
        for (String[] change : new String[][] {{"code_challenge", ""}, {"code_challenge_method", ""}, {"code_challenge_method", "plain"},
                {"code_challenge_method", "s256"}, {"code_challenge", "short"}, {"code_challenge", "a".repeat(44)}}) {
            assertEquals("invalid_request", Town.sent(town.authorize(Town.ask("app", "openid", change[0], change[1]))).get("error"), change[0] + "=" + change[1]);
        }
    }

    @Test
    void aCodeIsWorthNothingWithoutItsVerifier() {
        assertEquals("400 invalid_request", town.redeem("app", secret, town.code("app", "openid"), "code_verifier", "").error());
        assertEquals("400 invalid_grant", town.redeem("app", secret, town.code("app", "openid"), "code_verifier", "a".repeat(43)).error());
        assertEquals("400 invalid_grant", town.redeem("app", secret, town.code("app", "openid"), "code_verifier", Town.CHALLENGE).error());
        assertEquals("400 invalid_grant", town.redeem("app", secret, town.code("app", "openid"), "code_verifier", "short").error());
    }

    @Test
    void aCodeOfOneApplicationIsNoneOfAnother() {
        String code = town.code("app", "openid");
        assertEquals("400 invalid_grant", town.redeem("other", otherSecret, code).error());
        assertEquals(200, town.redeem("app", secret, code).status(), "and the thief did not end it");
    }

    @Test
    void aCodeIsBoundToItsAddress() {
        String code = town.code("app", "openid");
        assertEquals("400 invalid_grant", town.redeem("app", secret, code, "redirect_uri", "https://app.example/other").error());
        assertEquals("400 invalid_request", town.redeem("app", secret, code, "redirect_uri", "").error());
    }

    @Test
    void aRefreshTokenOfOneApplicationIsNoneOfAnother() {
        String refresh = tokens().text("refresh_token");
        assertEquals("400 invalid_grant", town.refresh("other", otherSecret, refresh).error());
        assertEquals(200, town.refresh("app", secret, refresh).status());
    }

    @Test
    void tokensOfOneKindAreNoneOfAnother() {
        Town.Reply reply = tokens();
        assertEquals("400 invalid_grant", town.refresh("app", secret, reply.text("access_token")).error());
        assertEquals(401, town.get(town.userinfo, "Bearer " + reply.text("refresh_token")).status());
        assertEquals(401, town.get(town.userinfo, "Bearer " + reply.text("id_token")).status());
        assertTrue(town.accessTokens.resolve(reply.text("refresh_token"), Optional.empty()).isEmpty());
    }

    @Test
    void theAnswerSaysWhoItIsFrom() {
        assertEquals(Town.HOUSE, Town.sent(town.authorize(Town.ask("app", "openid"))).get("iss"));
        assertEquals(Town.HOUSE, Town.sent(town.authorize(Town.ask("app", "openid", "prompt", "none login"))).get("iss"), "errors too");
        assertEquals(Town.HOUSE, town.metadata.document().get("issuer"));
        assertEquals(true, town.metadata.document().get("authorization_response_iss_parameter_supported"));
    }

    @Test
    void stateComesBackLetterByLetterAndNothingElseIsBelieved() {
        String state = "a b&c=d#\"<ā>";
        assertEquals(state, Town.sent(town.authorize(Town.ask("app", "openid", "state", state))).get("state"));
        assertEquals("invalid_request", Town.sent(town.authorize(Town.ask("app", "openid", "state", "s".repeat(1001)))).get("error"));
    }

    @Test
    void anApplicationCannotAskAboutTokensOfAnother() {
        String token = tokens().text("access_token");
        assertEquals(Map.of("active", false), town.post(town.introspection, Map.of("token", token), Town.basic("other", otherSecret)).body());
        assertEquals(true, town.post(town.introspection, Map.of("token", token), Town.basic("app", secret)).body().get("active"));
        String api = town.register(new Application("api", "api", true, Set.of(), Set.of(), Set.of(), Application.Places.NONE, Key.SECRET,
                new Options("ES256", true, false), true, 0));
        Town.Reply told = town.post(town.introspection, Map.of("token", token), Town.basic("api", api));
        assertEquals("app", told.text("client_id"));
        assertEquals("anna", told.text("username"));
        assertEquals(Town.ANNA.toString(), told.text("sub"));
    }

    @Test
    void anApplicationCannotRevokeTokensOfAnother() {
        String token = tokens().text("access_token");
        assertEquals(200, town.post(town.revocation, Map.of("token", token), Town.basic("other", otherSecret)).status());
        assertTrue(town.isGood(token));
        assertEquals(200, town.post(town.revocation, Map.of("token", token), Town.basic("app", secret)).status());
        assertFalse(town.isGood(token));
        assertEquals(200, town.post(town.revocation, Map.of("token", "nonsense"), Town.basic("app", secret)).status());
    }

    @Test
    void revokingARefreshTokenEndsItsFamily() {
        Town.Reply reply = tokens();
        town.post(town.revocation, Map.of("token", reply.text("refresh_token"), "token_type_hint", "access_token"), Town.basic("app", secret));
        assertFalse(town.isGood(reply.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("app", secret, reply.text("refresh_token")).error());
    }

    @Test
    void whoCannotProveWhoTheyAreGetsNothing() {
        Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", tokens().text("refresh_token"));
        for (String authorization : List.of(Town.basic("app", "wrong"), Town.basic("app", ""), Town.basic("nobody", secret), Town.basic("other", secret), "Basic", "Basic !!!",
                "Bearer " + secret, "Basic " + java.util.Base64.getEncoder().encodeToString("no-colon".getBytes()))) {
            Town.Reply reply = town.post(town.token, form, authorization);
            assertEquals("401 invalid_client", reply.error(), authorization);
            assertTrue(reply.headers().get("WWW-Authenticate").startsWith("Basic realm="), authorization);
        }
        assertEquals("401 invalid_client", town.post(town.token, form, "").error());
        Map<String, String> named = new LinkedHashMap<>(form);
        named.put("client_id", "app");
        assertEquals("401 invalid_client", town.post(town.token, named, "").error(), "a confidential application is none without its secret");
        assertEquals("401 invalid_client", town.post(town.introspection, Map.of("token", "x", "client_id", "app"), "").error());
        assertTrue(town.audit.actions().contains("application.refused"));
    }

    @Test
    void aPublicApplicationMayNotAskAboutTokens() {
        town.register(Town.application("desk", Set.of(Flow.AUTHORIZATION_CODE), new Key(Proof.NONE, "", ""), "openid"));
        assertEquals("401 invalid_client", town.post(town.introspection, Map.of("token", "x", "client_id", "desk"), "").error());
        Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "authorization_code", "code", town.code("desk", "openid"), "redirect_uri", Town.BACK,
                "code_verifier", Town.VERIFIER, "client_id", "desk"));
        assertEquals(200, town.post(town.token, form, "").status(), "but gets its tokens by PKCE alone");
    }

    @Test
    void whatStandsTwiceOrInTheAddressIsRefused() {
        String twice = "grant_type=client_credentials&grant_type=refresh_token";
        assertEquals("400 invalid_request", town.post(town.token, twice, Town.basic("app", secret), Optional.empty()).error());
        Page.Answer doubled = town.current.as(town.staff(), () -> {
            Map<String, List<String>> parameters = Town.lists(Town.ask("app", "openid"));
            parameters.put("redirect_uri", List.of(Town.BACK, "https://evil.example/"));
            try {
                return town.authorization.handle(new Page.Request("GET", "", parameters, Map.of(), new byte[0], "lv", Town.HOUSE));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertInstanceOf(Page.Problem.class, doubled);
        assertEquals("400 invalid_request", town.call(town.token, "GET", Map.of(), "", Optional.empty()).error());
        assertEquals("400 invalid_request", town.call(town.token, "POST", Map.of("content-type", "application/json"), "{}", Optional.empty()).error());
        assertEquals("400 unsupported_grant_type", town.post(town.token, Map.of("grant_type", "password", "username", "anna", "password", "x"), Town.basic("app", secret)).error());
        assertEquals("400 invalid_request", town.post(town.token, "a=" + "b".repeat(40_000), Town.basic("app", secret), Optional.empty()).error());
        assertEquals("400 invalid_request", town.post(town.token, "grant_type=%zz", Town.basic("app", secret), Optional.empty()).error());
    }

    @Test
    void aDisabledApplicationIsShutOutAtOnce() {
        String own = town.web("closing", "openid");
        Town.Reply reply = town.redeem("closing", own, town.code("closing", "openid"));
        town.asAdministrator(() -> {
            town.clients.enable("closing", false);
            return null;
        });
        assertEquals("401 invalid_client", town.refresh("closing", own, reply.text("refresh_token")).error());
        assertEquals(401, town.get(town.userinfo, "Bearer " + reply.text("access_token")).status());
        assertTrue(town.accessTokens.resolve(reply.text("access_token"), Optional.empty()).isEmpty());
        assertEquals(java.util.Set.of(), town.accessTokens.scopes(reply.text("access_token")));
        assertEquals(new Page.Problem(400, "oidc.problem.client"), town.authorize(Town.ask("closing", "openid")));
    }

    @Test
    void whatAnotherNodeRevokedIsRefusedHereWithinFiveSeconds() {
        String token = tokens().text("access_token");
        assertTrue(town.isGood(token));
        Tokens otherNode = new Tokens(town.jpa, town.audit, town.clock, Tokens.Lives.USUAL);
        otherNode.revoke(token, town.clients.usable("app").orElseThrow());
        otherNode.stop();
        town.clock.forward(java.time.Duration.ofSeconds(5));
        assertFalse(town.isGood(token));
    }

    @Test
    void aCodeThatTwoRedeemAtOnceGivesTokensToNobodyForLong() throws Exception {
        String code = town.code("app", "openid");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<Town.Reply>> replies = List.of(two.submit(() -> {
                start.await();
                return town.redeem("app", secret, code);
            }), two.submit(() -> {
                start.await();
                return town.redeem("app", secret, code);
            }));
            start.countDown();
            int good = 0;
            for (Future<Town.Reply> reply : replies) {
                good += reply.get().status() == 200 ? 1 : 0;
            }
            assertTrue(good <= 1, "both got tokens");
        } finally {
            two.shutdown();
        }
    }

    @Test
    void nobodyConsentsWithoutAFormOfThisHouse() {
        // The kernel asks every POST to a page of this audience for its form token; a machine's page it would not.
        assertEquals(Audience.PUBLIC, audience(AuthorizationPage.class));
        assertEquals(Audience.PUBLIC, audience(LogoutPage.class));
        assertEquals(Audience.PUBLIC, audience(DevicePage.class));
        town.register(Town.foreign(Town.application("shop", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid")));
        assertEquals("consent", ((Page.View) town.authorize(Town.ask("shop", "openid", "decision", "allow"))).template(), "and an address decides nothing");
    }

    /** As it stands in the component's description, where the kernel reads it. */
    private static Audience audience(Class<?> page) {
        try (var xml = page.getResourceAsStream("/OSGI-INF/" + page.getName() + ".xml")) {
            String text = new String(xml.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String mark = "name=\"pkip.page.audience\" type=\"String\" value=\"";
            int at = text.indexOf(mark) + mark.length();
            return Audience.valueOf(text.substring(at, text.indexOf('"', at)));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void consentOfOnePersonIsNoneOfAnother() {
        town.register(Town.foreign(Town.application("market", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid", "profile")));
        Map<String, String> allow = Town.ask("market", "openid", "decision", "allow");
        town.browse(town.authorization, "POST", allow);
        assertTrue(Town.sent(town.authorize(Town.ask("market", "openid"))).containsKey("code"));
        assertEquals("consent", ((Page.View) town.authorize(Town.ask("market", "openid profile"))).template(), "nor to more");
        town.sitsThere(town.resident("p-2", lv.pkip.kernel.api.identity.Assurance.HIGH));
        assertEquals("consent", ((Page.View) town.authorize(Town.ask("market", "openid"))).template());
    }

    @Test
    void staffCannotSignInToAnApplicationForResidents() {
        Application a = Town.application("portal", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid");
        town.register(new Application(a.id(), a.name(), true, Set.of(Actor.Kind.RESIDENT), a.flows(), a.scopes(), a.places(), a.key(), a.options(), true, 0));
        assertTrue(((Page.Redirect) town.authorize(Town.ask("portal", "openid"))).location().startsWith("/sign-in?"));
        assertEquals("login_required", Town.sent(town.authorize(Town.ask("portal", "openid", "prompt", "none"))).get("error"));
    }

    @Test
    void onlyPagesOfRegisteredApplicationsMayCallFromABrowser() {
        Map<String, String> headers = Map.of("content-type", "application/x-www-form-urlencoded", "origin", "https://app.example");
        assertEquals("https://app.example", town.call(town.token, "OPTIONS", headers, "", Optional.empty()).headers().get("Access-Control-Allow-Origin"));
        Map<String, String> evil = Map.of("content-type", "application/x-www-form-urlencoded", "origin", "https://evil.example");
        assertFalse(town.call(town.token, "OPTIONS", evil, "", Optional.empty()).headers().containsKey("Access-Control-Allow-Origin"));
        assertFalse(town.call(town.userinfo, "GET", evil, "", Optional.empty()).headers().containsKey("Access-Control-Allow-Origin"));
    }

    @Test
    void noSecretIsWrittenDownAsItIs() {
        Town.Reply reply = tokens();
        List<String> kept = town.jpa.txExpr(em -> {
            List<String> all = new java.util.ArrayList<>();
            em.createQuery("select t from TokenRow t", TokenRow.class).getResultList().forEach(t -> all.add(t.tokenHash));
            em.createQuery("select g from GrantRow g", GrantRow.class).getResultList().forEach(g -> all.add(g.codeHash + g.sessionHash + g.id));
            em.createQuery("select c from ClientRow c", ClientRow.class).getResultList().forEach(c -> all.add(c.secretHash));
            return all;
        });
        assertFalse(kept.isEmpty());
        for (String value : List.of(reply.text("access_token"), reply.text("refresh_token"), secret, "session-of-anna")) {
            assertTrue(kept.stream().noneMatch(text -> text.contains(value)));
        }
        assertTrue(town.audit.events().stream().noneMatch(event -> event.toString().contains("pkip_") || event.toString().contains("01020312345")));
    }
}
