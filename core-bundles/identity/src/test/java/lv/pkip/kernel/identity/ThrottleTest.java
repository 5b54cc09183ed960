package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.testkit.SettableClock;

class ThrottleTest {
    private final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    private final Throttle throttle = new Throttle(clock);

    private void fail(String login, String address, int times) {
        for (int i = 0; i < times; i++) {
            clock.forward(throttle.admit(login, address));
            throttle.admit(login, address);
        }
    }

    @Test
    void letsFiveTriesThroughAndThenSlowsDown() {
        for (int i = 0; i < 5; i++) {
            assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
        }
        assertEquals(Duration.ofSeconds(1), throttle.admit("anna", "1.1.1.1"));
        clock.forward(Duration.ofSeconds(1));
        assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
        assertEquals(Duration.ofSeconds(2), throttle.admit("anna", "1.1.1.1"));
    }

    @Test
    void neverMakesAnybodyWaitLongerThanFiveMinutes() {
        fail("anna", "1.1.1.1", 200);
        assertTrue(throttle.admit("anna", "1.1.1.1").compareTo(Duration.ofMinutes(5)) <= 0);
    }

    @Test
    void letsTheRightUserInFromElsewhereWhileAnAttackRuns() {
        fail("anna", "6.6.6.6", 100);
        assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
    }

    @Test
    void slowsAnAddressDownThatTriesManyLogins() {
        for (int i = 0; i < 30; i++) {
            assertEquals(Duration.ZERO, throttle.admit("login" + i, "6.6.6.6"));
        }
        assertTrue(throttle.admit("another", "6.6.6.6").toMillis() > 0);
        fail("x", "6.6.6.6", 100);
        assertTrue(throttle.admit("another", "6.6.6.6").compareTo(Duration.ofSeconds(30)) <= 0);
    }

    @Test
    void forgetsAfterTheRightPassword() {
        fail("anna", "1.1.1.1", 4);
        throttle.succeeded("anna", "1.1.1.1");
        for (int i = 0; i < 5; i++) {
            assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
        }
    }

    @Test
    void doesNotCountATryThatTheBusyHouseDidNotLookAt() {
        for (int i = 0; i < 50; i++) {
            assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
            throttle.notTried("anna", "1.1.1.1");
        }
    }

    @Test
    void forgetsOldTries() {
        fail("anna", "1.1.1.1", 10);
        clock.forward(Duration.ofHours(1));
        assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
        assertEquals(Duration.ZERO, throttle.admit("anna", "1.1.1.1"));
    }
}
