package lv.pkip.distribution.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Keycloak as its project delivers it, built and started for production, without a cluster; it keeps all in a database that is named to it. */
final class Keycloak implements AutoCloseable {
    static final String REALM = "bench";
    private static final long LIMIT_NANOS = 400_000_000_000L;

    private final Path home;
    private final int port;
    private Process process;

    private Keycloak(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /**
     * Unpacks and builds it once for a machine.
     *
     * @param archive keycloak-quarkus-dist of one version
     */
    static Path built(Path archive, Path peers) {
        String name = archive.getFileName().toString().replace("quarkus-dist-", "").replace(".zip", "");
        Path home = peers.resolve(name);
        if (!Files.exists(home.resolve("built"))) {
            try {
                Shell.run("rm", "-rf", home.toString());
                unpack(archive, Files.createDirectories(peers));
                Path script = home.resolve("bin/kc.sh");
                Shell.run("chmod", "+x", script.toString());
                Shell.run("env", "JAVA_HOME=" + System.getProperty("java.home"), script.toString(), "build", "--db=postgres");
                Files.writeString(home.resolve("built"), "");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return home;
    }

    private static void unpack(Path archive, Path into) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    throw new IOException("an archive that writes elsewhere");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }

    /**
     * Starts with one realm.
     *
     * @param jdbcUrl an empty database of PostgreSQL
     * @param heap    as {@code -Xmx} takes it
     * @param hash    parameters of Argon2id for passwords
     */
    static Keycloak started(Path home, String jdbcUrl, String heap, Hash hash, String realm) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Keycloak keycloak = new Keycloak(home, free.getLocalPort());
            free.close();
            Files.writeString(Files.createDirectories(home.resolve("data/import")).resolve(REALM + "-realm.json"), realm);
            keycloak.start(jdbcUrl, heap, hash);
            return keycloak;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void start(String jdbcUrl, String heap, Hash hash) throws IOException {
        Path log = Files.createDirectories(home.resolve("data/log")).resolve("benchmark.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(home.resolve("bin/kc.sh").toString(), "start", "--optimized", "--http-enabled=true", "--http-host=127.0.0.1",
                "--http-port=" + port, "--hostname=http://127.0.0.1:" + port, "--cache=local", "--import-realm",
                "--spi-password-hashing--argon2--memory=" + hash.memory(), "--spi-password-hashing--argon2--iterations=" + hash.iterations(),
                "--spi-password-hashing--argon2--parallelism=" + hash.lanes(), "--db-url=" + jdbcUrl, "--db-username=pkip", "--db-password=pkip"))
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KC_") || name.equals("JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx" + heap);
        process = builder.start();
        for (long until = System.nanoTime() + LIMIT_NANOS; !answers();) {
            if (!process.isAlive() || System.nanoTime() > until) {
                close();
                throw new IllegalStateException("Keycloak did not start: " + Files.readString(log));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100); // as often as our own container is asked
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private boolean answers() {
        try (Line line = new Line(port)) {
            return line.ask("GET /realms/" + REALM + "/.well-known/openid-configuration HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n") == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    Provider provider(String client, String secret) {
        String base = "/realms/" + REALM;
        String endpoints = base + "/protocol/openid-connect/";
        return new Provider(port, URI.create("http://127.0.0.1:" + port + base).toString(), endpoints + "auth", endpoints + "token", endpoints + "token/introspect", client, secret);
    }

    @Override
    public void close() {
        try {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
            Files.deleteIfExists(home.resolve("data/import").resolve(REALM + "-realm.json")); // names and secrets of this run
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
