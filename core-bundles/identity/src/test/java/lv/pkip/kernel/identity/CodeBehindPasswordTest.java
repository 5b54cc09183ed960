package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;

/** Where there is one field only (LDAP, console, JMX), the code of an app stands right behind the password. */
class CodeBehindPasswordTest {
    private static final String PASSWORD = "lietus-un-saule-78";

    @TempDir Path folder;
    private House house;
    private byte[] secret;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna", PASSWORD);
        house.clerk("berta", "zils-ezers-123456");
        Session session = house.enter("anna", PASSWORD);
        secret = SecretText.bytes(house.factors.beginCode(session, PASSWORD.toCharArray()).secret());
        house.factors.confirmCode(session, code());
        later();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String code() {
        return Totp.code(secret, Totp.stepAt(house.clock.millis()));
    }

    private String wrongCode() {
        return String.format("%06d", (Integer.parseInt(code()) + 1) % 1_000_000);
    }

    private void later() {
        house.clock.forward(Duration.ofSeconds(Totp.STEP_SECONDS));
    }

    private Session check(String login, String typed, String client) {
        return house.signIn.check(login, typed.toCharArray(), client);
    }

    private Reason refused(String login, String typed, String client) {
        return assertThrows(SignInRefused.class, () -> check(login, typed, client)).reason();
    }

    @Test
    void letsPasswordAndCodeInWithWhatThatProves() {
        char[] typed = (PASSWORD + code()).toCharArray();
        char[] before = typed.clone();
        Session session = house.signIn.check("anna", typed, "10.0.0.1");
        assertTrue(session.due().isEmpty());
        assertEquals(Set.of("pwd", "otp", "mfa"), session.proof().methods());
        assertEquals(Set.of("tree-felling:*"), session.permissions());
        assertArrayEquals(before, typed, "the caller's own");
    }

    @Test
    void refusesPasswordAlone() {
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD, "10.0.0.1"));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD + wrongCode(), "10.0.0.1"));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", code(), "10.0.0.1"));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", "", "10.0.0.1"));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", "cits-saule-99" + code(), "10.0.0.2"), "a right code behind a wrong password");
        check("anna", PASSWORD + code(), "10.0.0.3");
    }

    @Test
    void takesACodeOnceWhereverItIsTyped() {
        String code = code();
        check("anna", PASSWORD + code, "10.0.0.1");
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD + code, "10.0.0.2"));
        assertThrows(SignInRefused.class, () -> house.factors.byCode(house.enter("anna", PASSWORD), code, "10.0.0.3"), "nor on the page");
        later();
        String next = code();
        house.factors.byCode(house.enter("anna", PASSWORD), next, "10.0.0.3");
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD + next, "10.0.0.4"), "nor the other way round");
        later();
        check("anna", PASSWORD + code(), "10.0.0.5");
    }

    @Test
    void usesNoCodeUpForAWrongPassword() {
        String code = code();
        refused("anna", "cits-saule-99" + code, "10.0.0.1");
        check("anna", PASSWORD + code, "10.0.0.1");
    }

    @Test
    void letsNobodyGuessCodesFromManyAddresses() {
        for (int i = 0; i < 5; i++) {
            refused("anna", PASSWORD + wrongCode(), "10.0.1." + i);
        }
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD + code(), "10.0.2.1"), "the same answer, so that it does not tell");
        assertThrows(SignInRefused.class, () -> house.factors.byCode(house.enter("anna", PASSWORD), code(), "10.0.2.2"), "and on the page");
        house.clock.forward(Duration.ofMinutes(6));
        check("anna", PASSWORD + code(), "10.0.2.1");
    }

    @Test
    void slowsDownByAddressAsEverySignIn() {
        for (int i = 0; i < 5; i++) {
            refused("anna", PASSWORD, "10.0.0.1");
        }
        assertEquals(Reason.THROTTLED, refused("anna", PASSWORD + code(), "10.0.0.1"));
        check("anna", PASSWORD + code(), "10.0.0.2");
    }

    @Test
    void doesNotGuessWrongPasswordsAgainstTheCode() {
        for (int i = 0; i < 40; i++) {
            refused("anna", "nepareiza-" + i + wrongCode(), "10.0." + i + ".1");
        }
        check("anna", PASSWORD + code(), "10.0.0.2"); // nobody locks the right user out
    }

    @Test
    void refusesACodeBehindThePasswordOfAClosedAccount() {
        house.change(house.account("anna").enabled(false));
        assertEquals(Reason.WRONG_CREDENTIALS, refused("anna", PASSWORD + code(), "10.0.0.1"));
    }

    @Test
    void leavesPasswordsThatEndInDigitsWholeWhereThereIsNoApp() {
        assertEquals(Set.of("pwd"), check("berta", "zils-ezers-123456", "10.0.0.1").proof().methods());
        assertEquals(Reason.WRONG_CREDENTIALS, refused("berta", "zils-ezers-", "10.0.0.1"));
    }

    @Test
    void asksNothingOfAnAppThatWasNeverConfirmed() {
        Session session = house.enter("berta", "zils-ezers-123456");
        house.factors.beginCode(session, "zils-ezers-123456".toCharArray());
        check("berta", "zils-ezers-123456", "10.0.0.1");
    }
}
