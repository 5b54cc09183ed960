package lv.pkip.kernel.identity;

import java.security.SecureRandom;

/** Makes passwords to be used once: 80 bits, easy to read out and to type. */
final class OneTimePassword {
    /** 32 characters without those that look alike. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private OneTimePassword() {
    }

    static String make() {
        StringBuilder text = new StringBuilder(19);
        for (int i = 0; i < 16; i++) {
            if (i > 0 && i % 4 == 0) {
                text.append('-');
            }
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
