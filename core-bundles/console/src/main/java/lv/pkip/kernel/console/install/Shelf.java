package lv.pkip.kernel.console.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was installed into and removed from the running house, kept in a folder of its own: Karaf remembers it in its cache
 * only, and the cache is cleared when the platform is upgraded. A parcel lies there as it came, a feature by its name, and
 * so does the id of a service that was taken out, because a feature of the distribution would bring it back.
 */
final class Shelf {
    private static final String FEATURE = ".feature";
    private static final String REMOVED = ".removed";
    private static final String PART = ".part";

    private final Path folder;

    Shelf(Path folder) {
        this.folder = folder;
    }

    /** Keeps a parcel in place of earlier versions of it. */
    void keep(Parcel parcel) {
        Jar main = parcel.main();
        String name = main.name() + "_" + main.version() + (parcel.isArchive() ? ".kar" : ".jar");
        write(name, parcel.bytes());
        forget(file -> isVersionOf(main.name(), file) && !file.equals(name));
    }

    void keepFeature(String feature) {
        write(feature + FEATURE, new byte[0]);
    }

    void keepRemoved(String service) {
        write(service + REMOVED, new byte[0]);
    }

    void forgetBundle(String symbolicName) {
        forget(file -> isVersionOf(symbolicName, file));
    }

    void forgetFeature(String feature) {
        forget((feature + FEATURE)::equals);
    }

    void forgetRemoved(String service) {
        forget((service + REMOVED)::equals);
    }

    void forget(Path parcel) {
        forget(parcel.getFileName().toString()::equals);
    }

    /** Files of parcels in the order they came. */
    List<Path> parcels() {
        return files().filter(file -> file.toString().endsWith(".jar") || file.toString().endsWith(".kar"))
                .sorted(Comparator.comparing(Shelf::changed).thenComparing(Path::toString)).toList();
    }

    List<String> features() {
        return names(FEATURE);
    }

    /** Ids of services that were taken out. */
    List<String> removed() {
        return names(REMOVED);
    }

    private static boolean isVersionOf(String symbolicName, String file) {
        return file.startsWith(symbolicName + "_") && !file.endsWith(PART);
    }

    private List<String> names(String suffix) {
        return files().map(file -> file.getFileName().toString()).filter(file -> file.endsWith(suffix))
                .map(file -> file.substring(0, file.length() - suffix.length())).sorted().toList();
    }

    private Stream<Path> files() {
        return attempt(() -> {
            if (!Files.isDirectory(folder)) {
                return Stream.<Path>empty();
            }
            try (Stream<Path> all = Files.list(folder)) {
                return all.toList().stream();
            }
        });
    }

    private static long changed(Path file) {
        return attempt(() -> Files.getLastModifiedTime(file).toMillis());
    }

    /** Whole or not at all: what is half there after a crash would not install. */
    private void write(String name, byte[] bytes) {
        attempt(() -> {
            Files.createDirectories(folder);
            Path part = folder.resolve(name + PART);
            Files.write(part, bytes);
            return Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private void forget(Predicate<String> which) {
        files().filter(file -> which.test(file.getFileName().toString())).forEach(file -> attempt(() -> Files.deleteIfExists(file)));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
