package lv.pkip.kernel.auditsyslog;

import static lv.pkip.kernel.auditsyslog.Listener.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;
import lv.pkip.kernel.testkit.MemoryAuditIntake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Senders that others wrote, as the guide sets them up: Debian's rsyslog, where it is installed, and util-linux' logger. */
@Timeout(300)
class SendersTest {
    @TempDir
    Path folder;

    private static Listener gis(MemoryAuditIntake intake, int port) {
        Listener listener = Listener.open(intake, Clock.systemUTC(), "securePort", port, "port", 0);
        listener.source("name", "gis", "fingerprints", Certificates.made().fingerprint("gis"));
        return listener;
    }

    private Rsyslog rsyslog(int port) throws IOException, InterruptedException {
        return Rsyslog.to(folder, port, Certificates.made().file("gis.crt"), Certificates.made().file("gis.key")).start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Numbers of the messages that are there, as often as they are. */
    private static List<Integer> numbers(MemoryAuditIntake intake) {
        Pattern number = Pattern.compile("\"msg\":\"w(\\d+)\\.\"");
        return intake.of("gis").stream().map(AuditRecord::details).map(number::matcher).filter(Matcher::find).map(found -> Integer.valueOf(found.group(1))).toList();
    }

    private static void assertAllAreThereOnce(MemoryAuditIntake intake, int count) {
        try {
            await(count + " are there", () -> numbers(intake).stream().distinct().count() == count);
        } catch (AssertionError e) {
            java.util.BitSet there = new java.util.BitSet();
            numbers(intake).forEach(there::set);
            there.flip(0, count);
            throw new AssertionError("missing: " + there, e);
        }
        assertEquals(count, numbers(intake).size());
        assertEquals(count, intake.of("gis").size(), "and nothing that could not be read");
    }

    /** The guide from its first command to its last, with its own file for the source. */
    @Test
    void theGuideConnectsASystem() throws Exception {
        List<String> commands = Rsyslog.blocks("sh");
        assertEquals(3, commands.size());
        String said = Rsyslog.shell(folder, commands.get(0));
        List<String> files = Rsyslog.blocks("");
        Properties lines = new Properties();
        lines.load(new StringReader(files.get(1).replaceAll("<what the last command.*>", said.lines().filter(line -> line.contains("ingerprint=")).findFirst().orElseThrow().split("=")[1])));
        Properties server = new Properties();
        server.load(new StringReader(files.get(0)));
        assertEquals("[certificate, key, securePort]", new java.util.TreeMap<>(server).keySet().toString());
        try (Listener listener = Listener.open()) {
            Object[] settings = lines.entrySet().stream().flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getKey().equals("silentAfterMinutes") ? Integer.valueOf((String) e.getValue()) : e.getValue())).toArray();
            Source source = listener.source(settings);
            assertEquals(List.of(), source.problems());
            listener.source("name", "local", "addresses", "127.0.0.1");
            Rsyslog.shell(folder, commands.get(2).replace("-P 1514", "-P " + listener.server.port()));
            await("logger's is there", () -> listener.of("local").size() == 1);
            assertEquals(List.of("anna", "billing", "INVOICE-VIEW", Act.READ), List.of(listener.of("local").get(0).actor().id(), listener.of("local").get(0).application(),
                    listener.of("local").get(0).sourceAction(), listener.of("local").get(0).action()));
            try (Rsyslog rsyslog = Rsyslog.to(folder, listener.server.securePort(), folder.resolve("erp.crt").toString(), folder.resolve("erp.key").toString()).start()) {
                Rsyslog.shell(folder, commands.get(1).replace("/run/pkip-audit.sock", rsyslog.socket()));
                await("rsyslog's is there", () -> listener.of("erp").size() == 1);
                AuditRecord record = listener.of("erp").get(0);
                assertEquals(List.of("anna", "billing", "INVOICE-VIEW", Act.READ, "case-handling", "ok"),
                        List.of(record.actor().id(), record.application(), record.sourceAction(), record.action(), record.purpose(), record.outcome()));
                assertEquals(Optional.of(new Thing("invoice", "2026-0007")), record.object());
                assertEquals(Optional.of("person-1"), record.dataSubject());
                assertTrue(record.details().contains("\"msg\":\"Invoice 2026-0007 was opened\""), record.details());
            }
            // The line that an application writes itself, by plain TCP so that it comes as it stands in the guide.
            try (Socket socket = listener.plain()) {
                socket.getOutputStream().write(Listener.counted(files.get(2).strip()));
                await("the line is there", () -> listener.of("local").size() == 2);
            }
            assertEquals(Act.READ, listener.of("local").get(1).action());
            assertTrue(listener.server.probe().alive(), listener.server.probe().message());
        }
    }

    @Test
    void rsyslogKeepsWhatCannotBeSentYetAlsoWhenItIsKilled() throws Exception {
        MemoryAuditIntake intake = new MemoryAuditIntake();
        int port = freePort();
        int count = 1_000;
        try (Rsyslog rsyslog = rsyslog(port)) {
            rsyslog.log(0, count);
            await("all are in its queue", () -> rsyslog.queued() == count);
            rsyslog.kill();
            rsyslog.start();
            try (Listener listener = gis(intake, port)) {
                await("some have come", () -> numbers(intake).size() > 10);
                // In the middle of sending.
                rsyslog.kill();
                rsyslog.start();
                assertAllAreThereOnce(intake, count);
                org.slf4j.LoggerFactory.getLogger(SendersTest.class).warn("Sent again by rsyslog after kill -9 and kept once: {}", listener.count("gis", Counts.What.REPEATED));
            }
        }
    }

    @Test
    void aRestartOfTheListenerLosesNothingOfRsyslog() throws Exception {
        MemoryAuditIntake intake = new MemoryAuditIntake();
        int port = freePort();
        int count = 1_500;
        Listener listener = gis(intake, port);
        try (Rsyslog rsyslog = rsyslog(port)) {
            Thread writer = new Thread(() -> {
                try {
                    rsyslog.log(0, count);
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            for (int restart = 1; restart <= 4; restart++) {
                int enough = restart * count / 6;
                await("some have come", () -> numbers(intake).size() > enough);
                listener.close();
                listener = gis(intake, port);
            }
            writer.join();
            assertAllAreThereOnce(intake, count);
        } finally {
            listener.close();
        }
    }

    @Test
    void aConnectionThatBreaksDoublesNothingAndWhatIsHalfOfAMessageIsMarked() throws Exception {
        MemoryAuditIntake intake = new MemoryAuditIntake();
        int count = 1_000;
        try (Listener listener = gis(intake, -1); Cutting wire = new Cutting(listener.server.securePort()); Rsyslog rsyslog = rsyslog(wire.port())) {
            for (int part = 0; part < 4; part++) {
                int first = part * count / 4;
                int before = numbers(intake).size();
                Thread writer = new Thread(() -> {
                    try {
                        rsyslog.log(first, count / 4);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                writer.start();
                await("some have come", () -> numbers(intake).size() > before + 20);
                if (part < 3) {
                    // In the middle of sending.
                    wire.cut();
                }
                writer.join();
            }
            await("the last one has come", () -> numbers(intake).contains(count - 1));
            List<Integer> numbers = numbers(intake);
            assertEquals(numbers.stream().distinct().count(), numbers.size());
            assertEquals(intake.of("gis").size() - numbers.size(), intake.of("gis").stream().filter(record -> record.action() == Act.UNREADABLE).count());
            org.slf4j.LoggerFactory.getLogger(SendersTest.class).warn("Of {} messages {} were lost by three cuts of the wire, {} came again", count, count - numbers.size(),
                    listener.count("gis", Counts.What.REPEATED));
        }
    }

    @Test
    void rsyslogThatIsNotKnownIsNotLetInAndKeepsWhatItHas() throws Exception {
        MemoryAuditIntake intake = new MemoryAuditIntake();
        try (Listener listener = gis(intake, -1); Rsyslog rsyslog = Rsyslog.to(folder, listener.server.securePort(), Certificates.made().file("stranger.crt"),
                Certificates.made().file("stranger.key")).start()) {
            rsyslog.log(0, 1);
            await("it is refused", () -> listener.server.refusals().all().getOrDefault("certificate", 0L) > 0);
            assertEquals(List.of(), intake.of("gis"));
        }
    }

    @Test
    void loggerSendsOverPlainTcpInBothFramings() throws Exception {
        for (String framing : List.of("octets", "lines")) {
            try (Listener listener = Listener.open()) {
                listener.source("name", "local", "addresses", "127.0.0.1", "framing", framing);
                String lines = java.util.stream.IntStream.range(0, 200).mapToObj(number -> "teksts ā \"" + number + "\" [x]").collect(Collectors.joining("\n"));
                java.nio.file.Files.writeString(folder.resolve("lines"), lines + "\n");
                Rsyslog.shell(folder, "logger --tcp " + (framing.equals("octets") ? "--octet-count " : "") + "--rfc5424 -n 127.0.0.1 -P " + listener.server.port()
                        + " -t 'billing' --msgid INV --sd-id audit@32473 --sd-param 'act=\"edit\"' --sd-param 'user=\"an\\\"na\"' -f lines");
                await("all are there", () -> listener.of("local").size() == 200);
                assertEquals(200, listener.of("local").stream().filter(record -> record.action() == Act.UPDATE && record.actor().id().equals("an\"na")).count());
                assertTrue(listener.of("local").get(199).details().contains("\"msg\":\"teksts ā \\\"199\\\" [x]\""), listener.of("local").get(199).details());
            }
        }
    }

    /** A wire that can be cut with whatever is on it. */
    private static final class Cutting implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> ends = new ArrayList<>();

        Cutting(int to) throws IOException {
            thread(() -> {
                while (!server.isClosed()) {
                    Socket in = server.accept();
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
                    synchronized (ends) {
                        ends.addAll(List.of(in, out));
                    }
                    thread(() -> pass(in, out));
                    thread(() -> pass(out, in));
                }
                return null;
            });
        }

        private static Void pass(Socket from, Socket to) throws IOException {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
            return null;
        }

        private static void thread(java.util.concurrent.Callable<Void> work) {
            Thread thread = new Thread(() -> {
                try {
                    work.call();
                } catch (Exception cut) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        void cut() throws IOException {
            synchronized (ends) {
                for (Socket end : ends) {
                    end.setSoLinger(true, 0);
                    end.close();
                }
                ends.clear();
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            cut();
        }
    }
}
