package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private final PasswordRules rules = new PasswordRules(new BreachedPasswords(""));

    @ParameterizedTest
    @ValueSource(strings = {"", "īsa", "elevenchars", "Parole123456", "P@ssw0rd2026!!", "qwertyuiop12345", "Daugavpils2026!",
        "aaaaaaaaaaaaaaaa", "anna.ozolina2026", "Vasara2026Vasara", "1qaz2wsx3edc", "abcdefghijklmn", "parolePASSWORD1!",
        "пароль12345678"})
    void refusesWhatIsGuessedFirst(String password) {
        assertTrue(rules.isWeak(password.toCharArray(), "anna.ozolina"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zils ezers skan klusi", "kT9#vm2Lq!xB", "četri zvirbuļi uz jumta", "correct horse battery staple"})
    void takesWhatIsNot(String password) {
        assertFalse(rules.isWeak(password.toCharArray(), "anna.ozolina"));
    }

    @org.junit.jupiter.api.Test
    void refusesWhatIsTooLongToBeTyped() {
        assertTrue(rules.isWeak("zils ezers skan klusi ".repeat(6).toCharArray(), "anna"));
    }
}
