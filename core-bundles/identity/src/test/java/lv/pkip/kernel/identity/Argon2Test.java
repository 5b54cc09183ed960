package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Argon2Test {
    private static final Argon2 QUICK = new Argon2(64, 1, 1);

    @Test
    void agreesWithThePublishedVectorOfTheReferenceImplementation() {
        String published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertTrue(Argon2.matches("password".toCharArray(), published));
        assertFalse(Argon2.matches("Password".toCharArray(), published));
    }

    @Test
    void takesBackWhatItHashedLettersWithMarksIncluded() {
        String phc = QUICK.hash("ļoti gaŗa ķēde 🔑".toCharArray());
        assertTrue(phc.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), phc);
        assertTrue(Argon2.matches("ļoti gaŗa ķēde 🔑".toCharArray(), phc));
        assertFalse(Argon2.matches("loti gaŗa ķēde 🔑".toCharArray(), phc));
    }

    @Test
    void saltsEveryHashAnew() {
        assertNotEquals(QUICK.hash("x".toCharArray()), QUICK.hash("x".toCharArray()));
    }

    @Test
    void seesThatAHashWasMadeWithOtherParameters() {
        String phc = QUICK.hash("x".toCharArray());
        assertFalse(QUICK.differsFrom(phc));
        assertTrue(new Argon2(128, 1, 1).differsFrom(phc));
        assertTrue(QUICK.differsFrom("{SHA}abc"));
    }

    @Test
    void opensNothingByAHashOfAnotherKind() {
        assertFalse(Argon2.matches("x".toCharArray(), "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
        assertFalse(Argon2.matches("x".toCharArray(), ""));
    }

    @Test
    void refusesParametersThatMakeNoHash() {
        assertThrows(IllegalArgumentException.class, () -> new Argon2(7, 1, 1));
    }

    @Test
    void makesOneTimePasswordsOfEightyBitsThatAreNeverWeak() {
        PasswordRules rules = new PasswordRules(new BreachedPasswords(""));
        for (int i = 0; i < 200; i++) {
            String password = OneTimePassword.make();
            assertTrue(password.matches("[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}"), password);
            assertEquals(19, password.length());
            assertFalse(rules.isWeak(password.toCharArray(), "anna"), password);
        }
    }
}
