package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Places;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Named after the modules of the OpenID conformance suite's RP-initiated and back-channel logout plans. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogoutTest {
    private static final String BYE = "https://app.example/bye";
    private final Town town = new Town();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer partner;
    private String secret;
    private String told2;

    @BeforeAll
    void open() throws Exception {
        partner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        partner.createContext("/logout", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        partner.start();
        secret = town.web("app", "openid", "offline_access");
        Application a = Town.application("told", Set.of(Flow.AUTHORIZATION_CODE, Flow.REFRESH_TOKEN), Key.SECRET, "openid", "offline_access");
        told2 = town.register(Town.with(a, new Places(List.of(Town.BACK), List.of(), "http://127.0.0.1:" + partner.getAddress().getPort() + "/logout")));
    }

    @BeforeEach
    void sitDown() {
        town.sitsThere(town.staff());
        town.signedOut.clear();
        told.clear();
        status.set(200);
    }

    @AfterAll
    void close() {
        partner.stop(0);
        town.close();
    }

    private Town.Reply tokens() {
        return town.redeem("app", secret, town.code("app", "openid"));
    }

    private Page.Answer logout(String method, String... parameters) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return town.browse(town.logout, method, all);
    }

    @Test
    @DisplayName("oidcc-rp-initiated-logout: with the ID token of this session it ends at once, and state comes back")
    void withHint() {
        Town.Reply reply = tokens();
        Page.Redirect back = (Page.Redirect) logout("GET", "id_token_hint", reply.text("id_token"), "post_logout_redirect_uri", BYE, "state", "x y");
        assertEquals(BYE + "?state=x+y", back.location());
        assertEquals(List.of("session-of-anna"), town.signedOut);
        assertFalse(town.isGood(reply.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("app", secret, reply.text("refresh_token")).error());
    }

    @Test
    @DisplayName("oidcc-rp-initiated-logout-no-state, -no-post-logout-redirect-uri")
    void withoutStateOrAddress() {
        assertEquals(BYE, ((Page.Redirect) logout("GET", "id_token_hint", tokens().text("id_token"), "post_logout_redirect_uri", BYE)).location());
        assertEquals("/?done=signed-out", ((Page.Redirect) logout("GET", "id_token_hint", tokens().text("id_token"))).location());
    }

    @Test
    @DisplayName("oidcc-rp-initiated-logout-no-params, -no-id-token-hint: the person is asked")
    void withoutHint() {
        assertEquals("sign-out", ((Page.View) logout("GET")).template());
        Page.View asked = (Page.View) logout("GET", "client_id", "app", "post_logout_redirect_uri", BYE);
        assertEquals("Lietotne app", asked.model().get("application"));
        assertTrue(town.signedOut.isEmpty());
        Page.View left = (Page.View) logout("POST", "client_id", "app", "post_logout_redirect_uri", BYE, "state", "s");
        assertEquals("leave", left.template());
        assertEquals(BYE + "?state=s", left.model().get("href"));
        assertEquals(List.of("session-of-anna"), town.signedOut);
    }

    @Test
    @DisplayName("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri, -query-added-to-…, -bad-id-token-hint, -modified-id-token-hint: nobody is sent or signed out")
    void whatIsNotTrue() {
        String hint = tokens().text("id_token");
        for (String wrong : List.of("https://evil.example/", BYE + "?x=1", "https://app.example/by")) {
            assertEquals(new Page.Problem(400, "oidc.problem.logout"), logout("GET", "id_token_hint", hint, "post_logout_redirect_uri", wrong), wrong);
        }
        assertInstanceOf(Page.Problem.class, logout("GET", "id_token_hint", "nonsense", "post_logout_redirect_uri", BYE));
        assertInstanceOf(Page.Problem.class, logout("GET", "id_token_hint", hint.substring(0, hint.length() - 4) + "AAAA"));
        assertInstanceOf(Page.Problem.class, logout("GET", "id_token_hint", hint, "client_id", "told"));
        assertInstanceOf(Page.Problem.class, logout("GET", "client_id", "nobody"));
        assertInstanceOf(Page.Problem.class, logout("GET", "post_logout_redirect_uri", BYE), "an address of nobody");
        assertTrue(town.signedOut.isEmpty());
    }

    @Test
    @DisplayName("an ID token of another session signs nobody out without being asked")
    void hintOfAnotherSession() {
        String hint = tokens().text("id_token");
        town.sitsThere(town.resident("p-9", lv.pkip.kernel.api.identity.Assurance.HIGH));
        assertEquals("sign-out", ((Page.View) logout("GET", "id_token_hint", hint)).template());
        assertTrue(town.signedOut.isEmpty());
    }

    @Test
    @DisplayName("oidcc-backchannel-rp-initiated-logout: every application of the session gets a logout token, once, by the outbox")
    void backChannel() throws Exception {
        Town.Reply reply = town.redeem("told", told2, town.code("told", "openid"));
        town.redeem("told", told2, town.code("told", "openid"));
        String sid = SignedJWT.parse(reply.text("id_token")).getJWTClaimsSet().getStringClaim("sid");
        int before = town.outbox.items().size();
        logout("POST");
        assertEquals(before + 1, town.outbox.items().size());
        Outbox.Item item = town.outbox.items().get(before);
        assertEquals("oidc-logout", item.channel());
        new LogoutChannel(town.clients, town.idTokens).deliver(item);
        String body = told.remove();
        assertTrue(body.startsWith("logout_token="), body);
        SignedJWT note = SignedJWT.parse(body.substring("logout_token=".length()));
        assertTrue(note.verify(new ECDSAVerifier(town.keys.find(note.getHeader().getKeyID()).orElseThrow().toECKey())));
        assertEquals("logout+jwt", note.getHeader().getType().getType());
        JWTClaimsSet claims = note.getJWTClaimsSet();
        assertEquals(Town.HOUSE, claims.getIssuer());
        assertEquals(List.of("told"), claims.getAudience());
        assertEquals(sid, claims.getStringClaim("sid"));
        assertEquals(Town.ANNA.toString(), claims.getSubject());
        assertNotNull(claims.getJWTID());
        assertNull(claims.getClaim("nonce"));
        assertTrue(((Map<?, ?>) claims.getClaim("events")).containsKey("http://schemas.openid.net/event/backchannel-logout"));
    }

    private static String sessionOf(String token) {
        return Secret.hash(token);
    }

    @Test
    @DisplayName("a session that only ran out: its applications get a logout token, once, and its tokens end but those for offline use")
    void ranOut() throws Exception {
        town.sitsThere(town.resident("p-ran-out", lv.pkip.kernel.api.identity.Assurance.HIGH));
        Town.Reply online = town.redeem("told", told2, town.code("told", "openid"));
        Town.Reply offline = town.redeem("app", secret, town.code("app", "openid offline_access"));
        String session = sessionOf("session-of-p-ran-out");
        int before = town.outbox.items().size();
        town.farewell.ranOut(List.of(session, sessionOf("another session")));
        assertEquals(before + 1, town.outbox.items().size());
        Outbox.Item item = town.outbox.items().get(before);
        assertEquals("told", item.content().get("application"));
        assertEquals(SignedJWT.parse(online.text("id_token")).getJWTClaimsSet().getStringClaim("sid"), item.content().get("sid"));
        new LogoutChannel(town.clients, town.idTokens).deliver(item);
        assertTrue(told.remove().startsWith("logout_token="));
        assertFalse(town.isGood(online.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("told", told2, online.text("refresh_token")).error());
        assertEquals(200, town.refresh("app", secret, offline.text("refresh_token")).status());
        town.farewell.ranOut(List.of(session));
        assertEquals(before + 1, town.outbox.items().size(), "nothing is told twice");
        assertTrue(town.audit.newest(0, 1000).stream().anyMatch(entry -> entry.event().action().equals("application.revoke")
                && entry.actorKind().equals("SYSTEM") && "ran-out".equals(entry.event().details().get("why"))));
    }

    @Test
    @DisplayName("a device that was allowed in a session outlives its running out, and not its being ended")
    void deviceOfASession() {
        town.register(Town.application("screen", Set.of(Flow.DEVICE_CODE), new Key(Application.Proof.NONE, "", ""), "openid"));
        Town.Reply codes = town.post(town.deviceAuthorization, Map.of("client_id", "screen", "scope", "openid"), "");
        town.browse(town.device, "POST", Map.of("user_code", codes.text("user_code"), "decision", "allow"));
        Town.Reply tokens = town.post(town.token, Map.of("client_id", "screen", "grant_type", TokenPage.DEVICE, "device_code", codes.text("device_code")), "");
        assertTrue(town.isGood(tokens.text("access_token")));
        town.farewell.ranOut(List.of(sessionOf("session-of-anna")));
        assertTrue(town.isGood(tokens.text("access_token")));
        town.farewell.ended(List.of(sessionOf("session-of-anna")));
        assertFalse(town.isGood(tokens.text("access_token")));
    }

    @Test
    @DisplayName("whoever signs out everywhere, or gets another password, leaves nothing behind, for offline use neither; one session may be spared")
    void endedAll() throws Exception {
        town.sitsThere(town.resident("p-everywhere", lv.pkip.kernel.api.identity.Assurance.HIGH));
        Town.Reply offline = town.redeem("told", told2, town.code("told", "openid offline_access"));
        String session = sessionOf("session-of-p-everywhere");
        town.farewell.ended(List.of(session));
        assertEquals(200, town.refresh("told", told2, offline.text("refresh_token")).status());
        int before = town.outbox.items().size();
        town.farewell.endedAll("p-other", "");
        town.farewell.endedAll("p-everywhere", session);
        assertEquals(before, town.outbox.items().size(), "somebody else, and the session that is spared");
        Town.Reply again = town.redeem("told", told2, town.code("told", "openid offline_access"));
        town.farewell.endedAll("p-everywhere", "");
        assertFalse(town.isGood(again.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("told", told2, again.text("refresh_token")).error());
    }

    @Test
    @DisplayName("an application that drips its answer does not hold the house")
    void drips() throws Exception {
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/logout", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                byte[] block = new byte[8192];
                while (true) {
                    out.write(block); // without end
                }
            }
        });
        slow.start();
        try {
            Application a = Town.application("drips", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid");
            town.register(Town.with(a, new Places(List.of(Town.BACK), List.of(), "http://127.0.0.1:" + slow.getAddress().getPort() + "/logout")));
            LogoutChannel channel = new LogoutChannel(town.clients, town.idTokens);
            Outbox.Item item = new Outbox.Item("k", LogoutChannel.ID, "", Optional.empty(), Map.of("application", "drips", "sub", "s", "sid", "i"));
            assertThrows(java.io.IOException.class, () -> channel.deliver(item));
        } finally {
            slow.stop(0);
        }
    }

    @Test
    @DisplayName("a session that goes on under another token still tells its applications, by the name they know it by")
    void moved() throws Exception {
        Town.Reply reply = town.redeem("told", told2, town.code("told", "openid"));
        town.farewell.moved(sessionOf("session-of-anna"), sessionOf("fresh token"));
        int before = town.outbox.items().size();
        town.farewell.ended(List.of(sessionOf("session-of-anna")));
        assertEquals(before, town.outbox.items().size());
        assertTrue(town.isGood(reply.text("access_token")));
        town.farewell.ranOut(List.of(sessionOf("fresh token")));
        assertFalse(town.isGood(reply.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("told", told2, reply.text("refresh_token")).error());
    }

    @Test
    @DisplayName("what the application does not take is tried again; what it refuses is not; an address that was taken away is told nothing")
    void backChannelFails() throws Exception {
        LogoutChannel channel = new LogoutChannel(town.clients, town.idTokens);
        Outbox.Item item = new Outbox.Item("k", LogoutChannel.ID, "", Optional.empty(), Map.of("application", "told", "sub", "s", "sid", "i"));
        status.set(503);
        assertThrows(java.io.IOException.class, () -> channel.deliver(item));
        status.set(302);
        assertThrows(java.io.IOException.class, () -> channel.deliver(item));
        status.set(400);
        assertThrows(Channel.Undeliverable.class, () -> channel.deliver(item));
        status.set(204);
        channel.deliver(item);
        assertThrows(Channel.Undeliverable.class, () -> channel.deliver(new Outbox.Item("k", LogoutChannel.ID, "", Optional.empty(), Map.of("application", "app", "sub", "s", "sid", "i"))));
    }

    @Test
    @DisplayName("offline access outlives signing out")
    void offline() {
        Town.Reply reply = town.redeem("app", secret, town.code("app", "openid offline_access"));
        logout("POST");
        assertEquals(200, town.refresh("app", secret, reply.text("refresh_token")).status());
    }

    @Test
    @DisplayName("a form of the application reaches the same page by an address")
    void door() {
        Page.Answer answer = new LogoutDoor().handle(new Page.Request("POST", "", Map.of("client_id", List.of("app")), Map.of(), new byte[0], "lv", Town.HOUSE));
        assertEquals(new Page.Redirect("/oauth2/signing-out?client_id=app"), answer);
        assertInstanceOf(Page.Problem.class, new LogoutDoor().handle(new Page.Request("GET", "", Map.of("x", List.of("y".repeat(3000))), Map.of(), new byte[0], "lv", Town.HOUSE)));
    }
}
