package lv.pkip.kernel.status.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Blobs in a directory: {@code ab/cd/<hash>}. A blob is written aside, forced to the disk and renamed into place before
 * the row that names it commits, so a crash leaves at most a blob without a row, never a row without its blob.
 * Orphans go to {@code trash} first and come back when somebody turns out to need them.
 */
@Component
@Designate(ocd = DirectoryBlobs.Config.class)
public final class DirectoryBlobs implements BlobStore {

    /** Where the files lie. */
    @ObjectClassDefinition(name = "PKIP: attachments")
    public @interface Config {
        @AttributeDefinition(description = "Directory of the files; empty: attachments in the container's data directory")
        String directory() default "";
    }

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path root;
    private final Path incoming;
    private final Path trash;

    @Activate
    public DirectoryBlobs(Config config) throws IOException {
        this(path(config.directory()));
    }

    public DirectoryBlobs(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve("incoming");
        this.trash = this.root.resolve("trash");
        for (Path directory : List.of(this.root, incoming, trash)) {
            Files.createDirectories(directory, ownerOnly(directory));
        }
    }

    private static Path path(String configured) {
        String data = System.getProperty("karaf.data", "data");
        return Path.of(configured.isBlank() ? data + "/attachments" : configured.replace("${karaf.data}", data));
    }

    private static FileAttribute<?>[] ownerOnly(Path any) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    @Override
    public Incoming receive(InputStream content, long maxBytes) throws IOException {
        Path file = Files.createTempFile(incoming, "in-", ".part");
        try {
            return IncomingFile.read(content, maxBytes, file, this);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Puts a complete, forced file in its place. */
    void keep(Path file, String sha256) throws IOException {
        Path place = place(sha256);
        if (rejuvenated(place)) {
            return;
        }
        Path parent = place.getParent();
        Files.createDirectories(parent, ownerOnly(parent));
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        force(parent);
        force(parent.getParent());
        force(root);
    }

    /** What is there already counts as new, so that a sweep does not take it before its row commits. */
    private static boolean rejuvenated(Path place) throws IOException {
        try {
            Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException notHere) {
            // some systems do not open directories; their renames are durable by themselves
        }
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        try {
            return Files.newInputStream(place(sha256));
        } catch (NoSuchFileException swept) {
            restore(sha256);
            return Files.newInputStream(place(sha256));
        }
    }

    private void restore(String sha256) throws IOException {
        Path place = place(sha256);
        Files.createDirectories(place.getParent(), ownerOnly(place));
        Files.move(trash.resolve(sha256), place, StandardCopyOption.ATOMIC_MOVE);
        Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
    }

    private Path place(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hex");
        }
        return root.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
    }

    @Override
    public int sweep(Duration untouched, Predicate<String> needed) throws IOException {
        Instant before = Instant.now().minus(untouched);
        int removed = 0;
        for (Path old : olderThan(trash, 1, before)) {
            String sha256 = old.getFileName().toString();
            if (SHA256.matcher(sha256).matches() && needed.test(sha256)) {
                restore(sha256);
            } else {
                Files.deleteIfExists(old);
                removed++;
            }
        }
        for (Path part : olderThan(incoming, 1, before)) {
            Files.deleteIfExists(part);
            removed++;
        }
        for (Path old : olderThan(root, 3, before)) {
            String sha256 = old.getFileName().toString();
            if (SHA256.matcher(sha256).matches() && !old.startsWith(trash) && !needed.test(sha256)) {
                Path thrown = Files.move(old, trash.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
                Files.setLastModifiedTime(thrown, FileTime.from(Instant.now())); // a second look before it goes for good
            }
        }
        return removed;
    }

    private static List<Path> olderThan(Path directory, int depth, Instant before) throws IOException {
        try (Stream<Path> files = Files.find(directory, depth,
                (path, facts) -> facts.isRegularFile() && facts.lastModifiedTime().toInstant().isBefore(before))) {
            return files.toList();
        }
    }
}
