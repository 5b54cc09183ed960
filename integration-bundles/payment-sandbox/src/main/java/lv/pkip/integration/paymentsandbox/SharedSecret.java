package lv.pkip.integration.paymentsandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that gateway and merchant share: made at first use, in a file that only the container's user can read. */
final class SharedSecret {
    private static final int BYTES = 32;
    private final Path file;
    private volatile byte[] value;

    SharedSecret(Path file) {
        this.file = file;
    }

    byte[] get() {
        byte[] known = value;
        if (known == null) {
            synchronized (this) {
                if (value == null) {
                    value = readOrMake();
                }
                known = value;
            }
        }
        return known;
    }

    private byte[] readOrMake() {
        try {
            if (!Files.exists(file)) {
                make();
            }
            byte[] bytes = Base64.getUrlDecoder().decode(Files.readString(file).strip());
            if (bytes.length != BYTES) {
                throw new IllegalStateException(file + " does not hold a secret of " + BYTES + " bytes; delete it for a new one");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written aside and moved, so that nobody reads half a secret; a second maker takes the first one's. */
    private void make() throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.createDirectories(file.getParent());
        Path aside = Files.createTempFile(file.getParent(), "secret", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(aside, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            // somebody was quicker: theirs is the secret
        } finally {
            Files.delete(aside);
        }
    }
}
