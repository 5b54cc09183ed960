package lv.pkip.kernel.status;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/** Codes of issued documents: 25 characters of 5 random bits each, in groups that can be read aloud. */
final class VerificationCode {
    /** Crockford's base 32: no letter looks like a digit or another letter. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 25;
    private static final int GROUP = 5;

    private VerificationCode() {
    }

    static String next() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            if (i > 0 && i % GROUP == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** The code as stored, from what somebody typed; empty when it cannot be one. */
    static Optional<String> read(String typed) {
        if (typed.length() > 2 * LENGTH) {
            return Optional.empty();
        }
        StringBuilder code = new StringBuilder();
        for (char c : typed.toUpperCase(Locale.ROOT).toCharArray()) {
            char meant = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
            if (ALPHABET.indexOf(meant) >= 0) {
                if (code.length() % (GROUP + 1) == GROUP) {
                    code.append('-');
                }
                code.append(meant);
            } else if (c != '-' && c != ' ') {
                return Optional.empty();
            }
        }
        return code.length() == LENGTH + LENGTH / GROUP - 1 ? Optional.of(code.toString()) : Optional.empty();
    }
}
