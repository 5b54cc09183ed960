package lv.pkip.kernel.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.osgi.framework.Bundle;

import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.OpenOptions;
import liquibase.resource.Resource;

/** The files of a bundle as Liquibase wants to see them. Read from the jar, so the bundle's class loader is never touched. */
final class BundleFiles extends AbstractResourceAccessor {
    private final Bundle bundle;

    BundleFiles(Bundle bundle) {
        this.bundle = bundle;
    }

    /** SHA-256 over names and contents of all files in a folder. */
    String fingerprint(String folder) throws IOException {
        MessageDigest digest = sha256();
        for (Map.Entry<String, URL> file : files(folder, true).entrySet()) {
            digest.update((file.getKey() + '\0').getBytes(StandardCharsets.UTF_8));
            try (InputStream content = file.getValue().openStream()) {
                digest.update(content.readAllBytes());
            }
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    boolean holds(String path) {
        return bundle.getEntry(path) != null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Map<String, URL> files(String folder, boolean recursive) {
        Map<String, URL> sorted = new TreeMap<>();
        var found = bundle.findEntries(folder, "*", recursive);
        if (found != null) {
            for (URL url : Collections.list(found)) {
                if (!url.getPath().endsWith("/")) {
                    sorted.put(url.getPath().substring(1), url);
                }
            }
        }
        return sorted;
    }

    @Override
    public List<Resource> getAll(String path) {
        String plain = path.startsWith("classpath:") ? path.substring("classpath:".length()) : path;
        URL url = bundle.getEntry(plain);
        return url == null ? List.of() : List.of(new Entry(plain, url));
    }

    @Override
    public List<Resource> search(String path, boolean recursive) {
        List<Resource> found = new ArrayList<>();
        files(path, recursive).forEach((name, url) -> found.add(new Entry(name, url)));
        return found;
    }

    @Override
    public List<String> describeLocations() {
        return List.of(bundle.toString());
    }

    @Override
    public void close() {
        // bundle entries are opened one by one
    }

    /** A file in the jar, read only. */
    private final class Entry extends AbstractResource {
        private final URL url;

        Entry(String path, URL url) {
            super(path, URI.create(url.toString()));
            this.url = url;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return url.openStream();
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public Resource resolve(String other) {
            return at(getPath() + '/' + other);
        }

        @Override
        public Resource resolveSibling(String other) {
            String path = getPath();
            return at(path.substring(0, path.lastIndexOf('/') + 1) + other);
        }

        private Resource at(String path) {
            return getAll(path).stream().findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no file " + path + " in " + bundle));
        }

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public OutputStream openOutputStream(OpenOptions options) throws IOException {
            throw new IOException("files of a bundle are read only");
        }
    }
}
