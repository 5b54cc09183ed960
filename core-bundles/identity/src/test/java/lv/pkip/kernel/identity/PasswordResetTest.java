package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.OwnProfile.Profile;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;

class PasswordResetTest {
    private static final String GOOD = "zils ezers skan klusi";
    private static final String OTHER = "četri zvirbuļi uz jumta";
    private static final String CLIENT = "10.0.0.1";
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna", GOOD);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void ask(String who) {
        house.resets.request(who, CLIENT);
        house.later();
    }

    private static String token(String text) {
        return text.replaceAll("(?s).*/sign-in/reset\\?t=([A-Za-z0-9_-]{43}).*", "$1");
    }

    private String sent() {
        List<Outbox.Item> items = house.outbox.items();
        return token(items.get(items.size() - 1).content().get("text"));
    }

    private Reason refused(String token, String password) {
        return assertThrows(SignInRefused.class, () -> house.resets.set(token, password.toCharArray(), CLIENT)).reason();
    }

    @Test
    void aLinkByLetterSetsANewPasswordAndEndsEverySession() {
        Session before = house.enter("anna", GOOD);
        ask(" Anna ");
        Outbox.Item letter = house.outbox.items().get(0);
        assertEquals("anna@pasvaldiba.example", letter.address());
        assertEquals("email", letter.channel());
        assertTrue(letter.content().get("subject").startsWith("Jaunas paroles izvēle"));
        assertTrue(letter.content().get("text").contains("https://pakalpojumi.paraugi.example/sign-in/reset?t="));
        assertTrue(house.resets.isGood(sent()));
        house.resets.set(sent(), OTHER.toCharArray(), CLIENT);
        assertTrue(house.signIn.resolve(before.token()).isEmpty());
        assertEquals("anna", house.enter("anna", OTHER).actor().id());
        assertThrows(SignInRefused.class, () -> house.enter("anna", GOOD));
        assertEquals(2, house.outbox.items().size(), "and the person is told");
    }

    @Test
    void aLinkIsGoodOnceAndVoidsTheOthers() {
        ask("anna");
        String first = sent();
        ask("anna");
        String second = sent();
        house.resets.set(second, OTHER.toCharArray(), CLIENT);
        assertEquals(Reason.WRONG_CREDENTIALS, refused(second, GOOD));
        assertEquals(Reason.WRONG_CREDENTIALS, refused(first, GOOD));
        assertFalse(house.resets.isGood(first));
        assertEquals("anna", house.enter("anna", OTHER).actor().id());
    }

    @Test
    void aLinkRunsOutAfterHalfAnHour() {
        ask("anna");
        String token = sent();
        house.clock.forward(Duration.ofMinutes(29));
        assertTrue(house.resets.isGood(token));
        house.clock.forward(Duration.ofMinutes(1));
        assertFalse(house.resets.isGood(token));
        assertEquals(Reason.WRONG_CREDENTIALS, refused(token, OTHER));
    }

    @Test
    void nobodyLearnsFromAnswerOrWorkWhetherAnAccountExists() {
        house.clerk("closed", GOOD);
        house.change(house.account("closed").enabled(false));
        for (String who : List.of("anna", "nobody", "closed", "not a login!", "nobody@pasvaldiba.example", "", "x".repeat(5000))) {
            house.resets.request(who, CLIENT);
        }
        assertEquals(7, house.afterwards.size(), "each is looked at after the answer, and none before");
        assertEquals(0, house.outbox.items().size());
        house.later();
        assertEquals(1, house.outbox.items().size());
    }

    @Test
    void anAddressDoesWhenItIsOneAccountsAlone() {
        ask("ANNA@pasvaldiba.example");
        assertEquals(1, house.outbox.items().size());
        house.clerk("berta"); // the double gives everybody the same address
        ask("anna@pasvaldiba.example");
        assertEquals(1, house.outbox.items().size());
    }

    @Test
    void nobodysMailboxIsFilled() {
        for (int i = 0; i < 10; i++) {
            house.resets.request("anna", "6.6.6." + i);
        }
        house.later();
        assertEquals(3, house.outbox.items().size());
        house.clock.forward(Duration.ofMinutes(61));
        ask("anna");
        assertEquals(4, house.outbox.items().size(), "and the right user is not kept out for good");
    }

    @Test
    void askingOftenIsSlowedDownForUnknownAndKnownAlike() {
        for (String who : List.of("anna", "nobody")) {
            for (int i = 0; i < 5; i++) {
                house.resets.request(who, CLIENT);
            }
            assertEquals(Reason.THROTTLED, assertThrows(SignInRefused.class, () -> house.resets.request(who, CLIENT)).reason());
        }
    }

    @Test
    void guessingATokenIsSlowedDown() {
        for (int i = 0; i < 5; i++) {
            assertEquals(Reason.WRONG_CREDENTIALS, refused("A".repeat(43), OTHER));
        }
        assertEquals(Reason.THROTTLED, refused("A".repeat(43), OTHER));
        assertFalse(house.resets.isGood("' or 1=1"));
    }

    @Test
    void aWeakPasswordIsRefusedAndTheLinkStaysGood() {
        ask("anna");
        assertEquals(Reason.WEAK_PASSWORD, refused(sent(), "Parole123456"));
        assertEquals(Reason.WEAK_PASSWORD, refused(sent(), "short"));
        house.resets.set(sent(), OTHER.toCharArray(), CLIENT);
    }

    @Test
    void aNewPasswordLeavesTheSecondFactorWhereItIs() {
        Session session = house.enter("anna", GOOD);
        String secret = house.factors.beginCode(session, GOOD.toCharArray()).secret();
        house.factors.confirmCode(session, Totp.code(SecretText.bytes(secret), Totp.stepAt(house.clock.millis())));
        ask("anna");
        house.resets.set(sent(), OTHER.toCharArray(), CLIENT);
        assertEquals(Optional.of(Session.Due.SECOND_FACTOR), house.enter("anna", OTHER).due());
    }

    @Test
    void anAdministratorHandsALinkOver() {
        assertThrows(Forbidden.class, () -> house.resets.link("anna"));
        String link = house.actors.asSystem("console", () -> house.resets.link("anna"));
        assertTrue(link.startsWith("https://pakalpojumi.paraugi.example/sign-in/reset?t="), link);
        house.clock.forward(Duration.ofHours(23));
        house.resets.set(token(link), OTHER.toCharArray(), CLIENT);
        assertEquals("anna", house.enter("anna", OTHER).actor().id());
        assertFalse(house.audit.newest(0, 1000).toString().contains(token(link)));
        assertTrue(house.audit.actions().contains("user.reset-link"));
        house.actors.asSystem("console", () -> assertThrows(IllegalArgumentException.class, () -> house.resets.link("nobody")));
    }

    @Test
    void tokensAreStoredAsHashesOnly() {
        ask("anna");
        String stored = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery("select r.tokenHash from ResetRow r", String.class).getResultList().toString());
        assertFalse(stored.contains(sent()));
        assertTrue(stored.contains(Token.hash(sent())));
    }

    @Test
    void lettersSpeakThePersonsLanguage() {
        Session session = house.enter("anna", GOOD);
        house.profiles.change(session, new Profile("anna", "", "anna@pasvaldiba.example", "", "ru"), new char[0]);
        ask("anna");
        assertTrue(house.outbox.items().get(0).content().get("subject").startsWith("Выбор нового пароля"));
    }
}
