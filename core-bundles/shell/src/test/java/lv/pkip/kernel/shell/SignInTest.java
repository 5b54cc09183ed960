package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private TestSite site;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String token(HttpResponse<String> page) {
        Matcher matcher = TOKEN.matcher(page.body());
        assertTrue(matcher.find(), "the form carries a token");
        return matcher.group(1);
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<String> password(TestSite.Visitor visitor, String login, String password, String to) throws Exception {
        String token = token(visitor.get("/sign-in/staff"));
        return visitor.postPlain("/sign-in/staff", "_csrf", token, "login", login, "password", password, "to", to);
    }

    @Test
    void staffSignInAndOut() throws Exception {
        TestSite.Visitor anna = site.anonymous();
        HttpResponse<String> response = password(anna, "anna", Doubles.MemorySessions.PASSWORD, "/work/cases?scope=all");
        assertEquals("/work/cases?scope=all", location(response));
        String cookie = response.headers().allValues("Set-Cookie").stream().filter(c -> c.startsWith("PKIP=")).findFirst().orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), cookie);
        HttpResponse<String> work = anna.get("/work");
        assertEquals(200, work.statusCode());
        assertEquals("/?done=signed-out", location(anna.postPlain("/sign-out", "_csrf", token(work))));
        assertEquals(303, anna.get("/work").statusCode());
        assertTrue(site.sessions.sessions.isEmpty(), "the session itself has ended");
    }

    @Test
    void aRefusalTellsNothingAndKeepsTheName() throws Exception {
        HttpResponse<String> response = password(site.anonymous(), "anna", "nepareiza", "");
        assertEquals(403, response.statusCode());
        assertTrue(response.body().contains("value=\"anna\""));
        assertFalse(response.body().contains("nepareiza"));
    }

    @Test
    void tooManyTriesAreToldWithTheTimeToWait() throws Exception {
        HttpResponse<String> response = password(site.anonymous(), "slow", "x", "");
        assertEquals(429, response.statusCode());
        assertEquals("180", response.headers().firstValue("Retry-After").orElseThrow());
    }

    @Test
    void theLastForwardedAddressIsTheClients() throws Exception {
        password(site.anonymous().header("X-Forwarded-For", "6.6.6.6, 10.0.0.7"), "anna", "x", "");
        assertEquals("10.0.0.7", site.sessions.clients.get(0));
    }

    @Test
    void aFormOfAnotherBrowserSignsNobodyIn() throws Exception {
        String foreign = token(site.anonymous().get("/sign-in/staff"));
        TestSite.Visitor victim = site.anonymous();
        victim.get("/sign-in/staff");
        assertEquals(403, victim.postPlain("/sign-in/staff", "_csrf", foreign, "login", "anna", "password", Doubles.MemorySessions.PASSWORD).statusCode());
        assertEquals(403, site.anonymous().postPlain("/sign-in/staff", "login", "anna", "password", Doubles.MemorySessions.PASSWORD).statusCode());
        assertTrue(site.sessions.sessions.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example/", "/\\evil.example", "/work\r\nSet-Cookie: a=b", "javascript:alert(1)", "/\tevil", "evil", "/sign-out"})
    void signingInLeadsNowhereElse(String to) throws Exception {
        assertEquals("/work", location(password(site.anonymous(), "anna", Doubles.MemorySessions.PASSWORD, to)));
    }

    @Test
    void aGivenPasswordIsChangedFirst() throws Exception {
        TestSite.Visitor fresh = site.anonymous();
        assertTrue(location(password(fresh, "fresh", Doubles.MemorySessions.PASSWORD, "")).startsWith("/account/password"));
        assertTrue(location(fresh.get("/work/cases")).startsWith("/account/password?to=%2Fwork%2Fcases"));
        String token = token(fresh.get("/account/password"));
        assertEquals(422, fresh.postPlain("/account/password", "_csrf", token, "old", "a", "fresh", "gana gara parole", "again", "cita").statusCode());
        assertEquals(422, fresh.postPlain("/account/password", "_csrf", token, "old", "a", "fresh", "isa", "again", "isa").statusCode());
        assertEquals("/work?done=password", location(fresh.postPlain("/account/password", "_csrf", token, "old", "a", "fresh", "gana gara parole", "again", "gana gara parole")));
        assertEquals(200, fresh.get("/work").statusCode());
    }

    private String leave(TestSite.Visitor visitor, String to) throws Exception {
        String token = token(visitor.get("/sign-in"));
        String away = location(visitor.postPlain("/sign-in/resident", "_csrf", token, "provider", "plain", "to", to));
        return away.substring(away.indexOf("state=") + 6);
    }

    @Test
    void residentsSignInThroughAProvider() throws Exception {
        TestSite.Visitor paula = site.anonymous();
        String state = leave(paula, "/services/bench/apply");
        assertEquals("/services/bench/apply", location(paula.get("/sign-in/return/plain?ok=yes&state=" + state)));
        assertEquals(200, paula.get("/cases").statusCode());
    }

    @Test
    void whatComesBackMustComeToTheBrowserThatLeft() throws Exception {
        String state = leave(site.anonymous(), "/");
        assertTrue(location(site.anonymous().get("/sign-in/return/plain?ok=yes&state=" + state)).startsWith("/sign-in?failed"));
        TestSite.Visitor other = site.anonymous();
        leave(other, "/");
        assertTrue(location(other.get("/sign-in/return/plain?ok=yes&state=" + state)).startsWith("/sign-in?failed"));
        assertTrue(site.sessions.sessions.isEmpty());
    }

    @Test
    void aStateIsUsedOnce() throws Exception {
        TestSite.Visitor paula = site.anonymous();
        String state = leave(paula, "/");
        paula.get("/sign-in/return/plain?ok=no&state=" + state);
        assertTrue(location(paula.get("/sign-in/return/plain?ok=yes&state=" + state)).startsWith("/sign-in?failed"));
    }

    private String posted(TestSite.Visitor elsewhere, String state, String... more) throws Exception {
        java.util.List<String> form = new java.util.ArrayList<>(java.util.List.of("wctx", state, "ok", "yes"));
        form.addAll(java.util.List.of(more));
        HttpResponse<String> page = elsewhere.postPlain("/sign-in/return/plain", form.toArray(String[]::new));
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().allValues("Set-Cookie").isEmpty(), "nothing the browser has is put in place of");
        String refresh = page.headers().firstValue("Refresh").orElseThrow();
        assertTrue(refresh.startsWith("0;url=/sign-in/return/plain?reference="), refresh);
        assertTrue(page.body().contains("href=\"" + refresh.substring(6) + "\""), "a link for who is not sent on");
        assertFalse(refresh.contains(state));
        return refresh.substring(6);
    }

    @Test
    void aProviderMayAnswerByPostThoughTheBrowserThenSendsNoCookies() throws Exception {
        site.provider.stateParameter = "wctx";
        TestSite.Visitor paula = site.anonymous();
        String next = posted(site.anonymous(), leave(paula, "/services/bench/apply"));
        assertTrue(site.sessions.sessions.isEmpty(), "nobody is signed in by a form from elsewhere");
        assertEquals("/services/bench/apply", location(paula.get(next)));
        assertEquals(200, paula.get("/cases").statusCode());
        assertTrue(location(paula.get(next)).startsWith("/sign-in?failed"), "good once");
    }

    @Test
    void whatWasPostedIsGivenToNoOtherBrowser() throws Exception {
        site.provider.stateParameter = "wctx";
        String next = posted(site.anonymous(), leave(site.anonymous(), "/"));
        TestSite.Visitor thief = site.anonymous();
        leave(thief, "/");
        assertTrue(location(thief.get(next)).startsWith("/sign-in?failed"));
        assertTrue(site.sessions.sessions.isEmpty());
    }

    @Test
    void aPostThatNobodyBeganIsNotKept() throws Exception {
        site.provider.stateParameter = "wctx";
        for (String state : new String[] {"", "abc", "a~b~c", "a~zzzzzzz~" + "A".repeat(43)}) {
            assertEquals("/sign-in?failed=state", location(site.anonymous().postPlain("/sign-in/return/plain", "wctx", state, "ok", "yes")));
        }
        assertEquals(404, site.anonymous().postPlain("/sign-in/return/nobody", "wctx", "a").statusCode());
    }

    @Test
    void whatIsPostedIsBoundedAndASecondTakesThePlaceOfTheFirst() throws Exception {
        site.provider.stateParameter = "wctx";
        TestSite.Visitor paula = site.anonymous();
        String state = leave(paula, "/");
        assertEquals(413, site.anonymous().postPlain("/sign-in/return/plain", "wctx", state, "wresult", "x".repeat(110_000)).statusCode());
        String first = posted(site.anonymous(), state);
        String second = posted(site.anonymous(), state);
        assertEquals("/", location(paula.get(second)));
        assertTrue(location(paula.get(first)).startsWith("/sign-in?failed"));
    }

    @Test
    void aServiceThatNeedsMoreAsksForASurerSignInAndGoesOnWhereOneWas() throws Exception {
        TestSite.Visitor weak = new TestSite.Visitor(site, site.sessions.open(Actor.resident("p-" + "32000000001".hashCode(), "Paula", Assurance.NONE), java.util.Set.of(), false));
        assertTrue(weak.get("/services/bench/apply").body().contains("/sign-in?level=low&amp;to=%2Fservices%2Fbench%2Fapply"));
        String to = location(weak.post("/services/bench/apply"));
        assertTrue(to.startsWith("/sign-in?level=low&to="), to);
        HttpResponse<String> page = weak.get(to);
        assertTrue(page.body().contains("drošāku līdzekli"));
        String away = location(weak.postPlain("/sign-in/resident", "_csrf", token(page), "provider", "plain", "to", "/services/bench/apply", "level", "low"));
        assertEquals(Assurance.LOW, site.provider.wanted);
        assertEquals("/services/bench/apply", location(weak.get("/sign-in/return/plain?ok=yes&state=" + away.substring(away.indexOf("state=") + 6))));
        assertEquals(1, site.sessions.sessions.size(), "the weaker session is over");
        assertEquals(Assurance.HIGH, site.sessions.sessions.values().iterator().next().actor().assurance());
    }

    @Test
    void aSignInThatIsNotSurerChangesNothing() throws Exception {
        TestSite.Visitor paula = site.resident("p1");
        site.provider.given = Assurance.SUBSTANTIAL;
        String token = token(paula.get("/sign-in?level=high"));
        String away = location(paula.postPlain("/sign-in/resident", "_csrf", token, "provider", "plain", "to", "/kept", "level", "high"));
        assertEquals("/sign-in?failed=level&level=high&to=%2Fkept", location(paula.get("/sign-in/return/plain?ok=yes&state=" + away.substring(away.indexOf("state=") + 6))));
        assertEquals(200, paula.get("/cases").statusCode(), "still signed in as before");
    }

    @Test
    void aProviderThatCannotGiveTheLevelIsNotOffered() throws Exception {
        site.provider.surest = Assurance.SUBSTANTIAL;
        assertTrue(site.anonymous().get("/sign-in?level=substantial").body().contains("Parauga pieteikšanās"));
        assertFalse(site.anonymous().get("/sign-in?level=high").body().contains("Parauga pieteikšanās"));
    }

    @Test
    void aForgedStateCookieIsNotTaken() throws Exception {
        TestSite.Visitor paula = site.anonymous().cookie("PKIP-STATE", "abc.zzzzzzz.plain.Lw.AAAA");
        assertTrue(location(paula.get("/sign-in/return/plain?ok=yes&state=abc")).startsWith("/sign-in?failed"));
    }

    @Test
    void theLanguageIsChosenAndKept() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        assertTrue(visitor.get("/").body().contains("<html lang=\"lv\""));
        assertEquals("/services/bench?q=1", location(visitor.get("/language/en?to=%2Fservices%2Fbench%3Fq%3D1")));
        assertTrue(visitor.get("/").body().contains("<html lang=\"en\""));
        assertEquals("/", location(visitor.get("/language/ru?to=https%3A%2F%2Fevil.example")));
        assertEquals(404, visitor.get("/language/xx").statusCode());
    }
}
