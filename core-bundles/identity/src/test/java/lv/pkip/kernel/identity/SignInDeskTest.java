package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;
import lv.pkip.kernel.api.registry.Role;

class SignInDeskTest {
    private static final String GOOD = "zils ezers skan klusi";
    private static final String OTHER = "četri zvirbuļi uz jumta";
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Session enter(String login, String password) {
        return house.signIn.password(login, password.toCharArray(), "10.0.0.1");
    }

    private Reason refused(String login, String password) {
        return assertThrows(SignInRefused.class, () -> enter(login, password)).reason();
    }

    @Test
    void givesAClerkTheRightsOfTheRoles() {
        house.clerk("anna", GOOD);
        Session session = enter(" Anna ", GOOD);
        assertEquals(Set.of("tree-felling:*"), session.permissions());
        assertEquals("environment", session.actor().unit().orElseThrow());
        assertTrue(house.actors.as(session, () -> house.actors.may("tree-felling:process")));
        assertFalse(house.actors.as(session, () -> house.actors.may("dog-fee:process")));
    }

    @Test
    void answersUnknownUsersLikeWrongPasswords() {
        house.clerk("anna", GOOD);
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", OTHER));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("nobody", OTHER));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("not a login at all!", OTHER));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", ""));
    }

    @Test
    void doesAsMuchWorkForUnknownUsersAsForKnownOnes() {
        house.hashing = new PasswordHashing(new Argon2(8192, 2, 1));
        house.start();
        house.clerk("anna", GOOD);
        for (int warm = 0; warm < 3; warm++) {
            refused("anna", OTHER);
        }
        house.clock.forward(Duration.ofHours(1));
        long known = shortest("anna");
        long unknown = shortest("nobody");
        assertTrue(unknown > known / 3, unknown + " ns for unknown users, " + known + " ns for known ones");
    }

    private long shortest(String login) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long start = System.nanoTime();
            refused(login, OTHER);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    @Test
    void slowsGuessingDownAndLetsTheRightUserInAfterAShortWait() {
        house.clerk("anna", GOOD);
        for (int i = 0; i < 5; i++) {
            assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", OTHER));
        }
        SignInRefused slow = assertThrows(SignInRefused.class, () -> enter("anna", GOOD));
        assertEquals(Reason.THROTTLED, slow.reason());
        house.clock.forward(slow.retryAfter());
        assertEquals("anna", enter("anna", GOOD).actor().id());
    }

    @Test
    void givesTheHolderOfAOneTimePasswordNothingButTheChange() {
        String oneTime = house.clerk("anna");
        Session first = enter("anna", oneTime);
        assertTrue(first.due().isPresent());
        assertEquals(Set.of(), first.permissions());
        house.signIn.changePassword(first, oneTime.toCharArray(), GOOD.toCharArray());
        Session after = house.signIn.resolve(first.token()).orElseThrow();
        assertFalse(after.due().isPresent());
        assertEquals(Set.of("tree-felling:*"), after.permissions());
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", oneTime));
    }

    @Test
    void letsAOneTimePasswordEndAfterTwoWeeks() {
        String oneTime = house.clerk("anna");
        house.clock.forward(Duration.ofDays(15));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", oneTime));
    }

    @Test
    void refusesWeakAndUnchangedPasswords() {
        String oneTime = house.clerk("anna");
        Session session = enter("anna", oneTime);
        for (String weak : List.of("short", "Parole123456", oneTime)) {
            assertEquals(Reason.WEAK_PASSWORD, assertThrows(SignInRefused.class,
                    () -> house.signIn.changePassword(session, oneTime.toCharArray(), weak.toCharArray())).reason());
        }
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class,
                () -> house.signIn.changePassword(session, OTHER.toCharArray(), GOOD.toCharArray())).reason());
    }

    @Test
    void endsTheOtherSessionsWhenThePasswordChanges() {
        house.clerk("anna", GOOD);
        Session here = enter("anna", GOOD);
        Session there = enter("anna", GOOD);
        house.signIn.changePassword(here, GOOD.toCharArray(), OTHER.toCharArray());
        assertTrue(house.signIn.resolve(here.token()).isPresent());
        assertTrue(house.signIn.resolve(there.token()).isEmpty());
    }

    @Test
    void hashesAnewWhenTheParametersHaveChanged() {
        house.clerk("anna", GOOD);
        house.hashing = new PasswordHashing(new Argon2(128, 1, 1));
        house.start();
        enter("anna", GOOD);
        assertTrue(stored("anna").startsWith("$argon2id$v=19$m=128,"), "not hashed anew");
        enter("anna", GOOD);
    }

    private String stored(String login) {
        return house.jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login).password);
    }

    @Test
    void keepsSessionsOverARestartAndOnlyTheirHashes() {
        house.clerk("anna", GOOD);
        Session before = enter("anna", GOOD);
        house.start();
        Session after = house.signIn.resolve(before.token()).orElseThrow();
        assertEquals(before.actor(), after.actor());
        assertEquals(before.csrf(), after.csrf());
        assertNotEquals(before.token(), before.csrf());
        String kept = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery("select s.tokenHash from SessionRow s",
                String.class).getResultList().toString());
        assertFalse(kept.contains(before.token()));
    }

    @Test
    void endsIdleSessionsAndProlongsUsedOnes() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        house.clock.forward(Duration.ofMinutes(29));
        assertTrue(house.signIn.resolve(session.token()).isPresent());
        house.clock.forward(Duration.ofMinutes(29));
        assertTrue(house.signIn.resolve(session.token()).isPresent());
        house.clock.forward(Duration.ofMinutes(31));
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
    }

    @Test
    void endsEverySessionAfterItsTotalTime() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        for (int i = 0; i < 47; i++) {
            house.clock.forward(Duration.ofMinutes(15));
            assertTrue(house.signIn.resolve(session.token()).isPresent(), "after " + (i + 1) * 15 + " minutes");
        }
        house.clock.forward(Duration.ofMinutes(15));
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
    }

    @Test
    void hearsWithinFiveSecondsThatAnotherNodeEndedASession() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        assertTrue(house.signIn.resolve(session.token()).isPresent());
        Sessions other = house.anotherNode();
        other.end(session.token());
        other.stop();
        house.clock.forward(Duration.ofSeconds(5));
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
    }

    @Test
    void asksTheDatabaseOnlyNowAndThen() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        assertTrue(house.signIn.resolve(session.token()).isPresent());
        house.jpa.tx(TransactionType.Required, em -> em.createQuery("delete from SessionRow s").executeUpdate());
        assertTrue(house.signIn.resolve(session.token()).isPresent(), "still believed within the same moment");
    }

    @Test
    void takesRightsAwayAtOnce() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        house.signIn.resolve(session.token());
        house.system(() -> house.structure.save(Role.of("clerk", Set.of("dog-fee:read")), ""));
        assertEquals(Set.of("dog-fee:read"), house.signIn.resolve(session.token()).orElseThrow().permissions());
    }

    @Test
    void endsTheSessionsOfAClosedAccount() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        house.signIn.resolve(session.token());
        house.change(house.account("anna").enabled(false));
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", GOOD));
    }

    @Test
    void signsOut() {
        house.clerk("anna", GOOD);
        Session session = enter("anna", GOOD);
        house.signIn.signOut(session.token());
        house.signIn.signOut(session.token());
        house.signIn.signOut("nonsense");
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
        assertThrows(Forbidden.class, () -> house.signIn.changePassword(session, GOOD.toCharArray(), OTHER.toCharArray()));
    }

    @Test
    void countsTheSessionsThatAreLive() {
        house.clerk("anna", GOOD);
        long before = house.signIn.live().get(Actor.Kind.STAFF);
        enter("anna", GOOD);
        Session second = enter("anna", GOOD);
        assertEquals(Map.of(Actor.Kind.STAFF, before + 2, Actor.Kind.RESIDENT, 0L), house.signIn.live());
        house.signIn.signOut(second.token());
        assertEquals(before + 1, house.signIn.live().get(Actor.Kind.STAFF));
        house.clock.forward(Duration.ofMinutes(31));
        assertEquals(0L, house.signIn.live().get(Actor.Kind.STAFF), "not swept yet, and not live");
    }

    @Test
    void knowsNoTokensButItsOwn() {
        assertTrue(house.signIn.resolve("").isEmpty());
        assertTrue(house.signIn.resolve("a".repeat(43)).isEmpty());
        assertTrue(house.signIn.resolve("' or 1=1 --").isEmpty());
    }

    @Test
    void signsAResidentInAsThePersonOfTheCode() {
        ExternalIdentity identity = new ExternalIdentity("sandbox", "00000000001", "Jānis", "Paraugs", Assurance.HIGH);
        Session first = house.signIn.external(identity, "10.0.0.1");
        Session second = house.signIn.external(identity, "10.0.0.2");
        assertEquals(first.actor(), second.actor());
        assertEquals("Jānis Paraugs", first.actor().name());
        assertEquals(Assurance.HIGH, house.signIn.resolve(second.token()).orElseThrow().actor().assurance());
        assertFalse(first.actor().id().contains("00000000001"));
        assertEquals(Set.of(), first.permissions());
    }

    @Test
    void recordsEntriesAndRefusalsWithoutWhatWasTyped() {
        house.clerk("anna", GOOD);
        enter("anna", GOOD);
        refused("anna", OTHER);
        refused("my-secret-in-the-wrong-field", OTHER);
        String records = house.audit.newest(0, 1000).toString();
        assertTrue(records.contains("session.start"));
        assertTrue(records.contains("refused"));
        assertFalse(records.contains("my-secret"));
        assertFalse(records.contains(GOOD));
    }
}
