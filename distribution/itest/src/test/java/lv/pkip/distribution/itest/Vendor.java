package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Delivers one new version of an e-service after the other, each with another form; the code is the shipped one. */
final class Vendor {

    private final Container container;
    private final String service;
    private final AtomicInteger delivered = new AtomicInteger();

    Vendor(Container container, String service) {
        this.container = container;
        this.service = service;
    }

    String version() {
        return "0.1." + delivered;
    }

    Path next() {
        int n = delivered.incrementAndGet();
        Path shipped = container.home().resolve("system/lv/pkip/service/" + service + "/0.1.0/" + service + "-0.1.0.jar");
        Path fresh = container.home().resolve("data/tmp/" + service + "-0.1." + n + ".jar");
        try (JarFile from = new JarFile(shipped.toFile())) {
            Files.createDirectories(fresh.getParent());
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", "0.1." + n);
            try (OutputStream out = Files.newOutputStream(fresh); JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : from.stream().filter(e -> !e.isDirectory() && !e.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = from.getInputStream(entry)) {
                        to.write(changed(entry.getName(), in.readAllBytes(), n));
                    }
                }
            }
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] changed(String file, byte[] bytes, int n) {
        if (!file.equals("form/application.json")) {
            return bytes;
        }
        String before = new String(bytes, StandardCharsets.UTF_8);
        String after = before.replaceFirst("\"maxLength\": [0-9]+", "\"maxLength\": " + (200 + n));
        if (after.equals(before)) {
            throw new AssertionError(file + " has no maxLength to change");
        }
        return after.getBytes(StandardCharsets.UTF_8);
    }
}
