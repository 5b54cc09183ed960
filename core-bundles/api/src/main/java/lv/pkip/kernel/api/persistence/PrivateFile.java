package lv.pkip.kernel.api.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that only the platform's own account may read (0600 in a 0700 folder), written whole or not at all: for keys and secrets. */
public record PrivateFile(Path path) {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Replaces the content. */
    public void write(byte[] content) {
        try {
            Files.move(fresh(content), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it unless it is there; unlike a move, never replaces what another process just made. */
    public void create(byte[] content) {
        try {
            Path fresh = fresh(content);
            try {
                Files.createLink(path, fresh);
            } catch (FileAlreadyExistsException e) {
                return; // the other one's content counts
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does something while nobody else changes the file, in this process or by another node. */
    public void alone(Runnable work) {
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        synchronized (PrivateFile.class) { // a process may not hold the same lock twice
            try (FileChannel channel = FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY); FileLock held = channel.lock()) {
                work.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public byte[] read() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads it, made of this content by the first one who asks for it. */
    public byte[] readOrCreate(byte[] first) {
        if (!exists()) {
            create(first);
        }
        return read();
    }

    public boolean exists() {
        return Files.exists(path);
    }

    private Path fresh(byte[] content) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder, OWNER_FOLDER);
        Path fresh = folder.resolve(path.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        return fresh;
    }
}
