package lv.pkip.kernel.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret a monitoring server shows to read metrics; made at first start in a file that only the owner can read. */
final class MetricsToken {

    private final byte[] token;

    private MetricsToken(byte[] token) {
        this.token = token;
    }

    static MetricsToken in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("metrics-token");
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(directory, "metrics", null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random), StandardOpenOption.WRITE);
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        return new MetricsToken(Files.readString(file).trim().getBytes(StandardCharsets.UTF_8));
    }

    boolean shownBy(String authorization) {
        return authorization != null && authorization.startsWith("Bearer ")
                && MessageDigest.isEqual(token, authorization.substring(7).trim().getBytes(StandardCharsets.UTF_8));
    }
}
