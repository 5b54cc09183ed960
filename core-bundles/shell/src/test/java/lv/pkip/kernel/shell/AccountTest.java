package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Pages of one's own account and the second step of a sign-in, without JavaScript. */
class AccountTest {
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
        assertEquals(303, response.statusCode(), response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static String page(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        assertFalse(response.body().contains("{{"), "a template was left open");
        assertTrue(Pattern.compile("[>\"](account|factor|second|sessions|reset|sign-in|users|password|frame)\\.[a-z.-]+[<\"]").matcher(response.body()).results().findAny().isEmpty(),
                "a text is missing");
        return response.body();
    }

    private TestSite.Visitor due(Session.Due due) {
        return new TestSite.Visitor(site, site.sessions.open(Actor.staff("anna", "Anna Ozola", Optional.empty()), Set.of(), Optional.of(due)));
    }

    private TestSite.Visitor anna() {
        return site.staff("anna", "bench:*");
    }

    private String password() {
        return Doubles.MemorySessions.PASSWORD;
    }

    @Test
    void aSignInGoesOnToTheSecondStepAndThenToWhereOneWanted() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        String form = token(visitor.get("/sign-in/staff"));
        HttpResponse<String> first = visitor.postPlain("/sign-in/staff", "_csrf", form, "login", "second", "password", password(), "to", "/work/cases?scope=all");
        String step = location(first);
        assertEquals("/sign-in/second?to=%2Fwork%2Fcases%3Fscope%3Dall", step);
        String before = visitor.cookieOf("PKIP");
        String second = page(visitor.get(step));
        assertTrue(second.contains("value=\"/work/cases?scope=all\""));
        HttpResponse<String> wrong = visitor.postPlain("/sign-in/second", "_csrf", token(visitor.get(step)), "code", "654321", "to", "/work/cases?scope=all");
        assertEquals(403, wrong.statusCode());
        assertTrue(wrong.body().contains("Kods nav pareizs") && wrong.body().contains("value=\"/work/cases?scope=all\""));
        HttpResponse<String> right = visitor.postPlain("/sign-in/second", "_csrf", token(visitor.get(step)), "code", "123456", "to", "/work/cases?scope=all");
        assertEquals("/work/cases?scope=all", location(right));
        assertNotEquals(before, visitor.cookieOf("PKIP"), "a new token");
        assertEquals(200, visitor.get("/work").statusCode());
    }

    @Test
    void aBrowserInWhichNobodyChoseALanguageSpeaksTheOneOfTheAccount() throws Exception {
        site.credentials.profile = new lv.pkip.kernel.api.identity.OwnProfile.Profile("anna", "Anna Ozola", "anna@daugavpils.example", "", "ru");
        for (String chosen : List.of("", "en")) {
            TestSite.Visitor visitor = chosen.isEmpty() ? site.anonymous() : site.anonymous().cookie("PKIP-LANG", chosen);
            String form = token(visitor.get("/sign-in/staff"));
            location(visitor.postPlain("/sign-in/staff", "_csrf", form, "login", "anna", "password", password()));
            assertEquals(chosen.isEmpty() ? "ru" : chosen, visitor.cookieOf("PKIP-LANG"));
        }
        TestSite.Visitor second = due(Session.Due.SECOND_FACTOR);
        second.post("/sign-in/second", "code", "123456");
        assertEquals("ru", second.cookieOf("PKIP-LANG"), "after the second step, not before");
    }

    @Test
    void guessingCodesIsToldTheTimeToWait() throws Exception {
        TestSite.Visitor visitor = due(Session.Due.SECOND_FACTOR);
        HttpResponse<String> response = visitor.post("/sign-in/second", "code", "000000");
        assertEquals(429, response.statusCode());
        assertEquals("120", response.headers().firstValue("Retry-After").orElseThrow());
    }

