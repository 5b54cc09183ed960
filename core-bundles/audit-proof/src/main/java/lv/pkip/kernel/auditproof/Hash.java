package lv.pkip.kernel.auditproof;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 as the tree of RFC 6962 uses it, and HMAC with it. */
final class Hash {
    static final int LENGTH = 32;
    private static final String HMAC = "HmacSHA256";
    // Copied for each use: looking an algorithm up costs more than hashing a record.
    private static final MessageDigest DIGEST;
    private static final Mac MAC;

    static {
        try {
            DIGEST = MessageDigest.getInstance("SHA-256");
            MAC = Mac.getInstance(HMAC);
            MAC.init(new SecretKeySpec(new byte[LENGTH], HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Hash() { }

    static MessageDigest sha256() {
        try {
            return (MessageDigest) DIGEST.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be copied", e);
        }
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = (Mac) MAC.clone();
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("Java's HMAC takes any key and can be copied", e);
        }
    }

    /** Of a tree without leaves. */
    static byte[] empty() {
        return sha256().digest();
    }

    static byte[] leaf(byte[] content) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        return digest.digest(content);
    }

    static byte[] parent(byte[] left, byte[] right) {
        MessageDigest digest = sha256();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    static byte[] checked(byte[] hash) {
        if (hash == null || hash.length != LENGTH) {
            throw new Malformed("length");
        }
        return hash;
    }
}
