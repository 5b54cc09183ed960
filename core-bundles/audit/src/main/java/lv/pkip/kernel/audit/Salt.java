package lv.pkip.kernel.audit;

import java.security.SecureRandom;
import java.util.Base64;

/** What keeps the commitment to a personal value from being guessed: 32 random bytes for each record, in base64url. */
final class Salt {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Salt() { }

    static String fresh() {
        byte[] salt = new byte[32];
        RANDOM.nextBytes(salt);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(salt);
    }
}
