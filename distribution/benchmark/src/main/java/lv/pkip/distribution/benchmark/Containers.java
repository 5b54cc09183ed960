package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lv.pkip.distribution.itest.Container;

/** Containers as these measurements need them. */
final class Containers {

    private static final String SINK = "lv.pkip.integration.mailsandbox.SmtpSink.cfg";

    private Containers() {
    }

    /** The demonstration, with its mail simulator on a port of its own: another one may run on this machine. */
    static Container demo() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return of("pkip-demo").set(SINK, "port", String.valueOf(socket.getLocalPort()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A container with these features, for a municipality that has all it must have. */
    static Container of(String... features) {
        return Container.unpacked().withFeatures(features).set("lv.pkip.municipality.cfg", "property.iban", "LV08PARA0000000000000")
                .set("lv.pkip.municipality.cfg", "registrationNumber", "00000000000");
    }

    /** The JVM flags that the shipped settings chose. */
    static String flags(Container running) {
        try (Stream<String> arguments = Stream.of(Files.readString(Path.of("/proc", String.valueOf(running.pid()), "cmdline")).split("\0"))) {
            return arguments.filter(flag -> flag.startsWith("-X")).filter(flag -> !flag.contains("/"))
                    .collect(Collectors.joining(" "));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Heap in use after a collection, in bytes. */
    static double heap(Container container) {
        String pid = String.valueOf(container.pid());
        Shell.jdk("jcmd", pid, "GC.run");
        List<String> used = Stream.of(Shell.jdk("jcmd", pid, "GC.heap_info").split("\n"))
                .map(line -> line.replaceAll(".*(?:def new|tenured|garbage-first).*used (\\d+)K.*", "$1")).filter(line -> line.matches("\\d+")).toList();
        return used.stream().mapToDouble(Double::parseDouble).sum() * 1024;
    }
}
