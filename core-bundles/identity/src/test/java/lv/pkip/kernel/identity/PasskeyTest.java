package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.SecondFactors.Settled;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;
import lv.pkip.kernel.testkit.MadeUpTown;

class PasskeyTest {
    private static final String GOOD = "zils ezers skan klusi";
    private static final String CLIENT = "10.0.0.1";
    private static final String BROWSER = "browser-of-anna";
    @TempDir Path folder;
    private House house;
    private final SoftKey key = new SoftKey();

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna", GOOD);
        house.clerk("berta", GOOD);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Settled register(String login, SoftKey made) {
        Session session = house.enter(login, GOOD);
        return house.factors.addPasskey(session, "  Zilā atslēga ", made.create(house.factors.beginPasskey(session, GOOD.toCharArray())));
    }

    private static void refuses(Executable work) {
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, work).reason());
    }

    private List<String> reasons() {
        return house.audit.newest(0, 1000).stream().map(entry -> entry.event().details().getOrDefault("why", "")).toList();
    }

    @Test
    void aPasskeyIsASecondFactor() {
        Settled settled = register("anna", key);
        assertEquals(10, settled.recoveryCodes().size());
        assertEquals(Set.of("pwd", "hwk", "mfa"), settled.session().proof().methods());
        assertEquals("Zilā atslēga", house.factors.state(settled.session()).passkeys().get(0).name());
        Session before = house.enter("anna", GOOD);
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR), before.due());
        Session after = house.factors.byPasskey(before, key.get(house.factors.challenge(before)), CLIENT);
        assertNotEquals(before.token(), after.token());
        assertTrue(house.signIn.resolve(before.token()).isEmpty());
        assertEquals(Set.of("pwd", "hwk", "mfa"), after.proof().methods());
        assertEquals(Set.of("tree-felling:*"), after.permissions());
    }

    @Test
    void aPasskeyThatVerifiedItsUserSignsInAlone() {
        register("anna", key);
        Session session = house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT);
        assertEquals("anna", session.actor().id());
        assertEquals(Set.of("hwk", "mfa"), session.proof().methods());
        assertEquals(Optional.empty(), session.due());
        assertTrue(house.signIn.resolve(session.token()).isPresent());
    }

    @Test
    void withoutVerifyingItsUserItIsASecondFactorAndNoMore() {
        key.verifies = false;
        register("anna", key);
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
        Session before = house.enter("anna", GOOD);
        assertEquals("anna", house.factors.byPasskey(before, key.get(house.factors.challenge(before)), CLIENT).actor().id());
    }

    @Test
    void anAnswerIsGoodOnce() {
        register("anna", key);
        String answer = key.get(house.factors.challenge(BROWSER));
        house.factors.signIn(BROWSER, answer, CLIENT);
        refuses(() -> house.factors.signIn(BROWSER, answer, CLIENT));
    }

    @Test
    void anAnswerOfAKeyThatNeverCountsIsGoodOnceToo() {
        key.count = 0;
        register("anna", key);
        key.count = -1;
        String answer = key.get(house.factors.challenge(BROWSER));
        house.factors.signIn(BROWSER, answer, CLIENT);
        refuses(() -> house.factors.signIn(BROWSER, answer, CLIENT));
        assertTrue(reasons().contains("used"), reasons().toString());
    }

    @Test
    void aChallengeIsForOneBrowserOneSessionAndOnePurpose() {
        register("anna", key);
        refuses(() -> house.factors.signIn("another-browser", key.get(house.factors.challenge(BROWSER)), CLIENT));
        Session one = house.enter("anna", GOOD);
        Session two = house.enter("anna", GOOD);
        refuses(() -> house.factors.byPasskey(two, key.get(house.factors.challenge(one)), CLIENT));
        refuses(() -> house.factors.byPasskey(two, key.get(house.factors.challenge(BROWSER)), CLIENT));
        refuses(() -> house.factors.signIn(Token.hash(one.token()), key.get(house.factors.challenge(one)), CLIENT));
        assertTrue(reasons().contains("challenge"));
        house.factors.byPasskey(two, key.get(house.factors.challenge(two)), CLIENT);
    }

    @Test
    void aChallengeRunsOutAndIsNeverMadeUp() {
        register("anna", key);
        String answer = key.get(house.factors.challenge(BROWSER));
        house.clock.forward(Duration.ofMinutes(5));
        refuses(() -> house.factors.signIn(BROWSER, answer, CLIENT));
        refuses(() -> house.factors.signIn(BROWSER, key.get("{\"challenge\":\"AAAA\"}"), CLIENT));
    }

    @Test
    void anotherSiteGetsNobodyIn() {
        register("anna", key);
        key.origin = "https://pakalpojumi.paraugi.example.evil.example";
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
        key.origin = "http://pakalpojumi.paraugi.example";
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
        key.origin = "https://pakalpojumi.paraugi.example";
        key.relyingParty = "evil.example";
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
    }

    @Test
    void anotherSiteRegistersNothing() {
        Session session = house.enter("anna", GOOD);
        key.origin = "https://evil.example";
        refuses(() -> house.factors.addPasskey(session, "x", key.create(house.factors.beginPasskey(session, GOOD.toCharArray()))));
        key.origin = "https://pakalpojumi.paraugi.example";
        key.relyingParty = "evil.example";
        refuses(() -> house.factors.addPasskey(session, "x", key.create(house.factors.beginPasskey(session, GOOD.toCharArray()))));
        assertFalse(house.factors.state(session).any());
    }

    @Test
    void aPasskeyIsRegisteredOnceAndForTheOneWhoAsked() {
        Session anna = house.enter("anna", GOOD);
        Session berta = house.enter("berta", GOOD);
        String answer = key.create(house.factors.beginPasskey(anna, GOOD.toCharArray()));
        refuses(() -> house.factors.addPasskey(berta, "x", answer));
        Session after = house.factors.addPasskey(anna, "x", answer).session();
        refuses(() -> house.factors.addPasskey(after, "x", answer));
        refuses(() -> house.factors.addPasskey(berta, "x", key.create(house.factors.beginPasskey(berta, GOOD.toCharArray()))));
        assertFalse(house.factors.state(berta).any());
    }

    @Test
    void aCopiedPasskeyIsFoundByItsCounter() {
        register("anna", key);
        SoftKey thief = key.copied();
        for (int i = 0; i < 3; i++) {
            house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT);
        }
        refuses(() -> house.factors.signIn("thief", thief.get(house.factors.challenge("thief")), CLIENT));
        assertTrue(reasons().contains("counter"), reasons().toString());
    }

    @Test
    void nobodyElsesPasskeySettlesASession() {
        register("anna", key);
        SoftKey bertas = new SoftKey();
        register("berta", bertas);
        Session anna = house.enter("anna", GOOD);
        refuses(() -> house.factors.byPasskey(anna, bertas.get(house.factors.challenge(anna)), CLIENT));
        bertas.handle = key.handle;
        refuses(() -> house.factors.signIn(BROWSER, bertas.get(house.factors.challenge(BROWSER)), CLIENT));
    }

    @Test
    void unknownAndBrokenAnswersAreRefusedAlike() {
        register("anna", key);
        String challenge = house.factors.challenge(BROWSER);
        for (String answer : List.of("", "{}", "null", "[]", "{\"id\":\"x\"}", new SoftKey().get(challenge), "x".repeat(30_000),
                key.get(challenge).replace("\"signature\":\"M", "\"signature\":\"N"))) {
            refuses(() -> house.factors.signIn(BROWSER, answer, "10.1.1." + answer.length() % 200));
        }
        Session session = house.enter("anna", GOOD);
        refuses(() -> house.factors.byPasskey(session, "{}", CLIENT));
    }

    @Test
    void aClosedAccountIsNotSignedIn() {
        register("anna", key);
        house.change(house.account("anna").enabled(false));
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
    }

    @Test
    void tryingIsSlowedDown() {
        register("anna", key);
        for (int i = 0; i < 5; i++) {
            refuses(() -> house.factors.signIn(BROWSER, "{}", CLIENT));
        }
        assertEquals(Reason.THROTTLED, assertThrows(SignInRefused.class, () -> house.factors.signIn(BROWSER, "{}", CLIENT)).reason());
        assertEquals("anna", house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), "10.9.9.9").actor().id(), "from elsewhere");
    }

    @Test
    void aRemovedPasskeyOpensNothing() {
        Session session = register("anna", key).session();
        String id = house.factors.state(session).passkeys().get(0).id();
        Session berta = house.enter("berta", GOOD);
        house.factors.removePasskey(berta, id, GOOD.toCharArray());
        assertEquals(1, house.factors.state(session).passkeys().size(), "not somebody else's");
        house.factors.removePasskey(session, id, GOOD.toCharArray());
        refuses(() -> house.factors.signIn(BROWSER, key.get(house.factors.challenge(BROWSER)), CLIENT));
        assertTrue(house.enter("anna", GOOD).due().isEmpty());
    }

    @Test
    void whatTheBrowserIsAskedNamesNobody() {
        Session session = house.enter("anna", GOOD);
        String creation = house.factors.beginPasskey(session, GOOD.toCharArray());
        assertTrue(creation.contains("\"rp\":{\"id\":\"pakalpojumi.paraugi.example\""), creation);
        assertTrue(house.factors.challenge(BROWSER).contains("\"userVerification\":\"required\",\"allowCredentials\":[]"));
        register("anna", key);
        assertFalse(new String(key.handle, java.nio.charset.StandardCharsets.ISO_8859_1).contains("anna"));
    }

    @Test
    void thereAreNoneWhereTheAddressHasNoName() {
        assertTrue(house.factors.passkeysPossible());
        for (String address : List.of("http://127.0.0.1:8181", "http://[::1]:8181")) {
            SecondFactorDesk desk = new SecondFactorDesk(house.jpa, house.sessions, house.desk, house.policy, house.hashing, house.keys,
                    new OneTimeCodes(house.jpa, house.keys, house.clock), MadeUpTown.at(address), house.audit, house.actors, house.clock);
            assertFalse(desk.passkeysPossible());
            assertThrows(Forbidden.class, () -> desk.challenge(BROWSER));
            assertThrows(Forbidden.class, () -> desk.signIn(BROWSER, "{}", CLIENT));
        }
    }
}
