package lv.pkip.integration.signinsandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;

class SignInSandboxTest {
    private static final String BASE = "http://localhost:8181";
    private static final String BACK = BASE + "/sign-in/sandbox/return";
    private static final String STATE = "state-of-this-browser";

    private final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    private final Tickets tickets = new Tickets(clock);
    private final SandboxProvider provider = new SandboxProvider(tickets);
    private final SignInPage page = new SignInPage(tickets);

    private static Map<String, String> query(String address) {
        return Arrays.stream(URI.create(address).getRawQuery().split("&")).map(p -> p.split("=", 2)).collect(Collectors.toMap(
                p -> p[0], p -> URLDecoder.decode(p[1], StandardCharsets.UTF_8)));
    }

    private Page.Answer ask(String method, Map<String, String> parameters) {
        return page.handle(new Page.Request(method, "", parameters.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, p -> List.of(p.getValue()))), Map.of(), new byte[0], "lv", BASE));
    }

    private Map<String, String> filled(Behaviour behaviour) {
        Map<String, String> form = new HashMap<>(query(provider.start(STATE, BACK, Assurance.SUBSTANTIAL, "lv")));
        form.putAll(Map.of("givenName", "Jānis", "familyName", "Paraudziņš", "personalCode", "320000-00001",
                "level", "high", "behaviour", behaviour.word()));
        return form;
    }

    private String redirect(Behaviour behaviour) {
        return assertInstanceOf(Page.Redirect.class, ask("POST", filled(behaviour))).location();
    }

    private ExternalIdentity finish(String address) {
        return provider.finish(query(address), BACK);
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(SignInPage.class);
    }

    @Test
    void signsThePersonInWhoWasTyped() {
        String address = redirect(Behaviour.GOOD);
        assertTrue(address.startsWith(BACK + "?state=" + STATE + "&code="), address);
        assertEquals(new ExternalIdentity("sandbox", "32000000001", "Jānis", "Paraudziņš", Assurance.HIGH), finish(address));
    }

    @Test
    void putsNothingPersonalIntoAddresses() {
        String address = redirect(Behaviour.GOOD);
        assertFalse(address.contains("32000000001") || address.contains("320000-00001") || address.contains("Paraud"), address);
    }

    @Test
    void takesACodeOnce() {
        String address = redirect(Behaviour.GOOD);
        finish(address);
        assertThrows(SignInRefused.class, () -> finish(address));
    }

    @Test
    void takesACodeForAMinute() {
        String address = redirect(Behaviour.GOOD);
        String late = redirect(Behaviour.GOOD);
        clock.forward(Duration.ofSeconds(60));
        finish(address);
        clock.forward(Duration.ofMillis(1));
        assertThrows(SignInRefused.class, () -> finish(late));
    }

    @Test
    void takesACodeFromTheBrowserItWasMadeFor() {
        Map<String, String> brought = new HashMap<>(query(redirect(Behaviour.GOOD)));
        brought.put("state", "state-of-another-browser");
        assertThrows(SignInRefused.class, () -> provider.finish(brought, BACK));
    }

    @Test
    void refusesCodesThatItNeverMade() {
        for (String code : List.of("", "x", "a.b.c", "a.1.c", "a." + Long.MAX_VALUE + ".c", "...")) {
            assertThrows(SignInRefused.class, () -> provider.finish(Map.of("state", STATE, "code", code), BACK));
        }
        assertThrows(SignInRefused.class, () -> provider.finish(Map.of(), BACK));
    }

    @ParameterizedTest
    @EnumSource(value = Behaviour.class, names = {"CANCELLED", "EXPIRED", "REPLAYED", "FORGED"})
    void misbehavesSoThatTheProviderRefuses(Behaviour behaviour) {
        String address = redirect(behaviour);
        assertEquals(STATE, query(address).get("state"));
        assertThrows(SignInRefused.class, () -> finish(address));
    }

    @Test
    void bringsAnotherStateBackOnRequest() {
        assertFalse(query(redirect(Behaviour.WRONG_STATE)).get("state").equals(STATE));
    }

    @Test
    void statesALowerLevelOnRequest() {
        assertEquals(Assurance.LOW, finish(redirect(Behaviour.LEVEL_TOO_LOW)).assurance());
    }

    @Test
    void asksAgainWhenSomethingIsMissingAndKeepsTheRest() {
        Map<String, String> form = filled(Behaviour.GOOD);
        form.putAll(Map.of("givenName", "", "personalCode", "12345", "level", "divine"));
        Page.View view = assertInstanceOf(Page.View.class, ask("POST", form));
        assertEquals(Map.of("givenName", "error.givenName", "personalCode", "error.personalCode", "level", "error.level"),
                view.model().get("errors"));
        assertEquals("Paraudziņš", ((Map<?, ?>) view.model().get("values")).get("familyName"));
    }

    @Test
    void showsTheLevelAskedForAndFillsAMadeUpPersonIn() {
        Map<String, String> asked = new HashMap<>(query(provider.start(STATE, BACK, Assurance.HIGH, "lv")));
        asked.put("person", "1");
        Page.View view = assertInstanceOf(Page.View.class, ask("GET", asked));
        assertEquals("high", view.model().get("level"));
        assertEquals("Līga", ((Map<?, ?>) view.model().get("values")).get("givenName"));
        asked.put("person", "99");
        assertEquals(Map.of(), assertInstanceOf(Page.View.class, ask("GET", asked)).model().get("values"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "http://localhost:8181@evil.example/", "javascript:alert(1)",
        "http://localhost:8182/", "/relative", "http://localhost:8181.evil.example/", ""})
    void sendsNobodyElsewhere(String back) {
        Map<String, String> form = filled(Behaviour.GOOD);
        form.put("return", back);
        assertEquals(400, assertInstanceOf(Page.Problem.class, ask("POST", form)).status());
    }

    @Test
    void refusesToStartWithoutAState() {
        assertInstanceOf(Page.Problem.class, ask("GET", Map.of("return", BACK)));
    }

    @Test
    void hasEveryTextInThreeLanguages() throws Exception {
        var keys = Texts.read("lv").stringPropertyNames();
        for (String language : List.of("en", "ru")) {
            assertEquals(keys, Texts.read(language).stringPropertyNames(), language);
        }
        for (Behaviour behaviour : Behaviour.values()) {
            assertTrue(keys.contains("behaviour." + behaviour.word()), behaviour.word());
        }
        String template = new String(getClass().getResourceAsStream("/pages/sign-in.peb").readAllBytes(), StandardCharsets.UTF_8);
        var used = java.util.regex.Pattern.compile("t\\('([a-z.-]+[a-z])'\\)").matcher(template);
        while (used.find()) {
            assertTrue(keys.contains(used.group(1)), used.group(1));
        }
        assertEquals("Sandbox (trial sign-in)", provider.label("en"));
    }
}
