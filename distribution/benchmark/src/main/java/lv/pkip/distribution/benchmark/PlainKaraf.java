package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Apache Karaf as its project delivers it, on ports of its own. */
final class PlainKaraf implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Path home;
    private final int console = freePort();
    private Process process;

    private PlainKaraf(Path home) {
        this.home = home;
    }

    static PlainKaraf unpacked(Path archive, Path parent) {
        try {
            Path home = Files.createTempDirectory(Files.createDirectories(parent), "karaf-");
            Shell.run("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1");
            PlainKaraf karaf = new PlainKaraf(home);
            karaf.set("org.apache.karaf.shell.cfg", "sshPort *=.*", "sshPort = " + karaf.console);
            karaf.set("org.apache.karaf.shell.cfg", "sshHost *=.*", "sshHost = 127.0.0.1");
            karaf.set("org.apache.karaf.management.cfg", "rmiRegistryPort *=.*", "rmiRegistryPort = " + freePort());
            karaf.set("org.apache.karaf.management.cfg", "rmiServerPort *=.*", "rmiServerPort = " + freePort());
            return karaf;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void set(String file, String line, String value) throws IOException {
        Path target = home.resolve("etc").resolve(file);
        Files.writeString(target, Files.readString(target).replaceAll("(?m)^" + line, value));
    }

    /** Starts it with these flags and comes back when its console greets. */
    double start(String flags) {
        try {
            ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server").directory(home.toFile())
                    .redirectErrorStream(true).redirectOutput(home.resolve("out.log").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("KARAF_") || name.equals("JAVA_OPTS"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("EXTRA_JAVA_OPTS", flags);
            process = builder.start();
            long begun = System.nanoTime();
            while (!greets()) {
                if (System.nanoTime() - begun > LIMIT.toNanos() || !process.isAlive()) {
                    throw new IllegalStateException("plain Karaf does not start: " + Files.readString(home.resolve("out.log")));
                }
                Thread.sleep(100); // as often as our own container is asked
            }
            return (System.nanoTime() - begun) / 1e9;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console), 1000);
            socket.setSoTimeout(5000);
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException notYet) {
            return false;
        }
    }

    void stop() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.onExit().join();
            process = null;
        }
    }

    @Override
    public void close() {
        stop();
        Shell.run("rm", "-rf", home.toString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