    @TestFactory
    Stream<DynamicTest> whoHasSomethingToSettleReachesThatPageOnly() {
        return Stream.of(Session.Due.values()).flatMap(due -> Stream.of("/", "/work", "/work/cases", "/account", "/account/sessions", "/account/password",
                "/account/second-factor", "/sign-in/second", "/sign-in/staff", "/services/bench", "/cases", "/attachments/x", "/hello", "/work/users")
                // whose mandate ended may sign in anew
                .filter(path -> due != Session.Due.MANDATE || !path.startsWith("/sign-in")).map(path ->
                DynamicTest.dynamicTest(due + " " + path, () -> {
                    HttpResponse<String> response = due(due).get(path);
                    String own = switch (due) {
                        case SECOND_FACTOR -> "/sign-in/second";
                        case PASSWORD_CHANGE -> "/account/password";
                        case SECOND_FACTOR_SETUP -> "/account/second-factor";
                        case MANDATE -> "/mandates";
                    };
                    if (path.equals(own)) {
                        page(response);
                    } else {
                        assertTrue(location(response).startsWith(own + "?to="), location(response));
                    }
                })));
    }

    @TestFactory
    Stream<DynamicTest> norDoesItSendAnyOtherForm() {
        return site.site.routes().stream().filter(r -> r.method().equals("POST") && !r.path().startsWith("/sign-in/second") && !r.path().equals("/sign-out"))
                .map(r -> DynamicTest.dynamicTest(r.path(), () -> assertEquals("/sign-in/second?to=%2Fwork",
                        location(due(Session.Due.SECOND_FACTOR).post(r.path().replaceAll("\\{[a-z]+}", "x1"))))));
    }

