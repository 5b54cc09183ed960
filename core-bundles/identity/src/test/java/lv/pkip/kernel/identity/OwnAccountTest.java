package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.OwnProfile.Profile;
import lv.pkip.kernel.api.identity.OwnSessions.Entry;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** What people see and change of their own account: sessions and profile. */
class OwnAccountTest {
    private static final String GOOD = "zils ezers skan klusi";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    @TempDir Path folder;
    private House house;

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

    private Entry current(Session session) {
        return house.ownSessions.list(session).stream().filter(Entry::current).findFirst().orElseThrow();
    }

    @Test
    void showsWhereOneIsSignedInAndNothingOfOthers() {
        Session here = house.enter("anna", GOOD);
        house.enter("berta", GOOD);
        house.ownSessions.begun(here, "10.20.30.40", FIREFOX);
        house.clock.forward(Duration.ofMinutes(5));
        Session there = house.enter("anna", GOOD);
        List<Entry> listed = house.ownSessions.list(here);
        assertEquals(3, listed.size(), "also the one in which the password was chosen");
        assertTrue(house.signIn.resolve(there.token()).isPresent());
        Entry entry = current(here);
        assertEquals("Firefox, Linux", entry.browser());
        assertEquals("10.20.30.x", entry.place());
        assertEquals(Set.of("pwd"), entry.methods());
        assertFalse(listed.toString().contains(here.token()) || listed.toString().contains(Token.hash(here.token())));
    }

    @Test
    void signsOneOutAndNobodyElses() {
        Session here = house.enter("anna", GOOD);
        Session there = house.enter("anna", GOOD);
        Session berta = house.enter("berta", GOOD);
        house.ownSessions.end(berta, current(there).id());
        assertTrue(house.signIn.resolve(there.token()).isPresent(), "somebody else cannot end it");
        house.ownSessions.end(here, current(there).id());
        assertTrue(house.signIn.resolve(there.token()).isEmpty());
        assertTrue(house.signIn.resolve(here.token()).isPresent());
        house.ownSessions.end(here, "nonsense");
        assertEquals(1, house.audit.actions().stream().filter("session.end-others"::equals).count());
    }

    @Test
    void signsOutEverywhereAlsoOnOtherNodesWithinFiveSeconds() {
        Session here = house.enter("anna", GOOD);
        Session there = house.enter("anna", GOOD);
        Sessions node = house.anotherNode();
        assertTrue(node.find(there.token()).isPresent());
        house.ownSessions.endAll(here);
        assertTrue(house.signIn.resolve(here.token()).isEmpty());
        assertTrue(house.signIn.resolve(there.token()).isEmpty());
        house.clock.forward(Duration.ofSeconds(5));
        assertTrue(node.find(there.token()).isEmpty());
        node.stop();
    }

    @Test
    void anAdministratorSignsSomebodyOutEverywhere() {
        Session anna = house.enter("anna", GOOD);
        assertThrows(Forbidden.class, () -> house.actors.as(house.enter("berta", GOOD), () -> {
            house.ownSessions.endAll("anna");
            return null;
        }));
        house.actors.asSystem("console", () -> {
            house.ownSessions.endAll("anna");
            return null;
        });
        assertTrue(house.signIn.resolve(anna.token()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.20.30.40|10.20.30.x", "2001:db8:1:2:3:4:5:6|2001:db8:1::x", "2001:db8:1::5|2001:db8:1::x", "::1|::1", "not an address|''",
        "<script>|''", "127.0.0.1|127.0.0.x"})
    void keepsOnlyTheNetworkOfAnAddress(String address, String place) {
        assertEquals(place, Place.of(address));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0|Edge, Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36|Chrome, Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1|Safari, iPhone",
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36|Samsung Internet, Android",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15|Safari, macOS",
        "curl/8.5.0|''", "<b>x</b>|''"})
    void tellsTheKindOfABrowserAndRepeatsNothingOfIt(String header, String kind) {
        assertEquals(kind, UserAgent.kind(header));
    }

    private Profile profile(String email, String phone, String language) {
        return new Profile("anna", "", email, phone, language);
    }

    @Test
    void aNewAddressAsksForThePasswordAndTheOldOneIsTold() {
        Session session = house.enter("anna", GOOD);
        Profile wanted = profile("jauna@pasvaldiba.example", "+371 65400000", "en");
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.profiles.change(session, wanted, "cita".toCharArray())).reason());
        assertEquals("anna@pasvaldiba.example", house.profiles.read(session).email());
        house.profiles.change(session, wanted, GOOD.toCharArray());
        assertEquals(new Profile("anna", "Anna Parauga", "jauna@pasvaldiba.example", "+371 65400000", "en"), house.profiles.read(session));
        assertEquals("anna@pasvaldiba.example", house.outbox.items().get(0).address());
        assertFalse(house.audit.newest(0, 1000).toString().contains("jauna@"), "which field, not what");
    }

    @Test
    void phoneAndLanguageChangeWithoutIt() {
        Session session = house.enter("anna", GOOD);
        house.profiles.change(session, profile("anna@pasvaldiba.example", "65400000", "ru"), new char[0]);
        house.profiles.change(session, profile("anna@pasvaldiba.example", "", "lv"), new char[0]);
        assertEquals("lv", house.profiles.read(session).language());
        assertEquals(List.of(), house.outbox.items());
        assertEquals(2, house.audit.actions().stream().filter("user.change-own"::equals).count());
        house.profiles.change(session, profile("anna@pasvaldiba.example", "", "lv"), new char[0]);
        assertEquals(2, house.audit.actions().stream().filter("user.change-own"::equals).count(), "nothing changed");
    }

    @ParameterizedTest
    @CsvSource({"not mail, '', lv, email", "'', '', lv, email", "a@b.lv, x, lv, phone", "a@b.lv, '', de, language"})
    void refusesWhatIsNotOne(String email, String phone, String language, String field) {
        Session session = house.enter("anna", GOOD);
        RegistryProblem problem = assertThrows(RegistryProblem.class, () -> house.profiles.change(session, profile(email, phone, language), GOOD.toCharArray()));
        assertEquals(field, problem.field());
    }

    @Test
    void aSessionThatHasEndedChangesNothing() {
        Session session = house.enter("anna", GOOD);
        house.signIn.signOut(session.token());
        assertThrows(Forbidden.class, () -> house.profiles.change(session, profile("a@b.lv", "", "lv"), GOOD.toCharArray()));
        assertThrows(Forbidden.class, () -> house.ownSessions.list(session));
        assertThrows(Forbidden.class, () -> house.factors.state(session));
    }
}
