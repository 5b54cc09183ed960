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

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.SecondFactors.Enrolment;
import lv.pkip.kernel.api.identity.SecondFactors.Settled;
import lv.pkip.kernel.api.identity.SecondFactors.State;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;

class SecondFactorTest {
    private static final String GOOD = "zils ezers skan klusi";
    private static final String CLIENT = "10.0.0.1";
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

    private static char[] good() {
        return GOOD.toCharArray();
    }

    private String code(String secret) {
        return code(secret, 0);
    }

    private String code(String secret, int drift) {
        return Totp.code(SecretText.bytes(secret), Totp.stepAt(house.clock.millis()) + drift);
    }

    private record App(String secret, Session session, List<String> codes) { }

    /** Sets an app up and goes on to the next code. */
    private App app(String login) {
        Session session = house.enter(login, GOOD);
        String secret = house.factors.beginCode(session, good()).secret();
        Settled settled = house.factors.confirmCode(session, code(secret));
        house.clock.forward(Duration.ofSeconds(60));
        return new App(secret, settled.session(), settled.recoveryCodes());
    }

    private Reason refused(Session session, String code, String client) {
        return assertThrows(SignInRefused.class, () -> house.factors.byCode(session, code, client)).reason();
    }

    private List<String> outcomes(String action) {
        return house.audit.newest(0, 1000).stream().filter(entry -> entry.event().action().equals(action)).map(entry -> entry.event().outcome()).toList();
    }

