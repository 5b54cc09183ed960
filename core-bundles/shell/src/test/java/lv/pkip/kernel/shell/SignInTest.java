package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
