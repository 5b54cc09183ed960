package lv.pkip.kernel.health;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import lv.pkip.kernel.api.persistence.PrivateFile;

/** The secret a monitoring server shows to read metrics; made at first start in a file that only the owner can read. */
final class MetricsToken {

    private final byte[] token;

    private MetricsToken(byte[] token) {
        this.token = token;
    }

    static MetricsToken in(Path directory) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        byte[] kept = new PrivateFile(directory.resolve("metrics-token")).readOrCreate(Base64.getUrlEncoder().withoutPadding().encode(random));
        return new MetricsToken(new String(kept, StandardCharsets.US_ASCII).trim().getBytes(StandardCharsets.UTF_8));
    }

    boolean shownBy(String authorization) {
        return authorization != null && authorization.startsWith("Bearer ")
                && MessageDigest.isEqual(token, authorization.substring(7).trim().getBytes(StandardCharsets.UTF_8));
    }
}
