package lv.pkip.kernel.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The secret of a session: 256 random bits. The hash is what the database holds, the csrf value what forms carry. */
final class Token {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final byte[] CSRF = "pkip form token".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Token() {
    }

    static String make() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static boolean looksLikeOne(String token) {
        return token != null && SHAPE.matcher(token).matches();
    }

    static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Follows from the token and does not lead back to it, so every node can check it without keeping it. */
    static String csrf(String token) {
        if (token.isEmpty()) {
            return ""; // nothing is stored here, so no form of ours was made for it
        }
        byte[] mac = SecretKeys.hmac(token.getBytes(StandardCharsets.US_ASCII), CSRF);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
