package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, durable as shipped, which may be stopped, killed and started without disturbing anybody. */
public final class PostgresqlServer implements AutoCloseable {
    /** The application's role, which owns nothing; {@code pkip} is the server's superuser here. */
    public static final String APPLICATION = "pkip_app";

    private final Path binaries = binaries().orElseThrow();
    private final Path home;
    private final int port;

    private PostgresqlServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Whether this machine has the programs; {@code ./pkip test} installs them. */
    public static boolean installed() {
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
    public static PostgresqlServer started() {
        return startedIn(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** As {@link #started()}, with its files in a folder of this one. */
    public static PostgresqlServer startedIn(Path where) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path home = Files.createTempDirectory(where, "pkip-postgresql-");
            if (isRoot()) { // as whom it refuses to run
                Files.setOwner(home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
            PostgresqlServer server = new PostgresqlServer(home, free.getLocalPort());
            free.close();
            server.run("initdb", "-D", server.data(), "-U", "pkip", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
            server.start();
            server.ask("createdb", "", "pkip");
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

    int port() {
        return port;
    }

    /** As {@link Container#withDatabase(String)} wants it, with the limits that the administrator's guide asks for. */
    public String url() {
        return url("pkip");
    }

    private String url(String database) {
        return "postgresql://pkip:pkip@127.0.0.1:" + port + "/" + database + "?connectTimeout=3&loginTimeout=5&socketTimeout=60&tcpKeepAlive=true";
    }

    /** One more empty database, named as {@link #url} does. */
    public String database(String name) {
        ask("createdb", "", name);
        return url(name);
    }

    /** Runs statements and returns what they answer, bare. */
    public String sql(String database, String statements) {
        return ask("psql", statements, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database).strip();
    }

    /** Runs a program of PostgreSQL's own as its client, and returns what it prints. */
    public String ask(String program, String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "pkip"));
        command.addAll(List.of(arguments));
        return output(command, input);
    }

    /** For this test itself. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/pkip?user=pkip&password=pkip";
    }

    /** As {@link #jdbcUrl()}, of another database and without a user. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** All of the database in a file. */
    public Path dump() {
        Path file = home.resolve("pkip.dump");
        run("pg_dump", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "pkip", "-Fc", "-f", file.toString(), "pkip");
        return file;
    }

    /** Puts into the empty database what another one held. */
    public void restore(Path dump) {
        run("pg_restore", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "pkip", "-d", "pkip", dump.toString());
    }

    /** Comes back when it takes connections. */
    public void start() {
        run("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-w", "-t", "120",
                "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + home + " -c max_connections=200", "start");
    }

    /** Ends it as an administrator would, without waiting for anybody's transaction. */
    public void stop() {
        run("pg_ctl", "-D", data(), "-m", "fast", "-w", "-t", "120", "stop");
    }

    /** Pulls the plug of the server and of every connection. */
    public void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** Lets it hang: connections stay, and nobody answers. */
    public void pause() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes().forEach(process -> command.add(String.valueOf(process.pid())));
        try {
            // A process that has just ended by itself is none to be told.
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether the server itself is there. */
    public boolean running() {
        return Files.exists(home.resolve("data/postmaster.pid")) && main().map(ProcessHandle::isAlive).orElse(false);
    }

    private List<ProcessHandle> processes() {
        ProcessHandle server = main().orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private Optional<ProcessHandle> main() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        output(command, "");
    }

    private String output(List<String> program, String input) {
        try {
            List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "nobody", "--") : List.of());
            command.add(binaries.resolve(program.get(0)).toString());
            command.addAll(program.subList(1, program.size()));
            // A file and no pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
            Path output = Files.createTempFile("pkip-postgresql-", ".log");
            Process process = new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            try (var to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            int end = process.waitFor();
            String said = Files.readString(output);
            Files.delete(output);
            if (end != 0) {
                throw new IOException(String.join(" ", program) + ": " + said);
            }
            return said;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (running()) {
            kill();
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