    @Test
    void anAppIsSetUpAndItsRecoveryCodesAreShownOnce() throws Exception {
        TestSite.Visitor anna = anna();
        assertTrue(page(anna.get("/account/second-factor")).contains("Otrais faktors sargā kontu"));
        HttpResponse<String> refused = anna.post("/account/second-factor/app", "password", "nepareiza");
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("Parole nav pareiza"));
        assertFalse(refused.body().contains("JBSW"));
        String shown = page(anna.post("/account/second-factor/app", "password", password()));
        assertTrue(shown.contains("<path d=\"M0 0h7v1h-7z\"") && shown.contains("JBSW Y3DP EHPK 3PXP") && shown.contains("href=\"otpauth://"), shown);
        assertFalse(shown.contains("style="), "nothing that the content policy refuses");
        HttpResponse<String> wrong = anna.post("/account/second-factor/app/confirm", "code", "1");
        assertEquals(403, wrong.statusCode());
        assertFalse(wrong.body().contains("JBSW"), "the secret is shown once");
        HttpResponse<String> right = anna.post("/account/second-factor/app/confirm", "code", "123456");
        String codes = page(right);
        assertTrue(codes.contains("<code>abcdef-ghjkm</code>"));
        String fresh = anna.cookieOf("PKIP");
        assertTrue(codes.contains("value=\"csrf-of-" + fresh + "\""), "forms of this very page are of the new session");
        String after = page(anna.get("/account/second-factor"));
        assertTrue(after.contains("Iestatīts") && !after.contains("abcdef"));
    }

    @Test
    void whoMustSetAFactorUpGoesOnToWork() throws Exception {
        site.credentials.state = new SecondFactors.State(Optional.empty(), List.of(), 0, true, false);
        TestSite.Visitor anna = due(Session.Due.SECOND_FACTOR_SETUP);
        String page = page(anna.get("/account/second-factor?to=/work/cases"));
        assertTrue(page.contains("Jūsu tiesības prasa otru faktoru"));
        assertFalse(page.contains("type=\"password\""), "it was typed a moment ago");
        page(anna.post("/account/second-factor/app", "to", "/work/cases"));
        String codes = page(anna.post("/account/second-factor/app/confirm", "code", "123456", "to", "/work/cases"));
        assertTrue(codes.contains("href=\"/work/cases\""));
        assertEquals(200, anna.get("/work/cases").statusCode());
    }

    @Test
    void factorsAreRemovedAndCodesRenewedWithThePasswordOnly() throws Exception {
        TestSite.Visitor anna = anna();
        site.credentials.state = new SecondFactors.State(Optional.of(Instant.EPOCH), List.of(new SecondFactors.Passkey("k1", "Zilā <atslēga>", Instant.EPOCH,
                Optional.of(Instant.EPOCH))), 7, false, true);
        String page = page(anna.get("/account/second-factor"));
        assertTrue(page.contains("Zilā &lt;atslēga&gt;") && page.contains("Neizlietoti: 7"), page);
        for (String path : List.of("app/remove", "passkey/k1/remove", "recovery")) {
            assertEquals(403, anna.post("/account/second-factor/" + path, "password", "nepareiza").statusCode(), path);
        }
        assertTrue(page(anna.post("/account/second-factor/recovery", "password", password())).contains("jauni1-kodi1"));
        assertEquals("/account/second-factor?done=factor-removed", location(anna.post("/account/second-factor/passkey/k1/remove", "password", password())));
        assertEquals("/account/second-factor?done=factor-removed", location(anna.post("/account/second-factor/app/remove", "password", password())));
        assertFalse(site.credentials.state.any());
    }

    @Test
    void aPasskeyIsAddedByWhatTheBrowserAnswers() throws Exception {
        TestSite.Visitor anna = anna();
        String page = page(anna.post("/account/second-factor/passkey", "name", "Dators", "password", password()));
        assertTrue(page.contains("data-options=\"{&quot;challenge&quot;:&quot;&lt;create&gt;&quot;}\" hidden"), page);
        assertEquals(403, anna.post("/account/second-factor/passkey/add", "name", "Dators", "response", "{}").statusCode());
        assertEquals("/account/second-factor?done=factor-added", location(anna.post("/account/second-factor/passkey/add", "name", "Dators", "response", "{\"right\":true}")));
        assertTrue(page(anna.get("/account/second-factor")).contains("Dators"));
    }

    @Test
    void wherePasskeysAreImpossibleNothingOffersThem() throws Exception {
        site.credentials.passkeys = false;
        assertFalse(page(site.anonymous().get("/sign-in/staff")).contains("data-passkey"));
        assertTrue(page(anna().get("/account/second-factor")).contains("Piekļuves atslēgas šeit nav iespējamas"));
    }

    @Test
    void aPasskeyAloneSignsInInTheBrowserThatAsked() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        HttpResponse<String> form = visitor.get("/sign-in/staff");
        String browser = visitor.cookieOf("PKIP-PRE");
        assertTrue(page(form).contains("&quot;" + browser + "&quot;"), "the challenge is this browser's");
        assertEquals(403, visitor.postPlain("/sign-in/passkey", "_csrf", token(form), "response", "of another").statusCode());
        assertEquals("/work", location(visitor.postPlain("/sign-in/passkey", "_csrf", token(form), "response", browser)));
        assertEquals(200, visitor.get("/work").statusCode());
        assertTrue(site.credentials.origins.containsKey("anna"), "where it was begun is noted");
    }

    @Test
    void askingForALinkIsAnsweredAlikeForEverybody() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        String form = token(visitor.get("/sign-in/forgotten"));
        HttpResponse<String> known = visitor.postPlain("/sign-in/forgotten", "_csrf", form, "who", "anna");
        HttpResponse<String> unknown = visitor.postPlain("/sign-in/forgotten", "_csrf", form, "who", "nobody@daugavpils.example");
        assertEquals(200, known.statusCode());
        assertEquals(known.body().replaceAll("[0-9A-Z]{10}", ""), unknown.body().replaceAll("[0-9A-Z]{10}", ""));
        assertEquals(List.of("anna", "nobody@daugavpils.example"), site.credentials.asked);
        assertEquals(422, visitor.postPlain("/sign-in/forgotten", "_csrf", form, "who", " ").statusCode());
        assertEquals(429, visitor.postPlain("/sign-in/forgotten", "_csrf", form, "who", "slow").statusCode());
        assertEquals(403, visitor.postPlain("/sign-in/forgotten", "who", "anna").statusCode(), "not from another site");
    }

    @Test
    void theTokenOfALinkLeavesTheAddressAtOnce() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        HttpResponse<String> followed = visitor.get("/sign-in/reset?t=" + MemoryCredentials.TOKEN);
        assertEquals("/sign-in/reset", location(followed));
        assertTrue(followed.headers().allValues("Set-Cookie").stream().anyMatch(c -> c.startsWith("PKIP-RESET=") && c.contains("HttpOnly")));
        HttpResponse<String> form = visitor.get("/sign-in/reset");
        assertFalse(page(form).contains(MemoryCredentials.TOKEN));
        String csrf = token(form);
        assertEquals(422, visitor.postPlain("/sign-in/reset", "_csrf", csrf, "fresh", "gana gara parole", "again", "cita").statusCode());
        assertEquals(422, visitor.postPlain("/sign-in/reset", "_csrf", csrf, "fresh", "isa", "again", "isa").statusCode());
        assertEquals("/sign-in/staff?done=password-chosen", location(visitor.postPlain("/sign-in/reset", "_csrf", csrf, "fresh", "gana gara parole",
                "again", "gana gara parole")));
        assertEquals("gana gara parole", site.credentials.chosen);
        assertEquals(410, visitor.cookie("PKIP-RESET", MemoryCredentials.TOKEN).get("/sign-in/reset").statusCode(), "once");
    }

    @Test
    void aLinkThatIsNotGoodOffersANewOne() throws Exception {
        TestSite.Visitor visitor = site.anonymous();
        assertEquals("/sign-in/reset", location(visitor.get("/sign-in/reset?t=%3Cscript%3E")));
        HttpResponse<String> gone = visitor.get("/sign-in/reset");
        assertEquals(410, gone.statusCode());
        assertTrue(gone.body().contains("action=\"/sign-in/forgotten\""));
        assertEquals(410, visitor.postPlain("/sign-in/reset", "_csrf", token(gone), "fresh", "gana gara parole", "again", "gana gara parole").statusCode());
        assertEquals("", site.credentials.chosen);
    }

    @Test
    void theProfileIsShownAndChanged() throws Exception {
        TestSite.Visitor anna = anna();
        String page = page(anna.get("/account"));
        assertTrue(page.contains("Anna Ozola") && page.contains("value=\"anna@daugavpils.example\""));
        assertEquals(422, anna.post("/account", "email", "nav", "phone", "", "language", "lv").statusCode());
        assertEquals(422, anna.post("/account", "email", "anna@daugavpils.example", "phone", "x", "language", "lv").statusCode());
        HttpResponse<String> unproved = anna.post("/account", "email", "jauna@daugavpils.example", "phone", "", "language", "lv", "password", "");
        assertEquals(422, unproved.statusCode());
        assertTrue(unproved.body().contains("value=\"jauna@daugavpils.example\"") && unproved.body().contains("Parole nav pareiza"));
        assertEquals("/account?done=saved", location(anna.post("/account", "email", "jauna@daugavpils.example", "phone", "65400000", "language", "ru",
                "password", password(), "name", "Mērs")));
        assertEquals("Anna Ozola", site.credentials.profile.name(), "the name is not the holder's to change");
        assertTrue(anna.get("/account").body().contains("lang=\"ru\""), "the language counts at once");
    }

    @Test
    void sessionsAreListedAndEnded() throws Exception {
        TestSite.Visitor anna = anna();
        String page = page(anna.get("/account/sessions"));
        assertTrue(page.contains("Firefox, Linux") && page.contains("10.0.0.x") && page.contains("/account/sessions/s2/end"));
        assertFalse(page.contains("/account/sessions/s1/end"), "the present one is ended by signing out");
        assertEquals("/account/sessions?done=session-ended", location(anna.post("/account/sessions/s2/end")));
        assertEquals("/?done=signed-out-everywhere", location(anna.post("/account/sessions/end-all")));
        assertEquals(List.of("s2", "all"), site.credentials.ended);
        assertEquals(303, anna.get("/account").statusCode());
    }
}
