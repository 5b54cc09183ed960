package lv.pkip.kernel.console.install;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes bundle files for tests. */
final class Bundles {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();

    static Bundles named(String name, String version) {
        Bundles bundle = new Bundles();
        bundle.headers.put("Bundle-ManifestVersion", "2");
        bundle.headers.put("Bundle-SymbolicName", name);
        bundle.headers.put("Bundle-Version", version);
        return bundle;
    }

    /** A bundle that declares an e-service. */
    static Bundles service(String id, String version) {
        return named("lv.pkip.service." + id.replace("-", ""), version).file("service.json", "{ \"id\": \"" + id + "\" }");
    }

    Bundles header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Bundles file(String name, String text) {
        files.put(name, text);
        return this;
    }

    String in(Path folder) {
        try {
            Path file = Files.createTempFile(folder, headers.get("Bundle-SymbolicName"), ".jar");
            write(Files.newOutputStream(file));
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Karaf archive. */
    static String archive(Path folder, Bundles... bundles) throws IOException {
        Path file = Files.createTempFile(folder, "vendor", ".kar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("repository/features.xml"));
            for (int i = 0; i < bundles.length; i++) {
                zip.putNextEntry(new ZipEntry("repository/vendor/bundle" + i + ".jar"));
                java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
                bundles[i].write(bytes);
                zip.write(bytes.toByteArray());
            }
        }
        return file.toString();
    }

    private void write(OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                jar.putNextEntry(new JarEntry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