    @Test
    void anAppCountsOnlyWhenItHasShownARightCode() {
        Session session = house.enter("anna", GOOD);
        Enrolment enrolment = house.factors.beginCode(session, good());
        assertTrue(house.enter("anna", GOOD).due().isEmpty(), "not confirmed yet");
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.confirmCode(session, code(enrolment.secret(), 5))).reason());
        Settled settled = house.factors.confirmCode(session, code(enrolment.secret()).substring(0, 3) + " " + code(enrolment.secret()).substring(3));
        assertEquals(10, Set.copyOf(settled.recoveryCodes()).size());
        assertEquals(Set.of("pwd", "otp", "mfa"), settled.session().proof().methods());
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR), house.enter("anna", GOOD).due());
        assertTrue(enrolment.uri().startsWith("otpauth://totp/Paraugu%20novada%20pa%C5%A1vald%C4%ABba:anna?secret=" + enrolment.secret()), enrolment.uri());
        assertTrue(enrolment.qr().matches("(M\\d+ \\d+h\\d+v1h-\\d+z)+"), "a path and nothing else");
        assertFalse(enrolment.toString().contains(enrolment.secret()));
    }

    @Test
    void whoseSecondFactorIsDueMayNothingElse() {
        App app = app("anna");
        Session session = house.enter("anna", GOOD);
        assertEquals(Set.of(), session.permissions());
        assertEquals(Set.of("tree-felling:*"), app.session().permissions());
        assertThrows(Forbidden.class, () -> house.factors.beginCode(session, good()));
        assertThrows(Forbidden.class, () -> house.factors.removeCode(session, good()));
        assertThrows(Forbidden.class, () -> house.factors.recoveryCodes(session, good()));
        assertThrows(Forbidden.class, () -> house.factors.beginPasskey(session, good()));
        assertThrows(Forbidden.class, () -> house.signIn.changePassword(session, good(), "četri zvirbuļi uz jumta".toCharArray()));
        assertThrows(Forbidden.class, () -> house.ownSessions.list(session));
        assertThrows(Forbidden.class, () -> house.profiles.read(session));
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.signIn.check("anna", good(), CLIENT)).reason(),
                "a protocol that cannot ask for the factor does not get around it");
    }

    @Test
    void settlingTheFactorGivesANewTokenAndEndsTheOldOne() {
        App app = app("anna");
        Session before = house.enter("anna", GOOD);
        Session after = house.factors.byCode(before, code(app.secret()), CLIENT);
        assertNotEquals(before.token(), after.token());
        assertNotEquals(before.csrf(), after.csrf());
        assertTrue(house.signIn.resolve(before.token()).isEmpty(), "nobody who knew the old token gets in");
        assertEquals(Set.of("pwd", "otp", "mfa"), house.signIn.resolve(after.token()).orElseThrow().proof().methods());
        assertEquals(Set.of("tree-felling:*"), after.permissions());
        assertThrows(Forbidden.class, () -> house.factors.byCode(before, code(app.secret(), 1), CLIENT));
        assertThrows(Forbidden.class, () -> house.factors.byCode(after, code(app.secret(), 1), CLIENT), "nothing is due");
    }

    @Test
    void aSessionLastsNoLongerForItsSecondFactor() {
        App app = app("anna");
        Session before = house.enter("anna", GOOD);
        house.clock.forward(Duration.ofMinutes(20));
        Session session = house.factors.byCode(before, code(app.secret()), CLIENT);
        for (int i = 0; i < 27; i++) {
            house.clock.forward(Duration.ofMinutes(25));
            assertTrue(house.signIn.resolve(session.token()).isPresent());
        }
        house.clock.forward(Duration.ofMinutes(25));
        assertTrue(house.signIn.resolve(session.token()).isEmpty(), "twelve hours after the password");
    }

    @Test
    void aCodeWorksOnceAndNoneBeforeItDoes() {
        App app = app("anna");
        String code = code(app.secret());
        house.factors.byCode(house.enter("anna", GOOD), code, CLIENT);
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), code, CLIENT));
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), code(app.secret(), -1), CLIENT));
        house.clock.forward(Duration.ofSeconds(30));
        house.factors.byCode(house.enter("anna", GOOD), code(app.secret()), CLIENT);
    }

    @Test
    void theCodeThatConfirmedAnAppDoesNotSignIn() {
        Session session = house.enter("anna", GOOD);
        String secret = house.factors.beginCode(session, good()).secret();
        String code = code(secret);
        house.factors.confirmCode(session, code);
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), code, CLIENT));
    }

    @Test
    void nobodyElsesCodeWorks() {
        App anna = app("anna");
        App berta = app("berta");
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), code(berta.secret()), CLIENT));
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), berta.codes().get(0), CLIENT));
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), "", CLIENT));
        assertEquals("anna", house.factors.byCode(house.enter("anna", GOOD), code(anna.secret()), CLIENT).actor().id());
        assertTrue(outcomes("session.second-factor").contains("refused"));
    }

    @Test
    void guessingIsSlowedDownFromOneAddressAndFromMany() {
        App app = app("anna");
        Session session = house.enter("anna", GOOD);
        String wrong = code(app.secret(), 7);
        for (int i = 0; i < 5; i++) {
            assertEquals(Reason.WRONG_CREDENTIALS, refused(session, wrong, "6.6.6." + i));
        }
        assertEquals(Reason.THROTTLED, refused(session, wrong, "6.6.6.6"), "however many addresses");
        assertEquals(Reason.THROTTLED, refused(session, code(app.secret()), CLIENT), "also the right one waits");
        Session other = house.factors.byCode(session, app.codes().get(0), CLIENT);
        assertEquals("anna", other.actor().id(), "a recovery code is open meanwhile");
        house.clock.forward(Duration.ofMinutes(5));
        house.factors.byCode(house.enter("anna", GOOD), code(app.secret()), CLIENT);
    }

    @Test
    void recoveryCodesAreGuessedNoFaster() {
        app("anna");
        Session session = house.enter("anna", GOOD);
        for (int i = 0; i < 5; i++) {
            assertEquals(Reason.WRONG_CREDENTIALS, refused(session, "aaaaaa-bbbb" + (i + 2), CLIENT));
        }
        assertEquals(Reason.THROTTLED, refused(session, "aaaaaa-bbbb9", CLIENT));
    }

    @Test
    void aRecoveryCodeWorksOnceHoweverItIsTyped() {
        App app = app("anna");
        house.factors.byCode(house.enter("anna", GOOD), " " + app.codes().get(3).toUpperCase(java.util.Locale.ROOT).replace('-', ' '), CLIENT);
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), app.codes().get(3), CLIENT));
        assertEquals(9, house.factors.state(app.session()).recovery());
        List<String> fresh = house.factors.recoveryCodes(app.session(), good());
        assertEquals(Reason.WRONG_CREDENTIALS, refused(house.enter("anna", GOOD), app.codes().get(4), CLIENT), "earlier ones are void");
        house.factors.byCode(house.enter("anna", GOOD), fresh.get(9), CLIENT);
    }

    @Test
    void nothingOfItStandsReadableInTheDatabaseOrInTheAudit() {
        App app = app("anna");
        String stored = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery("select f.content from FactorRow f", String.class).getResultList()
                + em.createQuery("select r.codeHash from RecoveryRow r", String.class).getResultList().toString());
        String records = house.audit.newest(0, 1000).toString();
        for (String secret : List.of(app.secret(), app.codes().get(0), RecoveryCodes.plain(app.codes().get(0)))) {
            assertFalse(stored.contains(secret));
            assertFalse(records.contains(secret));
        }
    }

    @Test
    void aSecretMovedToSomebodyElseDoesNotOpen() {
        App anna = app("anna");
        app("berta");
        house.jpa.tx(TransactionType.Required, em -> em.find(FactorRow.class, Factors.codeId("berta")).content =
                em.find(FactorRow.class, Factors.codeId("anna")).content);
        Session berta = house.enter("berta", GOOD);
        assertThrows(IllegalStateException.class, () -> house.factors.byCode(berta, code(anna.secret()), CLIENT));
        assertTrue(house.signIn.resolve(berta.token()).orElseThrow().due().isPresent());
    }

    @Test
    void changingFactorsAsksForThePassword() {
        App app = app("anna");
        char[] wrong = "nepareiza parole".toCharArray();
        assertTrue(house.factors.state(app.session()).asksPassword());
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.removeCode(app.session(), wrong)).reason());
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.recoveryCodes(app.session(), wrong)).reason());
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.beginPasskey(app.session(), wrong)).reason());
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.removePasskey(app.session(), "x", wrong)).reason());
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.beginCode(app.session(), wrong)).reason());
        assertEquals(Reason.THROTTLED, assertThrows(SignInRefused.class, () -> house.factors.removeCode(app.session(), good())).reason());
        house.clock.forward(Duration.ofMinutes(5));
        assertThrows(Forbidden.class, () -> house.factors.beginCode(app.session(), good()), "the present app is not replaced by the way");
        house.factors.removeCode(app.session(), good());
        assertTrue(house.enter("anna", GOOD).due().isEmpty());
        assertEquals(new State(Optional.empty(), List.of(), 0, false, true), house.factors.state(app.session()), "codes went with the last factor");
        assertThrows(Forbidden.class, () -> house.factors.recoveryCodes(app.session(), good()));
    }

    @Test
    void whereItIsDemandedOneSetsItUpBeforeAnythingElse() {
        house.policy = House.demanding(SecondFactorPolicy.Demand.EVERYBODY);
        house.start();
        Session session = house.enter("anna", GOOD);
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR_SETUP), session.due());
        assertEquals(Set.of(), session.permissions());
        assertFalse(house.factors.state(session).asksPassword(), "said a moment ago");
        String secret = house.factors.beginCode(session, new char[0]).secret();
        Session settled = house.factors.confirmCode(session, code(secret)).session();
        assertEquals(Optional.empty(), settled.due());
        assertEquals(Set.of("tree-felling:*"), settled.permissions());
        house.clock.forward(Duration.ofMinutes(1));
        house.factors.removeCode(settled, good());
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR_SETUP), house.signIn.resolve(settled.token()).orElseThrow().due(), "and again");
    }

    @Test
    void anAbandonedSetUpAsksForThePasswordAgain() {
        house.policy = House.demanding(SecondFactorPolicy.Demand.EVERYBODY);
        house.start();
        Session session = house.enter("anna", GOOD);
        house.clock.forward(Duration.ofMinutes(11));
        assertEquals(Reason.WRONG_CREDENTIALS, assertThrows(SignInRefused.class, () -> house.factors.beginCode(session, new char[0])).reason());
    }

    @Test
    void privilegedIsWhoHoldsAPrivilegedPermission() {
        SecondFactorPolicy policy = House.demanding(SecondFactorPolicy.Demand.PRIVILEGED);
        for (String privileged : List.of("*", "users:*", "users:manage", "*:manage")) {
            assertTrue(policy.demands(Set.of("tree-felling:*", privileged)), privileged);
        }
        assertFalse(policy.demands(Set.of("tree-felling:*", "cases:*", "*:configure")));
        assertFalse(policy.demands(Set.of()));
        assertFalse(House.demanding(SecondFactorPolicy.Demand.OFF).demands(Set.of("*")));
    }

    @Test
    void givingSomebodyAPrivilegedRoleAsksForAFactorAtOnce() {
        house.policy = House.demanding(SecondFactorPolicy.Demand.PRIVILEGED);
        house.start();
        Session session = house.enter("anna", GOOD);
        assertEquals(Optional.empty(), session.due());
        house.change(house.account("anna").withRoles(Set.of("clerk", "chief")));
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR_SETUP), house.signIn.resolve(session.token()).orElseThrow().due());
        assertEquals(Set.of(), house.signIn.resolve(session.token()).orElseThrow().permissions());
    }

    @Test
    void anAdministratorTakesALostFactorAwayAndNobodyElseDoes() {
        App app = app("anna");
        assertThrows(Forbidden.class, () -> house.factors.remove("anna"));
        assertThrows(Forbidden.class, () -> house.actors.as(app.session(), () -> {
            house.factors.remove("berta");
            return null;
        }));
        assertThrows(Forbidden.class, () -> house.factors.state("anna"));
        house.actors.asSystem("console", () -> {
            assertTrue(house.factors.state("anna").any());
            house.factors.remove("anna");
            return null;
        });
        assertTrue(house.signIn.resolve(app.session().token()).isEmpty(), "sessions end");
        assertTrue(house.enter("anna", GOOD).due().isEmpty());
        assertEquals("console", house.audit.newest(0, 1000).stream().filter(e -> e.event().action().equals("second-factor.remove")).findFirst().orElseThrow().actor());
    }

    @Test
    void aFactorSetUpInOneSessionCountsInTheOthersAtOnce() {
        Session there = house.enter("anna", GOOD);
        assertTrue(house.signIn.resolve(there.token()).orElseThrow().due().isEmpty());
        app("anna");
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR), house.signIn.resolve(there.token()).orElseThrow().due());
    }

    @Test
    void nothingOfItOutlivesTheAccount() {
        app("anna");
        house.system(() -> {
            house.registry.remove("anna", "");
            return null;
        });
        for (String kept : List.of("FactorRow", "RecoveryRow", "ResetRow")) {
            assertEquals(0L, house.jpa.<Long>txExpr(TransactionType.Required, em -> em.createQuery("select count(r) from " + kept
                    + " r where r.login = 'anna'", Long.class).getSingleResult()), kept);
        }
    }
}
