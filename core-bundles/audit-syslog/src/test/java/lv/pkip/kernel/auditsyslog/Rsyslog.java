package lv.pkip.kernel.auditsyslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Debian's rsyslog as the guide sets it up, but for folders, ports and the name of the platform; and util-linux' logger. */
final class Rsyslog implements AutoCloseable {
    static final String GUIDE = read(Path.of("").toAbsolutePath().getParent().getParent().resolve("docs/how-to/connect-audit-by-syslog.md"));
    private static final Path DAEMON = Path.of("/usr/sbin/rsyslogd");

    private final Path folder;
    private final Path settings;
    private Process daemon;

    private Rsyslog(Path folder, int port, String certificate, String key) throws IOException {
        this.folder = folder;
        this.settings = folder.resolve("rsyslog.conf");
        Files.createDirectories(folder.resolve("spool"));
        String ours = blocks("rsyslog").get(0).replace("/run/pkip-audit.sock", socket()).replace("target=\"audit.paraugs.lv\"", "target=\"127.0.0.1\"").replace("port=\"6514\"", "port=\"" + port + "\"")
                .replace("audit.paraugs.lv", "audit.paraugs.example").replace("/etc/pkip-audit/ca.crt", Certificates.made().file("ca.crt"))
                .replace("/etc/pkip-audit/erp.crt", certificate).replace("/etc/pkip-audit/erp.key", key).replace("action.resumeInterval=\"5\"", "action.resumeInterval=\"1\"");
        Files.writeString(settings, "global(workDirectory=\"" + folder.resolve("spool") + "\")\nmodule(load=\"imuxsock\" SysSock.Use=\"off\")\n" + ours);
    }

    static boolean isInstalled() {
        try (Stream<Path> found = Files.find(Path.of("/usr/lib"), 3, (file, attributes) -> file.endsWith("rsyslog/lmnsd_gtls.so"))) {
            return Files.isExecutable(DAEMON) && found.findAny().isPresent();
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    static Rsyslog to(Path folder, int port, String certificate, String key) throws IOException {
        assumeTrue(isInstalled(), "rsyslog and rsyslog-gnutls are not installed");
        return new Rsyslog(folder, port, certificate, key);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Blocks of code of the guide in one language, or in none. */
    static List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$").matcher(GUIDE);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    String socket() {
        return folder.resolve("s").toString();
    }

    Rsyslog start() throws IOException, InterruptedException {
        assertEquals("", said("-N1").lines().filter(line -> line.contains("rror")).collect(Collectors.joining("\n")), "its own check of the guide's settings");
        Files.deleteIfExists(Path.of(socket()));
        daemon = new ProcessBuilder(DAEMON.toString(), "-n", "-f", settings.toString(), "-i", folder.resolve("pid").toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        Listener.await("rsyslog listens", () -> Files.exists(Path.of(socket())));
        return this;
    }

    private String said(String check) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(DAEMON.toString(), check, "-f", settings.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
        try {
            Files.deleteIfExists(folder.resolve("pid"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Messages in its queue as its own book of the queue has them; what is in the file and not yet in the book a kill may lose. */
    long queued() {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            long count = 0;
            for (Path book : files.filter(file -> file.toString().endsWith(".qi")).toList()) {
                Matcher size = Pattern.compile("\\+iQueueSize:\\d+:\\d+:(\\d+):").matcher(Files.readString(book, StandardCharsets.ISO_8859_1));
                count += size.find() ? Long.parseLong(size.group(1)) : 0;
            }
            return count;
        } catch (java.nio.file.NoSuchFileException beingReplaced) {
            return queued();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** Runs a command by the shell, as somebody types it. */
    static String shell(Path folder, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("timeout", "150", "sh", "-e", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** So many messages with texts {@code w<number>.}, from a number on. */
    void log(int from, int count) throws IOException, InterruptedException {
        Path lines = folder.resolve("lines");
        Files.write(lines, java.util.stream.IntStream.range(from, from + count).mapToObj(number -> "w" + number + ".").toList());
        shell(folder, "logger -u " + socket() + " --rfc5424 -t billing --sd-id audit@32473 --sd-param 'user=\"anna\"' --sd-param 'act=\"view\"' -f " + lines);
    }

    @Override
    public void close() throws InterruptedException {
        if (daemon != null && daemon.isAlive()) {
            daemon.destroy();
            if (!daemon.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
                daemon.destroyForcibly().waitFor();
            }
        }
    }
}
