package lv.pkip.integration.signinlatvija;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import lv.pkip.integration.signinlatvija.Wrong.Check;
import lv.pkip.integration.signinlatvijasandbox.Assertions;
import lv.pkip.integration.signinlatvijasandbox.Behaviour;
import lv.pkip.integration.signinlatvijasandbox.KeyPairOf;
import lv.pkip.integration.signinlatvijasandbox.Nobody;
import lv.pkip.integration.signinlatvijasandbox.Sealing;
import lv.pkip.integration.signinlatvijasandbox.Sts;
import lv.pkip.integration.signinlatvijasandbox.StsPage;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.IdentityProviderContract;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatvijaProviderTest implements IdentityProviderContract {
    private static final String BASE = "http://localhost:8181";
    private static final String REALM = "urn:example:portal";
    private static final KeyPair OURS = pair();

    @TempDir Path folder;
    private final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    private static TestJpa jpa;
    private Sts sts;
    private StsPage page;
    private Terminal settings;
    private LatvijaProvider provider;

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        Path certificate = folder.resolve("sts.pem");
        sts = new Sts(certificate, Optional.of(OURS.getPublic()), "http://www.latvija.lv/sts", clock);
        sts.own(); // its certificate is there from then on
        page = new StsPage(sts);
        Path key = folder.resolve("ours.pem");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(OURS.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        settings = new Terminal(certificate, key.toString(), false, 60, "http://www.latvija.lv/sts");
        provider = provider(settings);
    }

    @BeforeAll
    static void openDatabase() {
        jpa = TestJpa.open("signinlatvija");
    }

    @AfterAll
    static void closeDatabase() {
        jpa.close();
    }

    private LatvijaProvider provider(Terminal terminal) {
        return new LatvijaProvider(new Agreement(terminal, clock), jpa);
    }

    @Override
    public IdentityProvider provider() {
        return provider;
    }

    @Override
    public String returnUrl() {
        return BASE + "/sign-in/return/latvija";
    }

    @Override
    public Map<String, String> signIn(String address, String behaviour) {
        Map<String, List<String>> form = new HashMap<>();
        IdentityProviderContract.query(address).forEach((name, value) -> form.put(name, List.of(value)));
        assertInstanceOf(Page.View.class, page.handle(request("GET", form)));
        form.put("person", List.of("0"));
        form.put("behaviour", List.of(behaviour));
        if (behaviour.equals("replayed")) {
            provider.finish(signIn(address, "good"), returnUrl());
        }
        Page.View answer = assertInstanceOf(Page.View.class, page.handle(request("POST", form)));
        assertEquals(returnUrl(), answer.model().get("reply"));
        return Map.of("wa", "wsignin1.0", "wctx", (String) answer.model().get("context"), "wresult", (String) answer.model().get("result"));
    }

    private static Page.Request request(String method, Map<String, List<String>> parameters) {
        return new Page.Request(method, "", parameters, Map.of(), new byte[0], "lv", BASE);
    }

    @Override
    public ExternalIdentity expected() {
        return new ExternalIdentity("latvija", "32000000001", Set.of(), "Jānis", "Paraudziņš", Assurance.HIGH, "URN:IVIS:100001:AM.EPARAKSTS-MOBILE");
    }

    @Override
    public List<String> taken() {
        return List.of("fast-clock", "encrypted");
    }

    @Override
    public List<String> refused() {
        return Stream.concat(WHY.keySet().stream().map(Behaviour::word), Stream.of("cancelled")).toList();
    }

    @Override
    public List<String> behaviours() {
        return Arrays.stream(Behaviour.values()).map(Behaviour::word).toList();
    }

    /** Each thing that can be wrong is found by the check that is there for it. */
    private static final Map<Behaviour, Check> WHY = Map.ofEntries(Map.entry(Behaviour.EXPIRED, Check.EXPIRED), Map.entry(Behaviour.NOT_YET_VALID, Check.NOT_YET),
            Map.entry(Behaviour.WRONG_AUDIENCE, Check.AUDIENCE), Map.entry(Behaviour.WRONG_ISSUER, Check.ISSUER), Map.entry(Behaviour.UNSIGNED, Check.UNSIGNED),
            Map.entry(Behaviour.ALTERED, Check.SIGNATURE), Map.entry(Behaviour.OTHER_KEY, Check.SIGNATURE), Map.entry(Behaviour.WEAK_ALGORITHM, Check.ALGORITHM),
            Map.entry(Behaviour.WRAPPED_BESIDE, Check.SHAPE), Map.entry(Behaviour.WRAPPED_INSIDE, Check.SHAPE), Map.entry(Behaviour.WRAPPED_IN_SIGNATURE, Check.SHAPE),
            Map.entry(Behaviour.TWO_CODES_OF_TODAY, Check.ATTRIBUTES), Map.entry(Behaviour.REPLAYED, Check.REPLAY), Map.entry(Behaviour.OFFICIAL, Check.SUBJECT),
            Map.entry(Behaviour.ENTITIES, Check.XML), Map.entry(Behaviour.HUGE, Check.TOO_LARGE), Map.entry(Behaviour.GARBAGE, Check.XML));

    @TestFactory
    Stream<DynamicTest> findsWhatIsWrong() {
        return WHY.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey().word(), () -> {
            Map<String, String> brought = signIn(provider.start(STATE, returnUrl(), Assurance.LOW, "lv"), e.getKey().word());
            assertEquals(e.getValue(), why(brought.get("wresult")));
        }));
    }

    private Check why(String answer) {
        return why(provider, answer);
    }

    private static Check why(LatvijaProvider by, String answer) {
        return assertThrows(Wrong.class, () -> by.taken(answer, STATE)).check();
    }

    private String signed(Nobody person) {
        return Assertions.signed(Assertions.write(person, about(Duration.ofMinutes(5))), sts.own(), true);
    }

    private Assertions.About about(Duration lasts) {
        return new Assertions.About("http://www.latvija.lv/sts", REALM, clock.instant(), lasts);
    }

    private static Nobody janis(int level) {
        return new Nobody("Jānis", "Paraudziņš", "32000000001", List.of(), level);
    }

    private static String sent(String content) {
        return Assertions.wrapped(content, STATE);
    }

    @Test
    void tellsFormerCodesApartFromTodays() throws Exception {
        ExternalIdentity liga = provider.taken(sent(signed(new Nobody("Līga", "Piemēra", "32000000002", List.of("000158-10002", "01010100001"), 4))), STATE);
        assertEquals("32000000002", liga.personalCode());
        assertEquals(Set.of("00015810002", "01010100001"), liga.historic());
    }

    @Test
    void turnsTheLevelOfTheServiceIntoOurs() throws Exception {
        assertEquals(Assurance.HIGH, provider.taken(sent(signed(janis(4))), STATE).assurance());
        assertEquals(Assurance.SUBSTANTIAL, provider.taken(sent(signed(janis(3))), STATE).assurance());
        assertEquals(Assurance.LOW, provider.taken(sent(signed(janis(2))), STATE).assurance());
        assertEquals(Check.LEVEL, why(sent(signed(janis(1)))));
        assertEquals(Check.LEVEL, why(sent(signed(janis(9)))));
        String silent = Assertions.write(janis(4), about(Duration.ofMinutes(5))).replaceAll("<saml:Attribute AttributeName=\"citizenQAALevel\".*?</saml:Attribute>", "");
        assertEquals(Assurance.LOW, provider.taken(sent(Assertions.signed(silent, sts.own(), true)), STATE).assurance(), "not told is the lowest");
    }

    @Test
    void answersWithinSixtySecondsOfSkewAndNotOneMore() throws Exception {
        String early = sent(signed(janis(4)));
        clock.forward(Duration.ofSeconds(-60));
        provider.taken(early, STATE);
        clock.forward(Duration.ofSeconds(60));
        String late = sent(signed(janis(4)));
        clock.forward(Duration.ofMinutes(5).plusSeconds(59));
        provider.taken(late, STATE);
        clock.forward(Duration.ofSeconds(-359));
        String tooEarly = sent(signed(janis(4)));
        clock.forward(Duration.ofSeconds(-61));
        assertEquals(Check.NOT_YET, why(tooEarly));
        clock.forward(Duration.ofSeconds(61 + 360));
        assertEquals(Check.EXPIRED, why(tooEarly));
        assertThrows(IllegalArgumentException.class, () -> new Agreement(new Terminal(folder, "", false, 61, "x"), clock), "nobody may allow more");
    }

    @Test
    void refusesAnAssertionThatWouldHaveToBeRememberedForDays() {
        assertEquals(Check.LIFETIME, why(sent(Assertions.signed(Assertions.write(janis(4), about(Duration.ofDays(2))), sts.own(), true))));
    }

    @Test
    void remembersWhatCameOverARestartAndForgetsItAfterItsEnd() throws Exception {
        jpa.tx(TransactionType.Required, em -> em.createQuery("delete from Seen s").executeUpdate());
        String answer = sent(signed(janis(4)));
        provider.taken(answer, STATE);
        assertEquals(Check.REPLAY, why(provider(settings), answer));
        clock.forward(Duration.ofMinutes(7));
        provider.taken(sent(signed(janis(4))), STATE);
        long kept = jpa.txExpr(TransactionType.Required, em -> em.createQuery("select count(s) from Seen s", Long.class).getSingleResult());
        assertEquals(1, kept, "the one that ended is forgotten");
    }

    @Test
    void takesOneOfManyWhoBringTheSameAnswerAtOnce() throws Exception {
        String answer = sent(signed(janis(4)));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tries.add(() -> {
                    try {
                        provider.taken(answer, STATE);
                        return true;
                    } catch (Wrong wrong) {
                        assertEquals(Check.REPLAY, wrong.check());
                        return false;
                    }
                });
            }
            int taken = 0;
            for (Future<Boolean> one : pool.invokeAll(tries)) {
                taken += one.get() ? 1 : 0;
            }
            assertEquals(1, taken);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aCommentChangesNoValue() throws Exception {
        String split = signed(janis(4)).replace(">32000000001<", ">320000<!-- -->00001<");
        assertTrue(split.contains("<!-- -->"));
        assertEquals("32000000001", provider.taken(sent(split), STATE).personalCode());
    }

    @Test
    void refusesASignatureOfAnotherElement() {
        String genuine = signed(janis(4));
        String signature = genuine.substring(genuine.indexOf("<ds:Signature"), genuine.indexOf("</ds:Signature>") + 15);
        String forged = Assertions.write(janis(4), about(Duration.ofMinutes(5)));
        assertEquals(Check.ALGORITHM, why(sent(forged.replace("</saml:Assertion>", signature + "</saml:Assertion>"))), "it refers to another id");
        String sameId = forged.replaceAll("AssertionID=\"[^\"]+\"", "AssertionID=\"" + genuine.replaceAll("(?s).*AssertionID=\"([^\"]+)\".*", "$1") + "\"");
        assertEquals(Check.SIGNATURE, why(sent(sameId.replace("32000000001", "32999999999").replace("</saml:Assertion>", signature + "</saml:Assertion>"))));
        assertEquals(Check.UNSIGNED, why(sent(forged.replace("</saml:Assertion>", "<saml:Advice>" + signature + "</saml:Advice></saml:Assertion>"))), "not its own child");
        assertEquals(Check.SHAPE, why(sent(genuine).replace("<trust:TokenType>", "<trust:Hidden ID=\"" + genuine.replaceAll("(?s).*AssertionID=\"([^\"]+)\".*", "$1")
                + "\"/><trust:TokenType>")), "the id stands twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2000/09/xmldsig#base64"})
    void refusesTransformsThatCouldHideSomething(String transform) {
        assertEquals(Check.ALGORITHM, why(sent(signed(janis(4)).replace("Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"", "Algorithm=\"" + transform + "\""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "http://www.w3.org/2000/09/xmldsig#dsa-sha1", "none", ""})
    void refusesAlgorithmsThatAnybodyCouldUse(String algorithm) {
        assertEquals(Check.ALGORITHM, why(sent(signed(janis(4)).replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", algorithm))));
    }

    @Test
    void trustsNoKeyThatTheAnswerBringsAlong() {
        KeyPairOf stranger = KeyPairOf.make("stranger", clock.instant());
        String answer = Assertions.signed(Assertions.write(janis(4), about(Duration.ofMinutes(5))), stranger, true);
        String pem = stranger.pem().replaceAll("-----[A-Z ]+-----|\n", "");
        assertEquals(Check.SIGNATURE, why(sent(answer.replace("</ds:SignatureValue>", "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>" + pem
                + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"))));
    }

    @Test
    void takesTheNextCertificateBesideTheOldOneAsSoonAsItsFileIsThere() throws Exception {
        KeyPairOf next = KeyPairOf.make("next", clock.instant());
        String answer = sent(Assertions.signed(Assertions.write(janis(4), about(Duration.ofMinutes(5))), next, true));
        assertEquals(Check.SIGNATURE, why(answer));
        Files.writeString(folder.resolve("next.pem"), next.pem());
        provider.taken(answer, STATE);
        provider.taken(sent(signed(janis(4))), STATE);
    }

    @Test
    void takesNothingByACertificateThatHasEndedAndSaysSo() {
        LatvijaHealth health = new LatvijaHealth(new Agreement(settings, clock));
        assertTrue(health.probe().alive(), health.probe().message());
        clock.forward(Duration.ofDays(731));
        assertEquals(Check.SIGNATURE, why(sent(signed(janis(4)))));
        assertFalse(health.probe().alive());
        assertFalse(new LatvijaHealth(new Agreement(Terminal.of(folder.resolve("none.pem")), clock)).probe().alive());
    }

    @Test
    void readsWhatIsEncryptedInEitherWayAndStillWantsItSigned() throws Exception {
        for (boolean authenticated : new boolean[] {true, false}) {
            assertEquals("32000000001", provider.taken(sent(Sealing.seal(signed(janis(4)), OURS.getPublic(), authenticated)), STATE).personalCode());
            assertEquals(Check.UNSIGNED, why(sent(Sealing.seal(Assertions.write(janis(4), about(Duration.ofMinutes(5))), OURS.getPublic(), authenticated))));
            assertEquals(Check.XML, why(sent(Sealing.seal("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", OURS.getPublic(), authenticated))));
        }
    }

    @Test
    void givesOneAnswerToEverythingThatDoesNotOpen() {
        String good = Sealing.seal(signed(janis(4)), OURS.getPublic(), true);
        assertEquals(Check.DECRYPTION, why(sent(Sealing.seal(signed(janis(4)), pair().getPublic(), true))), "to another key");
        assertEquals(Check.DECRYPTION, why(sent(good.replace("rsa-oaep-mgf1p", "rsa-1_5"))));
        assertEquals(Check.DECRYPTION, why(sent(good.replace("http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"))));
        assertEquals(Check.DECRYPTION, why(sent(good.replace("aes256-gcm", "aes128-gcm"))), "the key is not of that length");
        assertEquals(Check.DECRYPTION, why(sent(good.replaceFirst("<xenc:CipherValue>....", "<xenc:CipherValue>AAAA"))));
        assertEquals(Check.DECRYPTION, why(provider(Terminal.of(settings.certificate())), sent(good)), "no key was agreed on");
    }

    @Test
    void wantsItEncryptedWhereThatWasAgreed() throws Exception {
        LatvijaProvider strict = provider(new Terminal(settings.certificate(), settings.decryptionKey(), true, 60, "http://www.latvija.lv/sts"));
        assertEquals(Check.NOT_ENCRYPTED, why(strict, sent(signed(janis(4)))));
        strict.taken(sent(Sealing.seal(signed(janis(4)), OURS.getPublic(), true)), STATE);
        assertThrows(IllegalArgumentException.class, () -> new Agreement(new Terminal(folder, "", true, 60, "x"), clock));
    }

    @Test
    void refusesAnAnswerToAnotherRequest() {
        assertEquals(Check.CONTEXT, why(Assertions.wrapped(signed(janis(4)), "another-state")));
    }

    @Test
    void refusesHostileXmlAtOnce() {
        String deep = "<a>".repeat(5_000) + "</a>".repeat(5_000);
        for (String hostile : List.of(deep, "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><a/>",
                "<!DOCTYPE a [<!ENTITY % b SYSTEM \"file:///etc/passwd\">%b;]><a/>", "<a" + " b='c'".repeat(3), "<a xmlns:x='u'>" + "<x:b/>".repeat(1000), "\uFEFF")) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertEquals(Check.XML, why(hostile)));
        }
        assertEquals(Check.SHAPE, why("<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd' parse='text'/></a>"));
    }

    @Test
    void asksAnewWhenASurerSignInIsWanted() {
        assertTrue(provider.start(STATE, returnUrl(), Assurance.HIGH, "lv").contains("wfresh=0"));
        assertFalse(provider.start(STATE, returnUrl(), Assurance.SUBSTANTIAL, "lv").contains("wfresh"));
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(LatvijaProvider.class);
    }

    @Test
    void hasItsNameInThreeLanguages() {
        assertEquals(Texts.read("lv").stringPropertyNames(), Texts.read("ru").stringPropertyNames());
        assertEquals("latvija.lv (izmēģinājums)", provider.label("lv"));
    }
}
