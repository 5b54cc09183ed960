package lv.pkip.kernel.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import javax.persistence.EntityManager;

/**
 * What passkeys sign: random, for one holder and one purpose, for five minutes, good once. It says itself whom it is for,
 * under a key of ours, so nothing is stored for those who only ask; what was answered rightly is.
 */
final class Challenges {
    static final Duration LASTS = Duration.ofMinutes(5);
    private static final int RANDOM_BYTES = 16;
    private static final int OPEN_BYTES = RANDOM_BYTES + Long.BYTES;
    private static final int ALL_BYTES = OPEN_BYTES + 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;
    private final Clock clock;

    Challenges(SecretKeys keys, Clock clock) {
        this.key = keys.of("passkey-challenges");
        this.clock = clock;
    }

    /**
     * @param purpose what may be done with the answer
     * @param holder  session or browser that asked
     */
    byte[] make(String purpose, String holder) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        byte[] open = ByteBuffer.allocate(OPEN_BYTES).put(random).putLong(clock.millis() + LASTS.toMillis()).array();
        byte[] all = Arrays.copyOf(open, ALL_BYTES);
        System.arraycopy(mark(open, purpose, holder), 0, all, OPEN_BYTES, ALL_BYTES - OPEN_BYTES);
        return all;
    }

    boolean isOurs(byte[] challenge, String purpose, String holder) {
        if (challenge.length != ALL_BYTES) {
            return false;
        }
        byte[] open = Arrays.copyOf(challenge, OPEN_BYTES);
        boolean ours = MessageDigest.isEqual(mark(open, purpose, holder), Arrays.copyOfRange(challenge, OPEN_BYTES, ALL_BYTES));
        return ours && ends(challenge) > clock.millis();
    }

    private static long ends(byte[] challenge) {
        return ByteBuffer.wrap(challenge, RANDOM_BYTES, Long.BYTES).getLong();
    }

    private byte[] mark(byte[] open, String purpose, String holder) {
        byte[] whose = ('\n' + purpose + '\n' + holder).getBytes(StandardCharsets.UTF_8);
        return SecretKeys.hmac(key, ByteBuffer.allocate(open.length + whose.length).put(open).put(whose).array());
    }

    /** True the first time; the primary key sees to it that of two requests at once one fails. */
    boolean spend(EntityManager em, byte[] challenge) {
        String hash = HexFormat.of().formatHex(SecretKeys.hmac(key, challenge));
        em.createQuery("delete from SpentRow s where s.ends < :now").setParameter("now", clock.millis()).executeUpdate();
        if (em.find(SpentRow.class, hash) != null) {
            return false;
        }
        SpentRow row = new SpentRow();
        row.challengeHash = hash;
        row.ends = ends(challenge);
        em.persist(row);
        em.flush();
        return true;
    }
}
