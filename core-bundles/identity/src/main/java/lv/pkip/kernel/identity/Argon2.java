package lv.pkip.kernel.identity;

import java.nio.CharBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in the PHC string form, so that every stored hash says how it was made.
 *
 * @param memory     KiB
 * @param iterations passes over the memory
 * @param lanes      parallelism
 */
record Argon2(int memory, int iterations, int lanes) {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TO_BASE64 = Base64.getEncoder().withoutPadding();
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    Argon2 {
        if (memory < 8 * lanes || iterations < 1 || lanes < 1) {
            throw new IllegalArgumentException("these Argon2 parameters make no hash");
        }
    }

    String hash(char[] password) {
        byte[] salt = random(SALT_BYTES);
        return written(salt, derive(password, salt, HASH_BYTES));
    }

    /** One that nobody knows a password of, and that takes as long to check as any. */
    String ofNothing() {
        return written(random(SALT_BYTES), random(HASH_BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private String written(byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + lanes
                + "$" + TO_BASE64.encodeToString(salt) + "$" + TO_BASE64.encodeToString(hash);
    }

    /** True when the password belongs to the hash, whatever parameters it was made with. */
    static boolean matches(char[] password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = of(parts).derive(password, Base64.getDecoder().decode(parts.group(4)), expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    /** True when the hash was made with other parameters than these. */
    boolean differsFrom(String phc) {
        Matcher parts = PHC.matcher(phc);
        return !parts.matches() || !equals(of(parts));
    }

    private static Argon2 of(Matcher parts) {
        return new Argon2(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    private byte[] derive(char[] password, byte[] salt, int length) {
        ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(memory).withIterations(iterations)
                    .withParallelism(lanes).withSalt(salt).build());
            byte[] hash = new byte[length];
            generator.generateBytes(bytes, hash);
            return hash;
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(utf8.array(), (byte) 0);
        }
    }
}
