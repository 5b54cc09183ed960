package lv.pkip.kernel.console.install;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
    private static final int MAX_DECLARATION = 1 << 20;
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([a-z][a-z0-9-]*)\"");

    static Jar of(byte[] bytes, String source) {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes), true)) {
            if (jar.getManifest() == null || jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                throw new InstallFailed(source + " is not an OSGi bundle: its manifest names no Bundle-SymbolicName");
            }
            Attributes manifest = jar.getManifest().getMainAttributes();
            Optional<String> service = Optional.empty();
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (entry.getName().equals("service.json")) {
                    service = declared(jar);
                }
            }
            String name = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME).split(";")[0].trim();
            return new Jar(bytes, name, Version.parseVersion(manifest.getValue(Constants.BUNDLE_VERSION)), service, manifest);
        } catch (IOException | SecurityException | IllegalArgumentException e) {
            throw new InstallFailed(source + " is damaged or not signed correctly: " + e.getMessage(), e);
        }
    }

    /** The id in a {@code service.json}; whether the declaration is right is for the kernel to say. */
    static Optional<String> declared(InputStream declaration) throws IOException {
        Matcher id = ID.matcher(new String(declaration.readNBytes(MAX_DECLARATION), StandardCharsets.UTF_8));
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    String header(String name) {
        String value = manifest.getValue(name);
        return value == null ? "" : value;
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
