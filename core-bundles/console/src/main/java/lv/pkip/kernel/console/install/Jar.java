package lv.pkip.kernel.console.install;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle file read before it is installed.
 *
 * @param service id in its {@code service.json}, if it has one
 */
record Jar(byte[] bytes, String name, Version version, Optional<String> service, Attributes manifest) {

    private static final long MAX_BYTES = 64L << 20;
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([a-z][a-z0-9-]*)\"");

    static Jar read(String source) {
        byte[] bytes;
        try (InputStream in = open(source)) {
            bytes = in.readNBytes((int) MAX_BYTES + 1);
        } catch (IOException | IllegalArgumentException e) {
            throw new InstallFailed("cannot read " + source + ": " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new InstallFailed(source + " is larger than 64 MB: an e-service brings its rules, not the world");
        }
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes), true)) {
            if (jar.getManifest() == null || jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                throw new InstallFailed(source + " is not an OSGi bundle: its manifest names no Bundle-SymbolicName");
            }
            Attributes manifest = jar.getManifest().getMainAttributes();
            Optional<String> service = Optional.empty();
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (entry.getName().equals("service.json")) {
                    Matcher id = ID.matcher(new String(jar.readNBytes(1 << 20), java.nio.charset.StandardCharsets.UTF_8));
                    service = id.find() ? Optional.of(id.group(1)) : Optional.empty();
                }
            }
            String name = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME).split(";")[0].trim();
            return new Jar(bytes, name, Version.parseVersion(manifest.getValue(Constants.BUNDLE_VERSION)), service, manifest);
        } catch (IOException | SecurityException | IllegalArgumentException e) {
            throw new InstallFailed(source + " is damaged or not signed correctly: " + e.getMessage(), e);
        }
    }

    private static InputStream open(String source) throws IOException {
        Path file = Path.of(source.startsWith("file:") ? URI.create(source).getPath() : source);
        return source.matches("[a-z][a-z0-9+.-]+:.*") && !source.startsWith("file:")
                ? URI.create(source).toURL().openStream() : Files.newInputStream(file);
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }
}
