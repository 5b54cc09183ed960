package lv.pkip.kernel.shell.gate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs the small values the shell hands to a browser before anybody signed in, and knows them again. */
public final class Seal {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final byte[] key;

    public Seal(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("a sealing key has at least 32 bytes");
        }
        this.key = key.clone();
    }

    /** An unguessable value of 192 bits. */
    public static String random() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The purpose keeps a value signed for one thing from being used for another. */
    public String sign(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    public boolean matches(String purpose, String value, String signature) {
        return same(sign(purpose, value), signature);
    }

    /** Compares in a time that does not tell how much is right. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
