package lv.pkip.integration.signinlatvijasandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StsPageTest {
    private static final String BASE = "http://localhost:8181";
    @TempDir Path folder;
    private StsPage page;

    @BeforeEach
    void open() {
        Sts sts = sts(folder.resolve("sts.pem"), "2026-03-02T08:00:00Z");
        sts.own(); // its certificate is there from then on
        page = new StsPage(sts);
    }

    private Page.Answer ask(String method, Map<String, String> more) {
        Map<String, List<String>> form = new HashMap<>(Map.of("wa", List.of("wsignin1.0"), "wctx", List.of("state-of-this-browser"),
                "wtrealm", List.of("urn:example:portal"), "wreply", List.of(BASE + "/sign-in/return/latvija")));
        more.forEach((name, value) -> form.put(name, List.of(value)));
        return page.handle(new Page.Request(method, "", form, Map.of(), new byte[0], "lv", BASE));
    }

    @Test
    void showsMadeUpPeopleAndAnswersForTheChosenOne() {
        Page.View asked = assertInstanceOf(Page.View.class, ask("GET", Map.of()));
        assertEquals(4, ((List<?>) asked.model().get("people")).size());
        Page.View answer = assertInstanceOf(Page.View.class, ask("POST", Map.of("person", "1")));
        String result = (String) answer.model().get("result");
        assertTrue(result.contains("Piemēra") && result.contains("00015810002") && result.contains("<ds:SignatureValue"), result);
    }

    @Test
    void putsItsCertificateWhereThePortalLooksForIt() throws Exception {
        assertTrue(Files.readString(folder.resolve("sts.pem")).startsWith("-----BEGIN CERTIFICATE-----"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "http://localhost:8181@evil.example/", "javascript:alert(1)",
        "http://localhost:8182/", "/relative", "http://localhost:8181.evil.example/", "", "not an address"})
    void sendsNobodyElsewhere(String reply) {
        assertEquals(400, assertInstanceOf(Page.Problem.class, ask("POST", Map.of("person", "0", "wreply", reply))).status());
    }

    @Test
    void refusesWhatIsNoSignInRequest() {
        assertInstanceOf(Page.Problem.class, ask("GET", Map.of("wa", "wsignout1.0")));
        assertInstanceOf(Page.Problem.class, ask("GET", Map.of("wctx", "<b>")));
        assertInstanceOf(Page.Problem.class, ask("GET", Map.of("wtrealm", "\"><script>")));
    }

    @Test
    void asksAgainWhenNobodyIsChosen() {
        assertEquals("ask", assertInstanceOf(Page.View.class, ask("POST", Map.of("person", "99"))).template());
        assertEquals("ask", assertInstanceOf(Page.View.class, ask("POST", Map.of("person", "0", "behaviour", "encrypted"))).template(), "it has no key to encrypt to");
    }

    @Test
    void hasEveryTextInThreeLanguages() throws Exception {
        Set<String> keys = texts("lv").stringPropertyNames();
        for (String language : List.of("en", "ru")) {
            assertEquals(keys, texts(language).stringPropertyNames(), language);
        }
        for (Behaviour behaviour : Behaviour.values()) {
            assertTrue(keys.contains("behaviour." + behaviour.word()), behaviour.word());
        }
    }

    private static Properties texts(String language) throws Exception {
        Properties texts = new Properties();
        try (InputStreamReader reader = new InputStreamReader(StsPageTest.class.getResourceAsStream("/i18n/messages_" + language + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(StsPage.class);
    }

    @Test
    void theKeyIsTheSameAfterARestartAndAnotherWhereItIsSpoilt() throws Exception {
        Path certificate = folder.resolve("again.pem");
        Path secret = folder.resolve("again.pem.key");
        KeyPairOf first = sts(certificate, "2026-03-02T08:00:00Z").own();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertEquals(first, sts(certificate, "2026-03-03T08:00:00Z").own());
        assertNotEquals(first, sts(certificate, "2028-03-01T08:00:00Z").own(), "it ends tomorrow");
        Files.writeString(secret, "spoilt");
        KeyPairOf other = sts(certificate, "2026-03-03T08:00:00Z").own();
        assertNotEquals(first, other);
        assertEquals(other.pem(), Files.readString(certificate));
    }

    private static Sts sts(Path certificate, String now) {
        return new Sts(certificate, Optional.empty(), "http://www.latvija.lv/sts", SettableClock.at(now));
    }
}
