package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, which may be stopped, killed and started without disturbing anybody. */
final class PostgresqlServer implements AutoCloseable {
    private final Path binaries = binaries().orElseThrow();
    private final Path home;
    private final int port;

    private PostgresqlServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Whether this machine has the programs; {@code ./pkip test} installs them. */
    static boolean installed() {
        return binaries().isPresent();
    }

    private static Optional<Path> binaries() {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A new one, with the empty database {@code pkip}. */
    static PostgresqlServer started() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path home = Files.createTempDirectory("pkip-postgresql-");
            if (isRoot()) { // as whom it refuses to run
                Files.setOwner(home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
            PostgresqlServer server = new PostgresqlServer(home, free.getLocalPort());
            free.close();
            server.run("initdb", "-D", server.data(), "-U", "pkip", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
            server.start();
            server.run("createdb", "-h", "127.0.0.1", "-p", String.valueOf(server.port), "-U", "pkip", "pkip");
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return home.resolve("data").toString();
    }

    /** As {@link Container#withDatabase} wants it, with the limits that the administrator's guide asks for. */
    String url() {
        return "postgresql://pkip:pkip@127.0.0.1:" + port + "/pkip?connectTimeout=3&socketTimeout=60&tcpKeepAlive=true";
    }

    /** For this test itself. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/pkip?user=pkip&password=pkip";
    }

    /** Comes back when it takes connections. */
    void start() {
        run("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-w", "-t", "120",
                "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + home + " -c max_connections=200", "start");
    }

    /** Ends it as an administrator would, without waiting for anybody's transaction. */
    void stop() {
        run("pg_ctl", "-D", data(), "-m", "fast", "-w", "-t", "120", "stop");
    }

    /** Pulls the plug of the server and of every connection. */
    void kill() {
        try {
            ProcessHandle server = ProcessHandle.of(Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0))).orElseThrow();
            List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void run(String program, String... arguments) {
        try {
            List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "nobody", "--") : List.of());
            command.add(binaries.resolve(program).toString());
            command.addAll(List.of(arguments));
            Path output = Files.createTempFile("pkip-postgresql-", ".log");
            Process process = new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            if (process.waitFor() != 0) {
                throw new IOException(program + ": " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (Files.exists(home.resolve("data/postmaster.pid"))) {
            kill();
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
