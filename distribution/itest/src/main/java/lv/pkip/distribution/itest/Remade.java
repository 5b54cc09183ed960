package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Makes a bundle from a shipped e-service, as a vendor would deliver it: the code is the shipped one, the rest as a test needs it. */
public final class Remade {

    /** In what the new bundle is another than the shipped one. */
    public interface Change {

        /** Changes what the framework reads. */
        void manifest(Attributes manifest);

        /** Whether a file is taken over at all. */
        default boolean wanted(String file) {
            return true;
        }

        /** What a JSON file becomes. */
        default String json(String file, String text) {
            return text;
        }
    }

    private Remade() {
    }

    /** Writes the new bundle into a container's temporary files. */
    public static Path bundle(Container container, String service, String name, Change change) {
        Path fresh = container.home().resolve("data/tmp/" + name + ".jar");
        try (JarFile from = new JarFile(shipped(container, service).toFile())) {
            Files.createDirectories(fresh.getParent());
            Manifest manifest = from.getManifest();
            change.manifest(manifest.getMainAttributes());
            try (OutputStream out = Files.newOutputStream(fresh); JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : from.stream().filter(e -> !e.isDirectory() && !e.getName().equals(JarFile.MANIFEST_NAME)
                        && change.wanted(e.getName())).toList()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = from.getInputStream(entry)) {
                        byte[] bytes = in.readAllBytes();
                        to.write(entry.getName().endsWith(".json")
                                ? change.json(entry.getName(), new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8) : bytes);
                    }
                }
            }
            return fresh;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path shipped(Container container, String service) throws IOException {
        try (Stream<Path> files = Files.walk(container.home().resolve("system/lv/pkip/service/" + service))) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst()
                    .orElseThrow(() -> new IOException("the container has no " + service));
        }
    }
}
