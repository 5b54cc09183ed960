package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container of its own for a test: the shipped archive, unpacked into a directory that goes when the test is done, on ports
 * nobody else has. What is tested is what a municipality gets, so nothing in it is changed but ports, database and the
 * features it boots.
 */
public final class Container implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(Integer.getInteger("pkip.start.seconds", 180));
    private static final String PROBE = System.getProperty("pkip.probe", "/health/ready");
    private static final int PROBE_STATUS = Integer.getInteger("pkip.probe.status", 200);
    private static final Pattern POSTGRESQL =
            Pattern.compile("postgresql://(?<user>[^:@/]+)(:(?<password>[^@/]*))?@(?<address>[^/]+)/(?<name>.+)");

    private final Path home;
    private final int httpPort = freePort();
    private final int consolePort = freePort();
    private final Map<String, String> environment = new TreeMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5)).followRedirects(HttpClient.Redirect.NEVER).build();
    private final List<String> launcher = new ArrayList<>();
    private boolean keep = Boolean.getBoolean("pkip.containers.keep");
    private Process process;
    private Duration lastStart = Duration.ZERO;

    private Container(Path home) {
        this.home = home;
    }

    /** Unpacks the archive; nothing runs yet. */
    public static Container unpacked() {
        try {
            Path containers = Files.createDirectories(Path.of(System.getProperty("pkip.containers", "target/containers")));
            Path home = Files.createTempDirectory(containers.toAbsolutePath().toRealPath(), "pkip-");
            run(home, "tar", "xzf", Path.of(System.getProperty("pkip.assembly")).toRealPath().toString(),
                    "-C", home.toString(), "--strip-components=1");
            Container container = new Container(home);
            return container.withOwnPorts();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Writes the ports of its own into the settings, as is needed again when settings of another container came in. */
    public Container withOwnPorts() {
        return set("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", String.valueOf(httpPort))
                .set("org.apache.karaf.shell.cfg", "sshPort", String.valueOf(consolePort));
    }

    /** Boots these features beside the kernel. */
    public Container withFeatures(String... features) {
        return set("org.apache.karaf.features.cfg", "featuresBoot", String.join(", ", features) + ", \\");
    }

    /** Works on PostgreSQL, named as {@code postgresql://user:password@host:port/name}. */
    public Container withDatabase(String url) {
        Matcher parts = POSTGRESQL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a PostgreSQL URL: " + url);
        }
        return set("org.ops4j.datasource-pkip.cfg", "osgi.jdbc.driver.name", "PostgreSQL JDBC Driver")
                .set("org.ops4j.datasource-pkip.cfg", "url", "jdbc:postgresql://" + parts.group("address") + "/" + parts.group("name"))
                .set("org.ops4j.datasource-pkip.cfg", "user", parts.group("user"))
                .set("org.ops4j.datasource-pkip.cfg", "password", Optional.ofNullable(parts.group("password")).orElse(""));
    }

    /** Works on a server with the two roles that the administrator's guide asks for, made by the shipped script. */
    public Container withDatabase(PostgresqlServer server) {
        String sql = run(home, home.resolve("bin/database-roles").toString(), "--port", String.valueOf(server.port()), "--application", PostgresqlServer.APPLICATION);
        server.ask("psql", sql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres");
        return this;
    }

    /** Starts with this variable, for instance {@code PKIP_MEMORY}. */
    public Container withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Starts with no network at all, not even this machine's: it can then be asked only through {@link #consoleInside}. */
    public Container withoutNetwork() {
        launcher.addAll(List.of("unshare", "--net", "--map-root-user", "sh", "-c", "ip link set lo up 2>/dev/null; exec \"$@\"", "sh"));
        return this;
    }

    /** Sets one key in a file of {@code etc}; the file comes to be when it was not there. */
    public Container set(String file, String key, String value) {
        try {
            Path target = home.resolve("etc").resolve(file);
            List<String> lines = new ArrayList<>(Files.exists(target) ? Files.readAllLines(target) : List.of());
            Pattern old = Pattern.compile("^" + Pattern.quote(key) + "\\s*=.*");
            String line = key + " = " + value;
            if (lines.stream().anyMatch(l -> old.matcher(l).matches())) {
                lines.replaceAll(l -> old.matcher(l).matches() ? line : l);
            } else {
                lines.add(line);
            }
            Files.write(target, lines);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Made ready for quick starts as an image is, for the features it has now. */
    public Container prepared() {
        run(home, home.resolve("bin/prepare").toString());
        return this;
    }

    /** Starts it and comes back when it is ready. */
    public Container start() {
        launch();
        long begun = System.nanoTime();
        await("ready", START_LIMIT, this::ready);
        lastStart = Duration.ofNanos(System.nanoTime() - begun);
        return this;
    }

    /** Starts it and comes back at once. */
    public Container launch() {
        try {
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of(home.resolve("bin/karaf").toString(), "server"));
            ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("out.log").toFile()));
            // A build's own settings for its JVM are not the container's.
            builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "EXTRA_JAVA_OPTS", "KARAF_HOME", "KARAF_BASE", "KARAF_ETC", "KARAF_DATA"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            // The launcher becomes the JVM: one process to end, whenever that is.
            builder.environment().put("KARAF_EXEC", "exec");
            builder.environment().putAll(environment);
            process = builder.start();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether it says of itself that it can work. */
    public boolean ready() {
        try {
            return get(PROBE).statusCode() == PROBE_STATUS;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** How long the last {@link #start} took. */
    public Duration lastStart() {
        return lastStart;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    public int httpPort() {
        return httpPort;
    }

    public int consolePort() {
        return consolePort;
    }

    public Path home() {
        return home;
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What the console answers to a command. */
    public String console(String command) {
        return console(List.of(), command);
    }

    /** What the console answers to somebody who signs in there. */
    public String consoleAs(String login, String password, String command) {
        return console(List.of(), command, "-u", login, "-p", password);
    }

    /** As {@link #console}, asked from inside the container's own network. */
    public String consoleInside(String command) {
        return console(List.of("nsenter", "--target", String.valueOf(pid()), "--net", "--user", "--preserve-credentials"), command);
    }

    /** A console answer that is a table, row by row and cell by cell, without its heading. */
    public List<List<String>> table(String command) {
        return console(command + " --no-format").lines()
                .filter(line -> line.indexOf('\t') >= 0)
                .map(line -> Stream.of(line.split("\t", -1)).map(String::strip).toList())
                .toList();
    }

    private String console(List<String> prefix, String command, String... options) {
        try {
            List<String> line = new ArrayList<>(prefix);
            line.addAll(List.of(home.resolve("bin/client").toString(), "-b", "-a", String.valueOf(consolePort), "-r", "30", "-d", "1"));
            line.addAll(List.of(options));
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process client = builder.start();
            try (var input = client.getOutputStream()) {
                input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            }
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            client.waitFor();
            return answer.replaceAll("\u001b\\[[0-9;]*m", "");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The process id of the JVM. */
    public long pid() {
        try {
            return Long.parseLong(Files.readString(home.resolve("data/karaf.pid")).trim());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How much memory the machine has given to the process just now, in bytes. */
    public long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            String resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(resident.replaceAll("\\D", "")) * 1024;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Everything it has logged. */
    public String log() {
        try {
            Path log = home.resolve("data/log/karaf.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * What a command changed.
     *
     * @param gone      bundles that were taken out
     * @param refreshed bundles that run on, and were stopped and wired anew in between
     */
    public record Change(List<String> gone, List<String> refreshed) { }

    /** Gives a command of the features service, which tells the log what it does; of a console, the thread that does it may know nothing. */
    public Change changedBy(String command) {
        int before = log().length();
        String answer = console(command);
        List<String> told = log().substring(before).lines().filter(line -> line.contains("| FeaturesServiceImpl "))
                .map(line -> line.substring(line.lastIndexOf("| ") + 2)).toList();
        if (!told.contains("Done.")) {
            throw new IllegalStateException(command + ": " + answer + told);
        }
        Map<Boolean, List<String>> refreshed = told.stream().dropWhile(line -> !line.startsWith("Refreshing bundles:")).skip(1)
                .takeWhile(line -> line.startsWith("    ")).collect(Collectors.partitioningBy(line -> line.endsWith("(Bundle will be uninstalled)")));
        return new Change(refreshed.get(true), refreshed.get(false));
    }

    /** Pulls the plug, however far it has come. */
    public void kill() {
        // First the launcher: were its child of the moment to end before it, it would go on and start the JVM, which then nobody ends.
        List<ProcessHandle> running = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        running.forEach(ProcessHandle::destroyForcibly);
        running.forEach(ended -> ended.onExit().join());
        waitForLauncher();
    }

    /** Asks it to stop, as an operating system does, and comes back when it has; true if it did so by itself. */
    public boolean stop() {
        if (process == null) {
            return true;
        }
        boolean willing = true;
        if (Files.exists(home.resolve("data/karaf.pid"))) {
            Optional<ProcessHandle> jvm = ProcessHandle.of(pid());
            jvm.ifPresent(ProcessHandle::destroy);
            willing = jvm.isEmpty() || within(Duration.ofSeconds(30), () -> !jvm.get().isAlive());
        }
        if (!willing) {
            kill();
        }
        waitForLauncher();
        return willing;
    }

    private void waitForLauncher() {
        try {
            if (process != null && !process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            process = null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps the directory, to be looked at after a failure. */
    public void keep() {
        keep = true;
    }

    @Override
    public void close() {
        stop();
        if (keep) {
            return;
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits for something the container will do, and fails with its log when it does not. */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        boolean done = within(limit, () -> condition.getAsBoolean() || hasEnded());
        if (!done || hasEnded()) {
            keep();
            throw new AssertionError("not " + what + (done ? ", the process ended: " : " within " + limit + ": ") + home + "\n" + tail(log()));
        }
    }

    private boolean hasEnded() {
        return process == null || !process.isAlive();
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 6000));
    }

    private static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (condition.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs a command, and returns what it says. */
    private static String run(Path directory, String... command) {
        try {
            Path output = Files.createTempFile(directory, "command", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            int end = builder.start().waitFor();
            String said = Files.readString(output);
            Files.delete(output);
            if (end != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
