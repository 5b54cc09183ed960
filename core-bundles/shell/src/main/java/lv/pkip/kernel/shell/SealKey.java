package lv.pkip.kernel.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.osgi.framework.BundleContext;

/** The sealing key: made at the first start, readable by the container's own user only, kept over restarts. */
final class SealKey {
    private static final int BYTES = 32;

    private SealKey() { }

    static byte[] read(BundleContext context, String configured) {
        Path file = configured.isBlank() ? context.getDataFile("seal.key").toPath() : Path.of(configured);
        return read(file);
    }

    static byte[] read(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[BYTES];
                new SecureRandom().nextBytes(fresh);
                write(file, fresh);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length < BYTES) {
                throw new IllegalStateException("sealing key " + file + " is too short");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("sealing key " + file + " cannot be kept", e);
        }
    }

    private static void write(Path file, byte[] key) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, key, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return; // another node was quicker; its key is the key
        }
    }
}
