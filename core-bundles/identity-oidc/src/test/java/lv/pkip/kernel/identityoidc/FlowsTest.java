package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.ApplicationProblem;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pushed requests, devices, certificates, and what tokens are good for in this house. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowsTest {
    private final Town town = new Town();
    private String secret;
    private String television;

    @BeforeAll
    void open() {
        secret = town.web("app", "openid", "benches:read", "cases:own");
        television = town.register(Town.application("television", Set.of(Flow.DEVICE_CODE), Key.SECRET, "openid", "benches:read"));
    }

    @BeforeEach
    void sitDown() {
        town.annaWorksHere = true;
        town.sitsThere(town.staff());
    }

    @AfterAll
    void close() {
        town.close();
    }

    // ------------------------------------------------------------------ RFC 9126

    private Town.Reply push(Map<String, String> ask) {
        return town.post(town.par, ask, Town.basic("app", secret));
    }

    @Test
    void aPushedRequestIsGoodForOneAnswer() {
        Town.Reply pushed = push(Town.ask("app", "openid"));
        assertEquals(201, pushed.status(), pushed.body()::toString);
        assertEquals(600L, pushed.body().get("expires_in"));
        Map<String, String> ask = Map.of("client_id", "app", "request_uri", pushed.text("request_uri"));
        Map<String, String> sent = Town.sent(town.authorize(ask));
        assertEquals("s-1", sent.get("state"));
        assertEquals(200, town.redeem("app", secret, sent.get("code")).status());
        assertInstanceOf(Page.Problem.class, town.authorize(ask));
    }

    @Test
    void twoWindowsWithOnePushedRequestGetOneCode() {
        String uri = push(Town.ask("app", "openid")).text("request_uri");
        Asked first = town.requests.read(Form.of(Town.lists(Map.of("client_id", "app", "request_uri", uri))));
        Asked second = town.requests.read(Form.of(Town.lists(Map.of("client_id", "app", "request_uri", uri))));
        assertTrue(town.requests.done(first));
        assertFalse(town.requests.done(second));
    }

    @Test
    void aPushedRequestEndsAndIsNobodyElses() {
        String uri = push(Town.ask("app", "openid")).text("request_uri");
        assertInstanceOf(Page.Problem.class, town.authorize(Map.of("client_id", "television", "request_uri", uri)));
        town.clock.forward(Duration.ofSeconds(601));
        assertInstanceOf(Page.Problem.class, town.authorize(Map.of("client_id", "app", "request_uri", uri)));
        assertInstanceOf(Page.Problem.class, town.authorize(Map.of("client_id", "app", "request_uri", SignInRequests.URN + "nothing")));
    }

    @Test
    void whatIsWrongIsSaidWhenItIsPushed() {
        assertEquals("400 invalid_request", push(Town.ask("app", "openid", "code_challenge", "")).error());
        assertEquals("400 invalid_request", push(Town.ask("app", "openid", "redirect_uri", "https://evil.example/")).error());
        assertEquals("400 invalid_request", push(Town.ask("app", "openid", "request_uri", "urn:x")).error());
        assertEquals("401 invalid_client", push(Town.ask("television", "openid")).error(), "client_id of another");
        assertEquals("401 invalid_client", town.post(town.par, Town.ask("app", "openid"), "").error());
    }

    @Test
    void anApplicationMayHaveToPush() {
        String own = town.register(Town.with(Town.application("strict", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid"), new Options("ES256", false, true)));
        assertEquals("invalid_request", Town.sent(town.authorize(Town.ask("strict", "openid"))).get("error"));
        String uri = town.post(town.par, Town.ask("strict", "openid"), Town.basic("strict", own)).text("request_uri");
        assertTrue(Town.sent(town.authorize(Map.of("client_id", "strict", "request_uri", uri))).containsKey("code"));
    }

    // ------------------------------------------------------------------ RFC 8628

    private Town.Reply begin() {
        return town.post(town.deviceAuthorization, Map.of("scope", "openid benches:read"), Town.basic("television", television));
    }

    private Town.Reply poll(Town.Reply codes) {
        return town.post(town.token, Map.of("grant_type", TokenPage.DEVICE, "device_code", codes.text("device_code")), Town.basic("television", television));
    }

    private Page.View enter(String code, String... decision) {
        Map<String, String> form = new LinkedHashMap<>(Map.of("user_code", code));
        if (decision.length > 0) {
            form.put("decision", decision[0]);
        }
        return (Page.View) town.browse(town.device, "POST", form);
    }

    @Test
    void aDeviceIsAllowedOnAnotherScreen() {
        Town.Reply codes = begin();
        assertEquals(200, codes.status(), codes.body()::toString);
        assertEquals(Town.HOUSE + "/oauth2/device", codes.text("verification_uri"));
        assertTrue(codes.text("user_code").matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}"), codes.text("user_code"));
        assertEquals("400 authorization_pending", poll(codes).error());
        assertEquals("400 slow_down", poll(codes).error());
        assertEquals("device-ask", enter(codes.text("user_code").toLowerCase().replace("-", " ")).template());
        assertEquals(true, enter(codes.text("user_code"), "allow").model().get("allowed"));
        town.clock.forward(Duration.ofSeconds(11));
        Town.Reply reply = poll(codes);
        assertEquals(200, reply.status(), reply.body()::toString);
        assertEquals(Town.ANNA.toString(), town.get(town.userinfo, "Bearer " + reply.text("access_token")).text("sub"));
        town.clock.forward(Duration.ofSeconds(11));
        assertEquals("400 invalid_grant", poll(codes).error(), "once");
        assertEquals("unknown", enter(codes.text("user_code")).model().get("problem"));
    }

    @Test
    void aDeviceIsDeniedOrForgotten() {
        Town.Reply codes = begin();
        assertEquals(false, enter(codes.text("user_code"), "deny").model().get("allowed"));
        assertEquals("400 access_denied", poll(codes).error());
        Town.Reply late = begin();
        town.clock.forward(Duration.ofSeconds(601));
        assertEquals("400 expired_token", poll(late).error());
        assertEquals("unknown", enter(late.text("user_code")).model().get("problem"));
    }

    @Test
    void aDeviceCodeIsNobodyElses() {
        Town.Reply codes = begin();
        enter(codes.text("user_code"), "allow");
        assertEquals("400 unauthorized_client", town.post(town.token, Map.of("grant_type", TokenPage.DEVICE, "device_code", codes.text("device_code")),
                Town.basic("app", secret)).error());
        String radio = town.register(Town.application("radio", Set.of(Flow.DEVICE_CODE), Key.SECRET, "openid"));
        assertEquals("400 invalid_grant", town.post(town.token, Map.of("grant_type", TokenPage.DEVICE, "device_code", codes.text("device_code")),
                Town.basic("radio", radio)).error());
        assertEquals("400 unauthorized_client", town.post(town.deviceAuthorization, Map.of("scope", "openid"), Town.basic("app", secret)).error());
        assertEquals("400 invalid_scope", town.post(town.deviceAuthorization, Map.of("scope", "users:manage"), Town.basic("radio", radio)).error());
    }

    @Test
    void nobodyGuessesCodesForLong() {
        town.sitsThere(town.resident("p-guess", Assurance.LOW));
        for (int i = 0; i < 10; i++) {
            assertEquals("unknown", enter("BBBB-BBBB").model().get("problem"));
        }
        assertEquals(new Page.Problem(429, "oidc.problem.tries"), town.browse(town.device, "POST", Map.of("user_code", "BBBB-BBBB")));
        town.sitsThere(town.staff());
        assertEquals("unknown", enter("BBBB-BBBB").model().get("problem"), "another person may");
        town.sitsThere(null);
        assertEquals(new Page.Redirect("/sign-in?to=%2Foauth2%2Fdevice%3Fuser_code%3DBBBB-BBBB"), town.browse(town.device, "GET", Map.of("user_code", "BBBB-BBBB")));
    }

    @Test
    void whoProvesNothingLeavesLittleBehind() {
        town.register(Town.application("poster", Set.of(Flow.DEVICE_CODE), new Key(Proof.NONE, "", ""), "openid"));
        Map<String, String> ask = Map.of("client_id", "poster", "scope", "openid");
        for (int i = 0; i < 60; i++) {
            assertEquals(200, town.post(town.deviceAuthorization, ask, "").status());
        }
        assertEquals("429 temporarily_unavailable", town.post(town.deviceAuthorization, ask, "").error());
        assertEquals(200, begin().status(), "others go on");
        town.clock.forward(Duration.ofSeconds(61));
        assertEquals(200, town.post(town.deviceAuthorization, ask, "").status());
    }

    // ------------------------------------------------------------------ RFC 8705

    /** Made by openssl: CN=reports,O=Paraugi, and CN=other; both good until 2126. */
    private static X509Certificate certificate(String name) throws Exception {
        try (var in = FlowsTest.class.getResourceAsStream("/" + name + ".pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(in.readAllBytes()));
        }
    }

    private Town.Reply byCertificate(String client, Optional<X509Certificate> shown) {
        return town.post(town.token, Map.of("grant_type", "client_credentials", "client_id", client), "", shown);
    }

    @Test
    void anApplicationShowsItsCertificateAndItsTokensAreBoundToIt() throws Exception {
        X509Certificate right = certificate("reports");
        X509Certificate wrong = certificate("other");
        town.register(Town.application("pinned", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.CERTIFICATE, "", ClientGate.thumbprint(Optional.of(right)).orElseThrow()), "benches:read"));
        town.register(Town.application("named", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.CERTIFICATE, "", "CN=reports, O=Paraugi"), "benches:read"));
        for (String client : List.of("pinned", "named")) {
            assertEquals("401 invalid_client", byCertificate(client, Optional.empty()).error(), client);
            assertEquals("401 invalid_client", byCertificate(client, Optional.of(wrong)).error(), client);
            String token = byCertificate(client, Optional.of(right)).text("access_token");
            assertTrue(town.accessTokens.resolve(token, Optional.of(right)).isPresent(), client);
            assertTrue(town.accessTokens.resolve(token, Optional.empty()).isEmpty(), client);
            assertTrue(town.accessTokens.resolve(token, Optional.of(wrong)).isEmpty(), client);
            Town.Reply told = town.post(town.introspection, Map.of("token", token, "client_id", client), "", Optional.of(right));
            assertEquals(Map.of("x5t#S256", ClientGate.thumbprint(Optional.of(right)).orElseThrow()), told.body().get("cnf"));
        }
    }

    // ------------------------------------------------------------------ tokens in this house

    @Test
    void aTokenOfAPersonIsThePersonHeldToItsScopes() {
        String token = town.redeem("app", secret, town.code("app", "openid benches:read")).text("access_token");
        Session session = town.accessTokens.resolve(token, Optional.empty()).orElseThrow();
        assertEquals("anna", session.actor().id());
        assertEquals(Set.of("benches:*", "users:manage"), session.permissions());
        assertEquals(Optional.of(Set.of("benches:read")), session.held());
        assertEquals("", session.token());
        assertEquals(Set.of("openid", "benches:read"), town.accessTokens.scopes(token));
        assertEquals(Set.of(), town.accessTokens.scopes("pkip_at_nothing"));
        String empty = town.redeem("app", secret, town.code("app", "openid")).text("access_token");
        assertEquals(Optional.of(Set.of()), town.accessTokens.resolve(empty, Optional.empty()).orElseThrow().held());
    }

    @Test
    void aTokenKeepsTheAssuranceOfItsSignIn() {
        town.sitsThere(town.resident("p-1", Assurance.HIGH));
        String token = town.redeem("app", secret, town.code("app", "openid cases:own")).text("access_token");
        Actor actor = town.accessTokens.resolve(token, Optional.empty()).orElseThrow().actor();
        assertEquals(Assurance.HIGH, actor.assurance());
        assertEquals("p-1", actor.id());
    }

    @Test
    void aClosedAccountHasNoTokensWithinFiveSeconds() {
        String token = town.redeem("app", secret, town.code("app", "openid benches:read")).text("access_token");
        assertTrue(town.accessTokens.resolve(token, Optional.empty()).isPresent());
        town.annaWorksHere = false;
        town.clock.forward(Duration.ofSeconds(5));
        assertTrue(town.accessTokens.resolve(token, Optional.empty()).isEmpty());
    }

    @Test
    void manyTokensAtOnceAreAllWrittenAndAllDifferent() throws Exception {
        String robot = town.register(Town.application("robot", Set.of(Flow.CLIENT_CREDENTIALS), Key.SECRET, "benches:read"));
        ExecutorService eight = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> asked = IntStream.range(0, 200).<Callable<String>>mapToObj(i -> () -> town.post(town.token,
                    Map.of("grant_type", "client_credentials"), Town.basic("robot", robot)).text("access_token")).toList();
            Set<String> tokens = new java.util.HashSet<>();
            for (var one : eight.invokeAll(asked)) {
                tokens.add(one.get());
            }
            assertEquals(200, tokens.size());
            assertTrue(tokens.stream().allMatch(town::isGood));
        } finally {
            eight.shutdown();
        }
    }

    @Test
    void whatEndedLongAgoIsSweptAwayAndWhatLivesStays() {
        String old = town.redeem("app", secret, town.code("app", "openid")).text("access_token");
        town.clock.forward(Duration.ofDays(2));
        town.sitsThere(town.staff());
        String fresh = town.redeem("app", secret, town.code("app", "openid")).text("access_token");
        town.tokens.sweep();
        long rows = town.jpa.txExpr(em -> em.createQuery("select count(t) from TokenRow t where t.tokenHash = :old", Long.class)
                .setParameter("old", Secret.hash(old)).getSingleResult());
        assertEquals(0, rows);
        assertTrue(town.isGood(fresh));
        assertFalse(town.isGood(old));
    }

    // ------------------------------------------------------------------ the register

    private String field(Application wrong) {
        try {
            town.register(wrong);
            return "";
        } catch (lv.pkip.kernel.api.application.ApplicationProblem problem) {
            return problem.field();
        }
    }

    private static Application named(String id) {
        return Town.application(id, Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid");
    }

    @Test
    void aSchemeOfItsOwnIsForApplicationsOnADeviceThatKeepNoSecret() {
        List<String> own = List.of("lv.example.app:/back", "com.example-2.app:/oauth2redirect/provider", "lv.example:/");
        for (String address : own) {
            Application.Places places = new Application.Places(List.of(address), List.of(address), "");
            assertEquals("redirects", field(Town.with(named("wrong"), places)), address);
        }
        for (String address : List.of("javascript:alert(1)", "data:text/html,x", "custom:/x", "http.:/x", "lv.example.app://host/x", "lv.example.app:back", "lv.example.app:",
                "lv.example.app:/x#y", "lv.example.app:/x?y=1", "lv.example.app:/../x", "lv.example.app:/a/./b", "lv.example.app:/a//b", "lv.example.app:/u@h", "LV.Example.App:/x", ".lv:/x",
                "lv..app:/x", "lv.example.app:/%61", "lv.example.app:/a b", "lv.example.app:/" + "x".repeat(400), "http://app.example/", "http://10.0.0.1/back", "intent:/x",
                "https://u:p@app.example/", "ms-app.x:\\\\x")) {
            assertEquals("redirects", field(Town.with(installed("wrong"), new Application.Places(List.of(address), List.of(), ""))), address);
            assertEquals("afterLogout", field(Town.with(installed("wrong"), new Application.Places(List.of(Town.BACK), List.of(address), ""))), address);
        }
        assertEquals("backChannel", field(Town.with(installed("wrong"), new Application.Places(own, own, own.get(0)))), "nobody calls a device");
        town.register(Town.with(installed("good"), new Application.Places(own, own, "")));
        assertEquals(own, town.clients.find("good").orElseThrow().places().redirects());
        Application good = town.clients.find("good").orElseThrow();
        assertEquals("redirects", assertThrows(ApplicationProblem.class, () -> town.asAdministrator(() -> town.clients.change(new Application("good", good.name(), good.own(), good.people(),
                good.flows(), good.scopes(), good.places(), Key.SECRET, good.options(), true, good.version())))).field(), "with a secret it is none that is installed");
        assertEquals(Map.of("Vary", "Origin"), town.origins.of(new Page.Request("POST", "", Map.of(), Map.of("origin", "lv.example.app://null"), new byte[0], "lv", Town.HOUSE)));
    }

    private static Application installed(String id) {
        return Town.application(id, Set.of(Flow.AUTHORIZATION_CODE), new Key(Proof.NONE, "", ""), "openid");
    }

    @Test
    void whatCannotBeIsRefusedAtItsField() {
        assertEquals("id", field(named("Große")));
        assertEquals("id", field(named("app")), "taken");
        for (String address : List.of("http://app.example/", "https://app.example/#x", "https://*.example/", "ftp://app.example/", "app.example", "https://a@b.example/",
                "https://app.example/a/../b", "custom:/x", "https://app.example/ x", "javascript:alert(1)", "https://app.example/" + "x".repeat(400))) {
            assertEquals("redirects", field(Town.with(named("wrong"), new Application.Places(List.of(address), List.of(), ""))), address);
        }
        assertEquals("redirects", field(Town.with(named("wrong"), Application.Places.NONE)));
        assertEquals("afterLogout", field(Town.with(named("wrong"), new Application.Places(List.of(Town.BACK), List.of("nonsense"), ""))));
        assertEquals("backChannel", field(Town.with(named("wrong"), new Application.Places(List.of(Town.BACK), List.of(), "http://10.0.0.1/"))));
        assertEquals("scopes", field(Town.application("wrong", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "nothing:like")));
        assertEquals("proof", field(Town.application("wrong", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.NONE, "", ""), "benches:read")));
        assertEquals("keys", field(Town.application("wrong", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.PRIVATE_KEY, "{}", ""), "benches:read")));
        assertEquals("certificate", field(Town.application("wrong", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.CERTIFICATE, "", "reports"), "benches:read")));
        assertEquals("algorithm", field(Town.with(named("wrong"), new Options("HS256", false, false))));
        assertEquals("flows", field(new Application("wrong", "x", true, Set.of(), Set.of(), Set.of(), Application.Places.NONE, Key.SECRET, Options.USUAL, true, 0)));
        assertEquals("people", field(new Application("wrong", "x", true, Set.of(), Set.of(Flow.DEVICE_CODE), Set.of(), Application.Places.NONE, Key.SECRET, Options.USUAL, true, 0)));
    }

    @Test
    void privateKeysAreNotTaken() throws Exception {
        String keys = new com.nimbusds.jose.jwk.JWKSet(new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256).keyID("x").generate()).toString(false);
        assertEquals("keys", field(Town.application("wrong", Set.of(Flow.CLIENT_CREDENTIALS), new Key(Proof.PRIVATE_KEY, keys, ""), "benches:read")));
    }

    @Test
    void nobodyWithoutThePermissionChangesAnything() {
        town.current.become(Actor.staff("eve", "Eve", Optional.empty()), "benches:*");
        try {
            for (Runnable act : List.<Runnable>of(() -> town.clients.register(named("mine")), () -> town.clients.rotateSecret("app"), () -> town.clients.enable("app", false),
                    () -> town.clients.rotateKeys(), () -> town.clients.change(town.clients.find("app").orElseThrow()))) {
                org.junit.jupiter.api.Assertions.assertThrows(lv.pkip.kernel.api.identity.Forbidden.class, act::run);
            }
        } finally {
            town.current.become(Actor.anonymous());
        }
    }

    @Test
    void aNewSecretEndsTheOldOneAndLessScopesEndTokens() {
        String first = town.web("turning", "openid", "benches:read");
        String second = town.asAdministrator(() -> town.clients.rotateSecret("turning"));
        String code = town.code("turning", "openid benches:read");
        assertEquals("401 invalid_client", town.redeem("turning", first, code).error());
        Town.Reply reply = town.redeem("turning", second, code);
        Application stored = town.clients.find("turning").orElseThrow();
        Application less = new Application(stored.id(), stored.name(), true, stored.people(), stored.flows(), Set.of("openid"), stored.places(), stored.key(), stored.options(), true,
                stored.version());
        town.asAdministrator(() -> town.clients.change(less));
        town.clock.forward(Duration.ofSeconds(5));
        assertFalse(town.isGood(reply.text("access_token")));
        assertEquals("id", org.junit.jupiter.api.Assertions.assertThrows(lv.pkip.kernel.api.application.ApplicationProblem.class,
                () -> town.asAdministrator(() -> town.clients.change(less))).field(), "somebody changed it meanwhile");
        assertTrue(town.audit.actions().containsAll(List.of("application.register", "application.secret", "application.change")));
    }
}
