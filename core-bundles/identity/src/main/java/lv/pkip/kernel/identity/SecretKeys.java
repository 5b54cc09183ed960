package lv.pkip.kernel.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import lv.pkip.kernel.api.persistence.PrivateFile;

/** What the key file gives: the keyed hash that finds a personal code, and the cipher that seals it. */
final class SecretKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] master;
    private final byte[] lookup;
    private final byte[] seal;

    private SecretKeys(byte[] master) {
        this.master = master.clone();
        lookup = hmac(master, "person-lookup".getBytes(StandardCharsets.US_ASCII));
        seal = hmac(master, "person-code".getBytes(StandardCharsets.US_ASCII));
    }

    /** Keys of a file, which is made at the first start. Nodes that share a database share the file. */
    static SecretKeys of(Path file) {
        byte[] random = new byte[KEY_BYTES];
        RANDOM.nextBytes(random);
        byte[] text = new PrivateFile(file).readOrCreate(Base64.getEncoder().encode(random));
        byte[] master = Base64.getMimeDecoder().decode(text);
        if (master.length != KEY_BYTES) {
            throw new IllegalStateException("the key file " + file + " does not hold 256 bits in base64");
        }
        return new SecretKeys(master);
    }

    /** A key of its own for a purpose; whoever holds it learns nothing of the others. */
    byte[] of(String purpose) {
        return hmac(master, purpose.getBytes(StandardCharsets.US_ASCII));
    }

    String lookup(String personalCode) {
        return HexFormat.of().formatHex(hmac(lookup, personalCode.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Seals a text for one owner; moved to another owner's row it does not open. */
    String seal(String owner, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, owner, nonce, text.getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return Base64.getEncoder().encodeToString(both);
    }

    String open(String owner, String sealed) {
        byte[] both = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        return new String(crypt(Cipher.DECRYPT_MODE, owner, nonce, Arrays.copyOfRange(both, NONCE_BYTES, both.length)),
                StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, String owner, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(seal, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sealed value does not open: was the key file exchanged?", e);
        }
    }

    static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
