package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Named after the modules of the OpenID conformance suite's Basic OP plan, which they follow in what they ask. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BasicOpTest {
    private static final String ALL = "openid profile email phone groups roles unit offline_access";
    private final Town town = new Town();
    private String secret;

    @BeforeAll
    void open() {
        secret = town.web("app", ALL.split(" "));
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

    private Town.Reply tokens(String scope, String... more) {
        Town.Reply reply = town.redeem("app", secret, town.code("app", scope, more));
        assertEquals(200, reply.status(), reply.body()::toString);
        return reply;
    }

    private static JWTClaimsSet claims(Town.Reply reply) throws Exception {
        return SignedJWT.parse(reply.text("id_token")).getJWTClaimsSet();
    }

    private Town.Reply userinfo(Town.Reply tokens) {
        return town.get(town.userinfo, "Bearer " + tokens.text("access_token"));
    }

    @Test
    @DisplayName("oidcc-server: a code comes back with state and iss, and gives an ID token and an access token")
    void server() throws Exception {
        Map<String, String> sent = Town.sent(town.authorize(Town.ask("app", "openid")));
        assertEquals("s-1", sent.get("state"));
        assertEquals(Town.HOUSE, sent.get("iss"));
        Town.Reply reply = town.redeem("app", secret, sent.get("code"));
        assertEquals("Bearer", reply.text("token_type"));
        assertEquals("no-store", reply.headers().get("Cache-Control"));
        JWTClaimsSet claims = claims(reply);
        assertEquals(Town.HOUSE, claims.getIssuer());
        assertEquals(List.of("app"), claims.getAudience());
        assertEquals(Town.ANNA.toString(), claims.getSubject());
        assertEquals("n-1", claims.getStringClaim("nonce"));
        assertEquals(town.clock.instant().getEpochSecond(), claims.getLongClaim("auth_time"));
        assertEquals("http://eidas.europa.eu/LoA/substantial", claims.getStringClaim("acr"));
        assertEquals(600, (claims.getExpirationTime().getTime() - claims.getIssueTime().getTime()) / 1000);
        assertEquals(900L, reply.body().get("expires_in"));
    }

    @Test
    @DisplayName("oidcc-response-type-missing: the application is told invalid_request")
    void responseTypeMissing() {
        Map<String, String> sent = Town.sent(town.authorize(Town.ask("app", "openid", "response_type", "")));
        assertEquals("invalid_request", sent.get("error"));
        assertEquals("s-1", sent.get("state"));
        assertEquals(Town.HOUSE, sent.get("iss"));
    }

    @Test
    @DisplayName("response types other than code are not served")
    void otherResponseTypes() {
        for (String type : List.of("token", "id_token", "code token", "code id_token", "none")) {
            assertEquals("unsupported_response_type", Town.sent(town.authorize(Town.ask("app", "openid", "response_type", type))).get("error"), type);
        }
    }

    @Test
    @DisplayName("oidcc-idtoken-signature: the ID token is checked by the published key of its kid, ES256 unless the application has RS256")
    void idTokenSignature() throws Exception {
        SignedJWT es = SignedJWT.parse(tokens("openid").text("id_token"));
        assertEquals(JWSAlgorithm.ES256, es.getHeader().getAlgorithm());
        JWK key = town.keys.published().getKeyByKeyId(es.getHeader().getKeyID());
        assertFalse(key.isPrivate());
        assertTrue(es.verify(new ECDSAVerifier(key.toECKey())));
        String other = town.register(Town.with(Town.application("rs", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid"), new Options("RS256", false, false)));
        SignedJWT rs = SignedJWT.parse(town.redeem("rs", other, town.code("rs", "openid")).text("id_token"));
        assertEquals(JWSAlgorithm.RS256, rs.getHeader().getAlgorithm());
        assertTrue(rs.verify(new RSASSAVerifier(town.keys.published().getKeyByKeyId(rs.getHeader().getKeyID()).toRSAKey())));
    }

    @Test
    @DisplayName("oidcc-userinfo-get, -post-header: both answer with the same sub as the ID token")
    void userinfoByGetAndPost() throws Exception {
        Town.Reply reply = tokens("openid");
        Town.Reply got = userinfo(reply);
        assertEquals(claims(reply).getSubject(), got.text("sub"));
        assertEquals(got.body(), town.post(town.userinfo, Map.of(), "Bearer " + reply.text("access_token")).body());
    }

    @Test
    @DisplayName("oidcc-userinfo without or with a wrong token: 401 and WWW-Authenticate of RFC 6750")
    void userinfoWithoutToken() {
        Town.Reply none = town.get(town.userinfo, "");
        assertEquals(401, none.status());
        assertEquals("Bearer realm=\"pkip\"", none.headers().get("WWW-Authenticate"));
        Town.Reply wrong = town.get(town.userinfo, "Bearer " + Secret.make(Secret.ACCESS));
        assertEquals(401, wrong.status());
        assertEquals("Bearer realm=\"pkip\", error=\"invalid_token\"", wrong.headers().get("WWW-Authenticate"));
    }

    @Test
    @DisplayName("oidcc-ensure-request-without-nonce-succeeds-for-code-flow")
    void withoutNonce() throws Exception {
        assertNull(claims(tokens("openid", "nonce", "")).getClaim("nonce"));
    }

    @Test
    @DisplayName("oidcc-scope-profile, -email, -phone, -all: userinfo tells what the scopes stand for and no more")
    void scopes() {
        assertEquals(Set.of("sub", "acr"), userinfo(tokens("openid")).body().keySet());
        Map<String, Object> profile = userinfo(tokens("openid profile")).body();
        assertEquals("Anna Ozola", profile.get("name"));
        assertEquals("anna", profile.get("preferred_username"));
        assertFalse(profile.containsKey("email"));
        Map<String, Object> email = userinfo(tokens("openid email")).body();
        assertEquals("anna@paraugpils.example", email.get("email"));
        assertFalse(email.containsKey("name"));
        Map<String, Object> all = userinfo(tokens("openid profile email phone groups roles unit")).body();
        assertEquals("+371 60000000", all.get("phone_number"));
        assertEquals(List.of("cutters"), all.get("groups"));
        assertEquals(List.of("clerk"), all.get("roles"));
        assertEquals("environment", all.get("unit"));
        assertEquals("Vides nodaļa", all.get("unit_name"));
    }

    @Test
    @DisplayName("oidcc-ensure-other-scope-order-succeeds, and unknown scopes are left out")
    void otherScopeOrder() {
        assertEquals(Set.of("email", "openid"), Words.set(tokens("email openid something:else").text("scope")));
        assertEquals("invalid_scope", Town.sent(town.authorize(Town.ask("app", "something:else"))).get("error"));
    }

    @Test
    @DisplayName("oidcc-display, -ui-locales, -claims-locales, unknown parameters: nothing breaks; the wished language is chosen once")
    void parametersThatChangeNothing() {
        assertTrue(Town.sent(town.authorize(Town.ask("app", "openid", "display", "popup", "claims_locales", "se", "ui_locales", "se",
                "extra", "foobar"))).containsKey("code"));
        Page.Redirect language = (Page.Redirect) town.authorize(Town.ask("app", "openid", "ui_locales", "en-GB lv"));
        assertTrue(language.location().startsWith("/language/en?to=%2Foauth2%2Fauthorization%3F"), language.location());
        Map<String, String> again = Form.decode(Town.sent(language).get("to").split("\\?", 2)[1]).values();
        assertTrue(Town.sent(town.authorize(again)).containsKey("code"), again::toString);
    }

    @Test
    @DisplayName("oidcc-prompt-none-not-logged-in: login_required")
    void promptNoneNotLoggedIn() {
        town.sitsThere(null);
        assertEquals("login_required", Town.sent(town.authorize(Town.ask("app", "openid", "prompt", "none"))).get("error"));
    }

    @Test
    @DisplayName("oidcc-prompt-none-logged-in: a code without anybody being asked, at the same auth_time")
    void promptNoneLoggedIn() throws Exception {
        long first = claims(tokens("openid")).getLongClaim("auth_time");
        town.clock.forward(Duration.ofMinutes(5));
        assertEquals(first, claims(tokens("openid", "prompt", "none")).getLongClaim("auth_time"));
    }

    @Test
    @DisplayName("oidcc-prompt-login: signs in again, and auth_time is later")
    void promptLogin() throws Exception {
        long first = claims(tokens("openid")).getLongClaim("auth_time");
        town.clock.forward(Duration.ofMinutes(5));
        Map<String, String> back = toSignIn(town.authorize(Town.ask("app", "openid", "prompt", "login")));
        assertInstanceOf(Page.Redirect.class, town.authorize(back)); // coming back without having signed in again is not enough
        assertTrue(((Page.Redirect) town.authorize(back)).location().startsWith("/sign-in"));
        town.clock.forward(Duration.ofSeconds(20));
        town.sitsThere(town.staff());
        Page.Answer answer = town.authorize(back);
        assertEquals("leave", ((Page.View) answer).template(), "after a form no redirect leaves the house");
        assertTrue(claims(town.redeem("app", secret, Town.sent(answer).get("code"))).getLongClaim("auth_time") >= first + 320);
    }

    /** Where the sign-in page leads back to. */
    private static Map<String, String> toSignIn(Page.Answer answer) {
        String location = ((Page.Redirect) answer).location();
        assertTrue(location.startsWith("/sign-in"), location);
        String to = Town.sent(answer).get("to");
        assertTrue(to.startsWith("/oauth2/authorization?"), to);
        return Form.decode(to.split("\\?", 2)[1]).values();
    }

    @Test
    @DisplayName("oidcc-max-age-1: too long ago, so the person signs in again; oidcc-max-age-10000: not long ago")
    void maxAge() throws Exception {
        town.clock.forward(Duration.ofSeconds(2));
        Map<String, String> back = toSignIn(town.authorize(Town.ask("app", "openid", "max_age", "1")));
        town.sitsThere(town.staff());
        assertTrue(Town.sent(town.authorize(back)).containsKey("code"));
        town.clock.forward(Duration.ofSeconds(2));
        assertEquals("login_required", Town.sent(town.authorize(Town.ask("app", "openid", "max_age", "1", "prompt", "none"))).get("error"));
        town.sitsThere(town.staff());
        JWTClaimsSet late = claims(tokens("openid", "max_age", "10000"));
        assertEquals(town.clock.instant().getEpochSecond(), late.getLongClaim("auth_time"));
    }

    @Test
    @DisplayName("a mark of having signed in again that somebody made up counts for nothing")
    void madeUpMark() {
        town.clock.forward(Duration.ofSeconds(30));
        String mark = Long.toString(town.clock.millis() - 60_000, 36);
        assertTrue(((Page.Redirect) town.authorize(Town.ask("app", "openid", "prompt", "login", "_asked", mark + ".AAAA"))).location().startsWith("/sign-in"));
    }

    @Test
    @DisplayName("a mark of one request is worth nothing for another, so that nobody goes round prompt=login, max_age or acr_values with an old one")
    void markOfAnotherRequest() {
        Map<String, String> back = toSignIn(town.authorize(Town.ask("app", "openid", "prompt", "login")));
        town.sitsThere(town.staff());
        Map<String, String> other = new java.util.LinkedHashMap<>(back);
        other.put("code_challenge", "A".repeat(43));
        assertTrue(((Page.Redirect) town.authorize(other)).location().startsWith("/sign-in"));
        assertTrue(Town.sent(town.authorize(back)).containsKey("code"));
    }

    @Test
    @DisplayName("oidcc-id-token-hint: the same person goes on, another one signs in, a broken hint is invalid_request")
    void idTokenHint() {
        String token = tokens("openid").text("id_token");
        assertTrue(Town.sent(town.authorize(Town.ask("app", "openid", "prompt", "none", "id_token_hint", token))).containsKey("code"));
        town.sitsThere(town.resident("p-1", Assurance.HIGH));
        assertEquals("login_required", Town.sent(town.authorize(Town.ask("app", "openid", "prompt", "none", "id_token_hint", token))).get("error"));
        assertEquals("invalid_request", Town.sent(town.authorize(Town.ask("app", "openid", "id_token_hint", token + "x"))).get("error"));
    }

    @Test
    @DisplayName("oidcc-login-hint: the sign-in page is told whom the application means")
    void loginHint() {
        String id = "staff-only";
        town.register(new lv.pkip.kernel.api.application.Application(id, id, true, Set.of(lv.pkip.kernel.api.identity.Actor.Kind.STAFF), Set.of(Flow.AUTHORIZATION_CODE),
                Set.of("openid"), Town.application(id, Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET).places(), Key.SECRET, Options.USUAL, true, 0));
        town.sitsThere(null);
        String location = ((Page.Redirect) town.authorize(Town.ask(id, "openid", "login_hint", "anna"))).location();
        assertTrue(location.startsWith("/sign-in/staff?to=") && location.endsWith("&login=anna"), location);
        town.sitsThere(town.resident("p-1", Assurance.HIGH));
        assertTrue(((Page.Redirect) town.authorize(Town.ask(id, "openid"))).location().startsWith("/sign-in/staff"), "a resident is not staff");
    }

    @Test
    @DisplayName("oidcc-ensure-request-with-acr-values-succeeds: a higher level is asked for once, the token says which it was")
    void acrValues() throws Exception {
        town.sitsThere(town.resident("p-1", Assurance.LOW));
        Map<String, String> back = toSignIn(town.authorize(Town.ask("app", "openid", "acr_values", "http://eidas.europa.eu/LoA/high")));
        town.clock.forward(Duration.ofSeconds(5));
        town.sitsThere(town.resident("p-1", Assurance.HIGH));
        Town.Reply reply = town.redeem("app", secret, Town.sent(town.authorize(back)).get("code"));
        assertEquals("http://eidas.europa.eu/LoA/high", claims(reply).getStringClaim("acr"));
    }

    @Test
    @DisplayName("oidcc-codereuse, oidcc-codereuse-30seconds: the second time invalid_grant, and what the first gave is good no more")
    void codeReuse() {
        String code = town.code("app", "openid");
        Town.Reply first = town.redeem("app", secret, code);
        assertTrue(town.isGood(first.text("access_token")));
        town.clock.forward(Duration.ofSeconds(30));
        assertEquals("400 invalid_grant", town.redeem("app", secret, code).error());
        assertFalse(town.isGood(first.text("access_token")));
        assertEquals("400 invalid_grant", town.refresh("app", secret, first.text("refresh_token")).error());
        assertTrue(town.audit.actions().contains("application.revoke"));
    }

    @Test
    @DisplayName("a code is good for a minute")
    void codeEnds() {
        String code = town.code("app", "openid");
        town.clock.forward(Duration.ofSeconds(61));
        assertEquals("400 invalid_grant", town.redeem("app", secret, code).error());
    }

    @Test
    @DisplayName("oidcc-ensure-registered-redirect-uri, oidcc-redirect-uri-query-*: an address that is not registered is told to the person only")
    void redirectUris() {
        for (String wrong : List.of("https://app.example/callback/", "https://app.example/callback?x=1", "https://APP.example/callback", "http://app.example/callback",
                "https://app.example:443/callback", "https://app.example/callback#x", "https://app.example/callback/../callback", "https://app.example.evil.example/callback",
                "https://app.example@evil.example/callback", "https://evil.example/callback", "https://app.example/CALLBACK", "https://app.example/callbac%6b",
                "//app.example/callback", "javascript:alert(1)", "https://app.example/callback%00", " https://app.example/callback")) {
            Page.Answer answer = town.authorize(Town.ask("app", "openid", "redirect_uri", wrong));
            assertEquals(new Page.Problem(400, "oidc.problem.request"), answer, wrong);
        }
        assertInstanceOf(Page.Problem.class, town.authorize(Town.ask("app", "openid", "redirect_uri", "")));
    }

    @Test
    @DisplayName("a program on a desk chooses its port, and nothing else (RFC 8252)")
    void loopback() {
        town.register(Town.with(Town.application("desk", Set.of(Flow.AUTHORIZATION_CODE), new Key(lv.pkip.kernel.api.application.Application.Proof.NONE, "", ""), "openid"),
                new lv.pkip.kernel.api.application.Application.Places(List.of("http://127.0.0.1/back", "http://[::1]/back"), List.of(), "")));
        for (String right : List.of("http://127.0.0.1/back", "http://127.0.0.1:51004/back", "http://[::1]:9/back")) {
            assertTrue(Town.sent(town.authorize(Town.ask("desk", "openid", "redirect_uri", right))).containsKey("code"), right);
        }
        for (String wrong : List.of("http://127.0.0.1:51004/other", "http://127.0.0.1:0/back", "http://127.0.0.1:99999/back", "http://127.0.0.1:1@evil.example/back",
                "http://localhost:51004/back", "https://127.0.0.1:51004/back", "http://127.0.0.1.evil.example/back", "http://127.0.0.1:/back")) {
            assertInstanceOf(Page.Problem.class, town.authorize(Town.ask("desk", "openid", "redirect_uri", wrong)), wrong);
        }
    }

    @Test
    @DisplayName("an installed application is opened by a link, after somebody saw that it asks (RFC 8252)")
    void ownScheme() throws Exception {
        String back = "lv.example.app:/back";
        town.register(Town.with(Town.application("phone", Set.of(Flow.AUTHORIZATION_CODE), new Key(lv.pkip.kernel.api.application.Application.Proof.NONE, "", ""), "openid"),
                new lv.pkip.kernel.api.application.Application.Places(List.of(back), List.of(back), "")));
        Map<String, String> ask = Town.ask("phone", "openid", "redirect_uri", back);
        for (int time = 0; time < 2; time++) { // every time, though it is the municipality's own
            Page.View asks = (Page.View) town.authorize(ask);
            assertEquals("consent", asks.template());
            assertEquals("lv.example.app", asks.model().get("host"));
            Map<String, String> form = new java.util.LinkedHashMap<>(ask);
            form.put("decision", "allow");
            Page.View leave = (Page.View) town.browse(town.authorization, "POST", form);
            assertEquals("leave", leave.template());
            assertEquals("lv.example.app", leave.model().get("host"));
            Map<String, String> sent = Town.sent(leave);
            assertTrue(((String) leave.model().get("href")).startsWith(back + "?code="), leave.model()::toString);
            assertEquals(Town.HOUSE, sent.get("iss"));
            Map<String, String> redeem = new java.util.LinkedHashMap<>(Map.of("grant_type", "authorization_code", "client_id", "phone", "code", sent.get("code"),
                    "redirect_uri", back, "code_verifier", Town.VERIFIER));
            assertEquals(200, town.post(town.token, redeem, "").status());
        }
        Page.View refused = (Page.View) town.authorize(Town.ask("phone", "openid", "redirect_uri", back, "prompt", "none"));
        assertEquals("consent_required", Town.sent(refused).get("error"), "nobody saw it");
        assertEquals("leave", ((Page.View) town.authorize(Town.ask("phone", "openid", "redirect_uri", back, "code_challenge", ""))).template(), "PKCE is asked of it as of all");
        for (String wrong : List.of("lv.example.app:/back/", "lv.example.app:/Back", "LV.example.app:/back", "lv.example.app://back", "lv.example.app:/back?x=1",
                "lv.example.app:/back#x", "lv.example.other:/back", "https://lv.example.app/back")) {
            assertInstanceOf(Page.Problem.class, town.authorize(Town.ask("phone", "openid", "redirect_uri", wrong)), wrong);
        }
    }

    @Test
    @DisplayName("a foreign program on a desk is seen to ask each time, for any other may take its port")
    void foreignOnADesk() {
        String back = "http://127.0.0.1/back";
        town.register(Town.foreign(Town.with(Town.application("viewer", Set.of(Flow.AUTHORIZATION_CODE), new Key(lv.pkip.kernel.api.application.Application.Proof.NONE, "", ""), "openid"),
                new lv.pkip.kernel.api.application.Application.Places(List.of(back), List.of(), ""))));
        Map<String, String> ask = Town.ask("viewer", "openid", "redirect_uri", "http://127.0.0.1:5000/back");
        for (int time = 0; time < 2; time++) {
            assertEquals("consent", ((Page.View) town.authorize(ask)).template());
            Map<String, String> form = new java.util.LinkedHashMap<>(ask);
            form.put("decision", "allow");
            assertTrue(Town.sent(town.browse(town.authorization, "POST", form)).containsKey("code"));
        }
    }

    @Test
    @DisplayName("oidcc-claims-essential: a claim named by the claims parameter is told")
    void claimsParameter() {
        Town.Reply reply = tokens("openid", "claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}");
        assertEquals("Anna Ozola", userinfo(reply).text("name"));
        assertEquals("invalid_request", Town.sent(town.authorize(Town.ask("app", "openid", "claims", "{nonsense"))).get("error"));
    }

    @Test
    @DisplayName("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported, oidcc-request-uri-*: rejected by name")
    void requestObjects() {
        assertEquals("request_not_supported", Town.sent(town.authorize(Town.ask("app", "openid", "request", "eyJhbGciOiJub25lIn0.e30."))).get("error"));
        assertEquals("request_uri_not_supported", Town.sent(town.authorize(Town.ask("app", "openid", "request_uri", "https://app.example/request"))).get("error"));
    }

    @Test
    @DisplayName("oidcc-server-client-secret-post, and one way of proof at a time")
    void clientSecretPost() {
        Map<String, String> form = new java.util.LinkedHashMap<>(Map.of("grant_type", "authorization_code", "code", town.code("app", "openid"), "redirect_uri", Town.BACK,
                "code_verifier", Town.VERIFIER, "client_id", "app", "client_secret", secret));
        assertEquals("400 invalid_request", town.post(town.token, form, Town.basic("app", secret)).error());
        assertEquals(200, town.post(town.token, form, "").status());
    }

    @Test
    @DisplayName("oidcc-ensure-post-request-succeeds: a form of the application reaches the same page by an address")
    void postRequest() throws Exception {
        Page.Answer answer = new AuthorizeDoor().handle(new Page.Request("POST", "", Town.lists(Town.ask("app", "openid")), Map.of(), new byte[0], "lv", Town.HOUSE));
        Map<String, String> handed = Town.sent(answer);
        assertTrue(((Page.Redirect) answer).location().startsWith("/oauth2/authorization?"));
        assertTrue(Town.sent(town.authorize(handed)).containsKey("code"));
    }

    @Test
    @DisplayName("oidcc-refresh-token: a new pair each time; the sub stays, the nonce does not come again")
    void refreshToken() throws Exception {
        Town.Reply first = tokens("openid profile");
        Town.Reply second = town.refresh("app", secret, first.text("refresh_token"));
        assertEquals(200, second.status(), second.body()::toString);
        assertNotEquals(first.text("refresh_token"), second.text("refresh_token"));
        assertNotEquals(first.text("access_token"), second.text("access_token"));
        assertEquals(claims(first).getSubject(), claims(second).getSubject());
        assertEquals(claims(first).getLongClaim("auth_time"), claims(second).getLongClaim("auth_time"));
        assertNull(claims(second).getClaim("nonce"));
        assertEquals(200, userinfo(second).status());
    }

    @Test
    @DisplayName("a refresh token used twice ends the family, for the thief and for the owner")
    void refreshReuse() {
        Town.Reply first = tokens("openid");
        Town.Reply second = town.refresh("app", secret, first.text("refresh_token"));
        assertEquals("400 invalid_grant", town.refresh("app", secret, first.text("refresh_token")).error());
        assertEquals("400 invalid_grant", town.refresh("app", secret, second.text("refresh_token")).error());
        assertFalse(town.isGood(first.text("access_token")));
        assertFalse(town.isGood(second.text("access_token")));
    }

    @Test
    @DisplayName("a refresh may ask for less and never for more")
    void refreshNarrower() {
        Town.Reply first = tokens("openid profile");
        Town.Reply less = town.post(town.token, Map.of("grant_type", "refresh_token", "refresh_token", first.text("refresh_token"), "scope", "openid"), Town.basic("app", secret));
        assertEquals("openid", less.text("scope"));
        assertEquals("400 invalid_scope", town.post(town.token, Map.of("grant_type", "refresh_token", "refresh_token", less.text("refresh_token"), "scope", "openid groups"),
                Town.basic("app", secret)).error());
    }

    @Test
    @DisplayName("whoever left the municipality is nobody any more: no refresh, no userinfo, not active")
    void leaver() {
        Town.Reply first = tokens("openid");
        town.annaWorksHere = false;
        assertEquals("400 invalid_grant", town.refresh("app", secret, first.text("refresh_token")).error());
        assertEquals(401, userinfo(first).status());
        assertEquals(Map.of("active", false), town.post(town.introspection, Map.of("token", first.text("access_token")), Town.basic("app", secret)).body());
    }

    @Test
    @DisplayName("a resident is told under the person key, and under another one at each foreign application; the personal code only by its scope")
    void residents() throws Exception {
        town.sitsThere(town.resident("p-1", Assurance.HIGH));
        assertEquals("p-1", claims(tokens("openid")).getSubject());
        String foreign = town.register(Town.foreign(Town.application("shop", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid", "profile", "personal_code")));
        Map<String, String> ask = Town.ask("shop", "openid profile personal_code");
        Page.View consent = (Page.View) town.authorize(ask);
        assertEquals("consent", consent.template());
        assertEquals("consent_required", Town.sent(town.authorize(Town.ask("shop", "openid", "prompt", "none"))).get("error"));
        Map<String, String> decided = new java.util.LinkedHashMap<>(ask);
        decided.put("decision", "allow");
        Town.Reply reply = town.redeem("shop", foreign, Town.sent(town.browse(town.authorization, "POST", decided)).get("code"));
        assertNotEquals("p-1", claims(reply).getSubject());
        assertEquals(43, claims(reply).getSubject().length());
        assertNull(claims(reply).getClaim("personal_code"));
        Map<String, Object> told = userinfo(reply).body();
        assertEquals("01020312345", told.get("personal_code"));
        assertEquals("Jānis Bērziņš", told.get("name"));
        assertTrue(town.audit.actions().contains("application.personal-code"));
        assertInstanceOf(Page.Redirect.class, town.authorize(Town.ask("shop", "openid")), "who agreed is not asked again");
        assertEquals("consent", ((Page.View) town.authorize(Town.ask("shop", "openid", "prompt", "consent"))).template());
    }

    @Test
    @DisplayName("refusing consent sends the application access_denied")
    void consentDenied() {
        town.register(Town.foreign(Town.application("market", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid")));
        Map<String, String> decided = Town.ask("market", "openid", "decision", "deny");
        Map<String, String> sent = Town.sent(town.browse(town.authorization, "POST", decided));
        assertEquals("access_denied", sent.get("error"));
        assertEquals("s-1", sent.get("state"));
    }

    @Test
    @DisplayName("a token of an application that was registered a moment ago is good at another node too")
    void tokenOfANewApplicationElsewhere() {
        Clients elsewhere = new Clients(town.jpa, town.current, town.audit, town.scopes, town.keys, town.clock);
        AccessTokenDesk other = new AccessTokenDesk(town.tokens, elsewhere, town.scopes, town.signIn, town.clock);
        assertTrue(elsewhere.find("newcomer").isEmpty(), "what it knows is read");
        String own = town.register(Town.application("newcomer", Set.of(Flow.CLIENT_CREDENTIALS), Key.SECRET, "benches:read"));
        Town.Reply reply = town.post(town.token, Map.of("grant_type", "client_credentials", "scope", "benches:read"), Town.basic("newcomer", own));
        assertTrue(other.resolve(reply.text("access_token"), Optional.empty()).isPresent());
    }

    @Test
    @DisplayName("client credentials act for the application, with its own scopes or some of them, and carry no person")
    void clientCredentials() {
        String own = town.register(Town.application("robot", Set.of(Flow.CLIENT_CREDENTIALS), Key.SECRET, "benches:read", "cases:own"));
        Town.Reply reply = town.post(town.token, Map.of("grant_type", "client_credentials", "scope", "benches:read"), Town.basic("robot", own));
        assertEquals("benches:read", reply.text("scope"));
        assertFalse(reply.body().containsKey("refresh_token") || reply.body().containsKey("id_token"));
        assertEquals(401, userinfo(reply).status());
        assertEquals("400 invalid_scope", town.post(town.token, Map.of("grant_type", "client_credentials", "scope", "openid"), Town.basic("robot", own)).error());
        assertEquals("400 unauthorized_client", town.post(town.token, Map.of("grant_type", "client_credentials"), Town.basic("app", secret)).error());
        Session session = town.accessTokens.resolve(reply.text("access_token"), Optional.empty()).orElseThrow();
        assertEquals("application:robot", session.actor().id());
        assertEquals(Set.of("benches:read"), session.permissions());
    }
}
