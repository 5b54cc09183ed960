package lv.pkip.kernel.console.install;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What a vendor sent: one bundle, or a Karaf archive with several under {@code repository/}.
 *
 * @param digest SHA-256 of the file, so that what was planned is what is installed
 */
record Parcel(String source, byte[] bytes, String digest, List<Jar> jars) {
    private static final int MAX_BYTES = 64 << 20;

    static Parcel read(String source) {
        byte[] bytes;
        try (InputStream in = open(source)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException | IllegalArgumentException e) {
            throw new InstallFailed("cannot read " + source + ": " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new InstallFailed(source + " is larger than 64 MB: an e-service brings its rules, not the world");
        }
        return new Parcel(source, bytes, sha256(bytes), isArchive(source) ? archived(bytes, source) : List.of(Jar.of(bytes, source)));
    }

    boolean isArchive() {
        return isArchive(source);
    }

    /** The bundle that it is about: the one with an e-service, or the first. */
    Jar main() {
        return jars.stream().filter(jar -> jar.service().isPresent()).findFirst().orElse(jars.get(0));
    }

    private static boolean isArchive(String source) {
        return source.replaceAll("[?#].*", "").endsWith(".kar");
    }

    private static List<Jar> archived(byte[] bytes, String source) {
        List<Jar> jars = new ArrayList<>();
        long total = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith("repository/") && entry.getName().endsWith(".jar")) {
                    byte[] jar = zip.readNBytes(MAX_BYTES + 1);
                    total += jar.length;
                    if (total > MAX_BYTES) {
                        throw new InstallFailed(source + " unpacks to more than 64 MB");
                    }
                    jars.add(Jar.of(jar, entry.getName()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InstallFailed(source + " is damaged: " + e.getMessage(), e);
        }
        if (jars.isEmpty()) {
            throw new InstallFailed(source + " holds no bundle under repository/");
        }
        return List.copyOf(jars);
    }

    private static InputStream open(String source) throws IOException {
        if (source.matches("[a-z][a-z0-9+.-]+:.*") && !source.startsWith("file:")) {
            return URI.create(source).toURL().openStream();
        }
        return Files.newInputStream(Path.of(source.startsWith("file:") ? URI.create(source).getPath() : source));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
