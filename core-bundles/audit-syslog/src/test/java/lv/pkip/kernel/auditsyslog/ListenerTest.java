package lv.pkip.kernel.auditsyslog;

import static lv.pkip.kernel.auditsyslog.Listener.await;
import static lv.pkip.kernel.auditsyslog.Listener.counted;
import static lv.pkip.kernel.auditsyslog.Listener.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.testkit.MemoryAuditIntake;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, what is done with what they send, and what is said about them. */
@Timeout(180)
class ListenerTest {

    private static void send(Socket socket, String... messages) throws IOException {
        socket.getOutputStream().write(counted(messages));
        socket.getOutputStream().flush();
    }

    /** True when the other side lets one send, and still does after it has looked at who it is. */
    private static boolean isLetIn(Listener listener, String certificate) {
        long before = listener.server.refusals().all().getOrDefault("certificate", 0L);
        long frames = List.of("erp", "gis").stream().mapToLong(source -> listener.count(source, Counts.What.FRAME)).sum();
        try (SSLSocket socket = listener.secure(certificate)) {
            send(socket, message(before > 0 ? (int) before : 1));
        } catch (IOException refused) {
            assertTrue(refused.getMessage() != null);
        }
        await("in or refused", () -> listener.server.refusals().all().getOrDefault("certificate", 0L) > before
                || List.of("erp", "gis").stream().mapToLong(source -> listener.count(source, Counts.What.FRAME)).sum() > frames);
        return listener.server.refusals().all().getOrDefault("certificate", 0L) == before;
    }

    @Test
    void theCertificateSaysWhichSourceItIsWhateverTheMessageSays() throws Exception {
        try (Listener listener = Listener.open().withAll()) {
            try (SSLSocket erp = listener.secure("erp"); SSLSocket gis = listener.secure("gis")) {
                send(erp, "<110>1 2026-11-28T10:00:00.000001Z gis gis - - [audit@32473 act=\"view\"] I am gis");
                send(gis, "<110>1 2026-11-28T10:00:00.000002Z erp.paraugs.example erp - - [audit@32473 act=\"edit\"] I am erp");
                await("both are there", () -> listener.of("erp").size() == 1 && listener.of("gis").size() == 1);
            }
            assertEquals("gis", listener.of("erp").get(0).application());
            assertEquals(Act.UPDATE, listener.of("gis").get(0).action());
        }
    }

    @Test
    void nobodyIsLetInWithoutAKnownCertificate() throws Exception {
        try (Listener listener = Listener.open().withAll()) {
            assertTrue(isLetIn(listener, "erp"));
            assertTrue(isLetIn(listener, "gis"));
            assertFalse(isLetIn(listener, ""), "no certificate");
            assertFalse(isLetIn(listener, "stranger"), "unknown");
            assertFalse(isLetIn(listener, "forged"), "the right name by another authority of the same name");
            assertFalse(isLetIn(listener, "ended"), "in time no more");
            assertFalse(isLetIn(listener, "server"), "of the right authority, and no source's");
            long before = listener.server.refusals().all().get("certificate");
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.server.securePort())) {
                send(plain, message(1));
                await("plain text is refused", () -> listener.server.refusals().all().get("certificate") > before);
            }
            assertEquals(1, listener.of("erp").size());
            assertEquals(1, listener.of("gis").size());
            listener.server.refusals().write();
            assertEquals(List.of("refused"), listener.audit.events().stream().filter(event -> event.action().equals("syslog.connect")).map(event -> event.outcome()).toList());
            assertEquals("6", listener.audit.events().get(0).details().get("count"));
        }
    }

    @Test
    void aFingerprintDoesNotOutliveItsCertificate() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.source("name", "erp", "fingerprints", Certificates.made().fingerprint("ended"));
            listener.source("name", "gis", "fingerprints", "SHA256:" + Certificates.made().fingerprint("gis").toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1:"));
            assertFalse(isLetIn(listener, "ended"));
            assertTrue(isLetIn(listener, "gis"));
        }
    }

    @Test
    void aSubjectNamesASourceToo() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.source("name", "gis", "subject", "O=Paraugi, CN=erp");
            listener.source("name", "erp", "subject", "CN=erp, O=Paraugi");
            assertTrue(isLetIn(listener, "erp"));
            await("as its own subject says", () -> listener.of("erp").size() == 1);
            assertFalse(isLetIn(listener, "forged"));
        }
    }

    @Test
    void noPortIsOpenBeforeASourceUsesItAndNoneAfter() throws Exception {
        try (Listener listener = Listener.open()) {
            assertEquals("true off, no source is configured", listener.server.probe().alive() + " " + listener.server.probe().message());
            assertEquals(List.of(-1, -1), List.of(listener.server.securePort(), listener.server.port()));
            Source gis = listener.source("name", "gis", "fingerprints", Certificates.made().fingerprint("gis"));
            assertEquals(-1, listener.server.port());
            int port = listener.server.securePort();
            assertTrue(port > 0);
            SSLSocket socket = listener.secure("gis");
            send(socket, message(1));
            await("it sends", () -> listener.of("gis").size() == 1);
            listener.remove(gis);
            assertEquals(-1, socket.getInputStream().read());
            org.junit.jupiter.api.Assertions.assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port));
            socket.close();
        }
        try (Listener off = Listener.open("port", 0, "securePort", 0).withAll()) {
            assertEquals(List.of(-1, -1), List.of(off.server.securePort(), off.server.port()));
            assertEquals("false erp: the port it would use is off; gis: the port it would use is off; local: the port it would use is off",
                    off.server.probe().alive() + " " + off.server.probe().message());
        }
    }

    @Test
    void plainTcpIsForAddressesThatAreConfiguredAndForNobodyElse() throws Exception {
        assertEquals("127.0.0.1", SyslogServer.Config.class.getMethod("address").getDefaultValue());
        assertEquals(0, SyslogServer.Config.class.getMethod("port").getDefaultValue());
        try (Listener listener = Listener.open()) {
            listener.source("name", "far", "addresses", "192.0.2.0/24");
            try (Socket socket = listener.plain()) {
                assertEquals(-1, socket.getInputStream().read());
            }
            assertEquals(Map.of("address", 1L), listener.server.refusals().all());
            listener.source("name", "local", "addresses", "127.0.0.1");
            try (Socket socket = listener.plain()) {
                send(socket, message(1), message(2));
                await("they are there", () -> listener.of("local").size() == 2);
            }
            assertEquals(List.of(), listener.of("far"));
        }
    }

    @Test
    void linesAreReadWhereTheSourceIsSetSo() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.source("name", "local", "addresses", "127.0.0.1", "framing", "lines");
            try (Socket socket = listener.plain()) {
                socket.getOutputStream().write(("\n" + message(1) + "\n\n" + message(2) + "\r\n<13>Nov 28 10:00:00 old line\n" + message(3)).getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                await("all are there", () -> listener.of("local").size() == 4);
            }
            List<AuditRecord> records = listener.of("local");
            assertEquals(List.of(Act.READ, Act.READ, Act.UNREADABLE, Act.READ), records.stream().map(AuditRecord::action).toList());
            assertTrue(records.get(1).details().contains("\"msg\":\"invoice 2\""), records.get(1).details());
            assertTrue(records.get(2).details().contains("\"raw\":\"<13>Nov 28 10:00:00 old line\""), records.get(2).details());
            // Nobody knows whether more of it should have come.
            assertTrue(records.get(3).details().contains("\"ended\":true"), records.get(3).details());
            assertEquals("false local: 1 of 4 messages of the last hour not understood and kept as they came", listener.server.probe().alive() + " " + listener.server.probe().message());
        }
    }

    @Test
    void aMessageSentAgainIsKeptOnceAndOneThatHappenedTwiceTwice() throws Exception {
        String exact = message(1);
        String numbered = "<13>1 2026-11-28T10:00:00Z h a p m [meta sequenceId=\"7\"] t";
        String coarse = "<13>1 2026-11-28T10:00:00Z h a p m - t";
        String named = "<13>1 - h a p m [audit@32473 id=\"r1\" act=\"view\"]";
        try (Listener listener = Listener.open()) {
            listener.source("name", "local", "addresses", "127.0.0.1", "id", "audit@32473.id");
            for (int connection = 1; connection <= 2; connection++) {
                try (Socket socket = listener.plain()) {
                    send(socket, exact, exact, numbered, numbered, coarse, coarse);
                    long frames = 6L * connection;
                    await("they are settled", () -> listener.count("local", Counts.What.KEPT) + listener.count("local", Counts.What.REPEATED) == frames);
                }
            }
            // exact: two on the first connection, the same two again; numbered: one; coarse: rather twice than not at all
            assertEquals(2 + 1 + 4, listener.of("local").size());
            assertEquals(5, listener.count("local", Counts.What.REPEATED));
            try (Socket socket = listener.plain()) {
                send(socket, named.replace(" - h", " 2026-11-28T10:00:00Z h"), named.replace(" - h", " 2026-11-28T10:00:00Z h"), named.replace(" - h", " 2026-11-28T10:00:00Z other"));
                await("the third too", () -> listener.count("local", Counts.What.FRAME) == 15 && listener.count("local", Counts.What.REPEATED) == 6 && listener.of("local").size() == 9);
            }
            List<AuditRecord> records = listener.of("local");
            assertEquals("r1", records.get(7).id());
            // Another one under a name that is taken is not lost for that.
            assertEquals(Act.UNREADABLE, records.get(8).action());
            assertTrue(records.get(8).details().contains("another record has its id"), records.get(8).details());
        }
    }

    @Test
    void whatTheAuditRefusesIsKeptRaw() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.source("name", "local", "addresses", "127.0.0.1", "purpose", "audit@32473.why | ' '");
            try (Socket socket = listener.plain()) {
                send(socket, message(1), "<13>1 - - - - - [audit@32473 why=\"x\" act=\"view\"]");
                await("both are kept", () -> listener.of("local").size() == 2);
            }
            assertTrue(listener.of("local").stream().anyMatch(record -> record.action() == Act.UNREADABLE && record.details().contains("\"reason\":\"purpose: missing\"")));
        }
    }

    /** Fails in one way or another until it is told to work. */
    private static final class Unwilling implements AuditIntake {
        private final MemoryAuditIntake memory = new MemoryAuditIntake();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile RuntimeException failure;

        @Override
        public List<Receipt> take(String source, List<AuditRecord> records) {
            calls.incrementAndGet();
            if (failure != null) {
                throw failure;
            }
            return memory.take(source, records);
        }
    }

    @Test
    void whileTheAuditIsBusyNothingMoreIsReadAndNothingIsLost() throws Exception {
        Unwilling intake = new Unwilling();
        intake.failure = new AuditIntake.Busy(1);
        int many = 40_000;
        AtomicLong written = new AtomicLong();
        try (Listener listener = Listener.open(intake, Clock.systemUTC())) {
            listener.source("name", "local", "addresses", "127.0.0.1");
            Thread sender = new Thread(() -> {
                try (Socket socket = listener.plain(); OutputStream out = socket.getOutputStream()) {
                    for (int i = 0; i < many; i++) {
                        out.write(counted(message(i) + " " + "x".repeat(400)));
                        written.incrementAndGet();
                    }
                    socket.shutdownOutput();
                    socket.getInputStream().read();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            AtomicLong last = new AtomicLong(-1);
            await("reading stops", () -> {
                long now = listener.count("local", Counts.What.FRAME);
                return intake.calls.get() >= 3 && now > 2_000 && last.getAndSet(now) == now;
            });
            assertTrue(listener.count("local", Counts.What.FRAME) < 4_100, "so many were read: " + listener.count("local", Counts.What.FRAME));
            assertTrue(written.get() < many, "the sender is held back");
            intake.failure = null;
            await("all are there", () -> intake.memory.of("local").size() == many);
            assertEquals(many, intake.memory.of("local").stream().map(AuditRecord::id).collect(Collectors.toSet()).size());
            sender.join();
        }
    }

    @Test
    void whileTheAuditFailsItIsSaidAndTriedAgain() throws Exception {
        Unwilling intake = new Unwilling();
        intake.failure = new IllegalStateException("the database is away");
        try (Listener listener = Listener.open(intake, Clock.systemUTC())) {
            listener.source("name", "local", "addresses", "127.0.0.1");
            try (Socket socket = listener.plain()) {
                send(socket, message(1));
                await("it is said", () -> listener.server.probe().message().contains("the audit does not take its records: IllegalStateException"));
                assertFalse(listener.server.probe().alive());
                intake.failure = null;
                await("it is there", () -> intake.memory.of("local").size() == 1);
                await("all is well", () -> listener.server.probe().alive());
            }
        }
    }

    @Test
    void oneRecordThatTheAuditCannotBearHoldsUpNoOther() throws Exception {
        MemoryAuditIntake memory = new MemoryAuditIntake();
        AuditIntake touchy = (source, records) -> {
            if (records.stream().anyMatch(record -> record.dataSubject().equals(java.util.Optional.of("person-5")))) {
                throw new IllegalArgumentException();
            }
            return memory.take(source, records);
        };
        try (Listener listener = Listener.open(touchy, Clock.systemUTC())) {
            listener.source("name", "local", "addresses", "127.0.0.1");
            try (Socket socket = listener.plain()) {
                send(socket, IntStream.range(0, 10).mapToObj(Listener::message).toArray(String[]::new));
                await("all are there", () -> memory.of("local").size() == 10);
            }
            assertEquals(1, memory.of("local").stream().filter(record -> record.action() == Act.UNREADABLE).count());
        }
    }

    @Test
    void aStopReadsWhatWasSentAndWritesDownWhatWasRead() throws Exception {
        for (boolean secure : new boolean[] {false, true}) {
            CountDownLatch open = new CountDownLatch(1);
            MemoryAuditIntake memory = new MemoryAuditIntake();
            AuditIntake slow = (source, records) -> {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return memory.take(source, records);
            };
            Listener listener = Listener.open(slow, Clock.systemUTC());
            listener.source("name", "local", "addresses", "127.0.0.1", "fingerprints", Certificates.made().fingerprint("gis"));
            Socket socket = secure ? listener.secure("gis") : listener.plain();
            int many = 3_000;
            send(socket, IntStream.range(0, many).mapToObj(Listener::message).toArray(String[]::new));
            await("some are read", () -> listener.count("local", Counts.What.FRAME) > 0);
            Thread stop = new Thread(listener::close);
            stop.start();
            // Told that this is the end while what was sent is still unwritten.
            assertEquals(-1, socket instanceof SSLSocket ? -1 : socket.getInputStream().read());
            open.countDown();
            stop.join();
            assertEquals(many, memory.of("local").size(), secure ? "TLS" : "plain");
            socket.close();
        }
    }

    @Test
    void aListenerThatEndsSaysNothingButThatSoThatASenderCanSeeIt() throws Exception {
        try (Listener listener = Listener.open().withAll(); Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.server.securePort())) {
            SSLSocket socket = (SSLSocket) Certificates.made().client("gis").createSocket(plain, "localhost", 0, false);
            send(socket, message(1));
            await("it is there", () -> listener.of("gis").size() == 1);
            // No ticket, no message: a client that only writes would take it for a connection that lives.
            assertEquals(0, plain.getInputStream().available());
        }
    }

    @Test
    void healthTellsOfASourceThatFellSilent() throws Exception {
        SettableClock clock = SettableClock.at("2026-11-28T08:00:00Z");
        try (Listener listener = Listener.open(null, clock)) {
            listener.source("name", "local", "addresses", "127.0.0.1", "silentAfterMinutes", 10);
            listener.source("name", "other", "addresses", "192.0.2.1");
            clock.forward(Duration.ofMinutes(9));
            try (Socket socket = listener.plain()) {
                send(socket, message(1), message(2));
                await("they are there", () -> listener.of("local").size() == 2);
                await("it is well", () -> listener.server.probe().message().contains("local: 2 messages in 5 minutes, last 2026-11-28T08:09:00Z, 2 kept, 0 repeated, 0 with details cut, 1 connections"));
                assertTrue(listener.server.probe().message().contains("other: 0 messages in 5 minutes, none since 2026-11-28T08:00:00Z"), listener.server.probe().message());
                clock.forward(Duration.ofMinutes(11));
                assertEquals("false local: silent since 2026-11-28T08:09:00Z", listener.server.probe().alive() + " " + listener.server.probe().message());
                send(socket, message(3));
                await("it is well again", () -> listener.server.probe().alive());
            }
        }
    }

    @Test
    void healthForgetsWhatWasNotUnderstoodAfterAnHour() throws Exception {
        SettableClock clock = SettableClock.at("2026-11-28T08:00:00Z");
        try (Listener listener = Listener.open(null, clock)) {
            listener.source("name", "local", "addresses", "127.0.0.1");
            try (Socket socket = listener.plain()) {
                send(socket, "nonsense");
                await("it is told", () -> !listener.server.probe().alive());
                clock.forward(Duration.ofMinutes(61));
                assertTrue(listener.server.probe().alive());
                assertEquals(1, listener.count("local", Counts.What.UNREADABLE));
            }
        }
    }

    @Test
    void aSourceWhoseSettingsAreWrongSendsNothingAndHealthSaysWhy() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.source("name", "local", "addresses", "127.0.0.1", "dataSubjekt", "audit@32473.subject");
            assertEquals(-1, listener.server.port());
            assertEquals("false local: dataSubjekt: there is no such setting", listener.server.probe().alive() + " " + listener.server.probe().message());
            listener.source("name", "one", "fingerprints", Certificates.made().fingerprint("gis"));
            listener.source("name", "two", "fingerprints", Certificates.made().fingerprint("gis"));
            assertTrue(listener.server.probe().message().contains("two: cannot be told from one"), listener.server.probe().message());
        }
    }

    @Test
    void withoutACertificateTlsIsOffAndItIsSaidUntilThereIsOne(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("late.crt");
        Path key = folder.resolve("late.key");
        try (Listener listener = Listener.open("certificate", certificate.toString(), "key", key.toString())) {
            listener.source("name", "gis", "fingerprints", Certificates.made().fingerprint("gis"));
            assertEquals(-1, listener.server.securePort());
            assertEquals("false the certificates cannot be read: " + certificate + " is missing; TLS is off", listener.server.probe().alive() + " " + listener.server.probe().message());
            Files.copy(Path.of(Certificates.made().file("server.key")), key);
            Files.copy(Path.of(Certificates.made().file("server.crt")), certificate);
            await("it is found when it comes", () -> listener.server.securePort() > 0 && listener.server.probe().alive());
            assertTrue(isLetInAlone(listener));
            Files.writeString(certificate, "nonsense");
            await("it is said", () -> listener.server.probe().message().endsWith("those before are still used"));
            assertTrue(isLetInAlone(listener));
            Files.copy(Path.of(Certificates.made().file("server.crt")), certificate, StandardCopyOption.REPLACE_EXISTING);
            await("it is well", () -> listener.server.probe().alive());
        }
        try (Listener listener = Listener.open("certificate", "")) {
            listener.source("name", "gis", "fingerprints", Certificates.made().fingerprint("gis"));
            assertTrue(listener.server.probe().message().contains("no certificate is set; TLS is off"), listener.server.probe().message());
        }
        try (Listener listener = Listener.open("authorities", "")) {
            listener.source("name", "erp", "names", "erp.paraugs.example");
            assertEquals("erp: it is known by name, but no authorities are set", listener.server.probe().message());
        }
    }

    private static boolean isLetInAlone(Listener listener) throws IOException {
        long before = listener.count("gis", Counts.What.FRAME);
        try (SSLSocket socket = listener.secure("gis")) {
            send(socket, message((int) before));
            await("it is there", () -> listener.count("gis", Counts.What.FRAME) == before + 1);
        }
        return true;
    }

    @Test
    void aPortThatIsTakenIsSaidAndOpenedWhenItIsFree() throws Exception {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Listener listener = Listener.open("port", other.getLocalPort())) {
            listener.source("name", "local", "addresses", "127.0.0.1");
            assertEquals("cannot listen on 127.0.0.1 port " + other.getLocalPort(), listener.server.probe().message());
            other.close();
            await("it is open", () -> listener.server.port() > 0 && listener.server.probe().alive());
        }
    }

    @Test
    void asManyComeInAsThereIsRoomFor() throws Exception {
        try (Listener listener = Listener.open("connections", 3, "connectionsPerAddress", 2).withAll(); Socket one = listener.plain(); Socket two = listener.plain()) {
            await("two are inside", () -> listener.server.connections() == 2);
            try (Socket third = listener.plain()) {
                assertEquals(-1, third.getInputStream().read());
            }
            assertEquals(Map.of("connections", 1L), listener.server.refusals().all());
            one.close();
            await("one has left", () -> listener.server.connections() == 1);
            try (Socket third = listener.plain()) {
                send(third, message(1));
                await("it sends", () -> listener.of("local").size() == 1);
            }
            assertFalse(two.isClosed());
        }
    }

    @Test
    void manyConnectionsOfOneSourceLoseNothing() throws Exception {
        try (Listener listener = Listener.open().withAll()) {
            List<Thread> senders = new ArrayList<>();
            for (int s = 0; s < 8; s++) {
                int sender = s;
                senders.add(new Thread(() -> {
                    try (SSLSocket socket = listener.secure(sender % 2 == 0 ? "erp" : "gis")) {
                        for (int i = 0; i < 2_000; i++) {
                            send(socket, message(sender * 2_000 + i));
                        }
                        socket.shutdownOutput();
                        socket.getInputStream().read();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            senders.forEach(Thread::start);
            for (Thread sender : senders) {
                sender.join();
            }
            await("all are there", () -> listener.of("erp").size() + listener.of("gis").size() == 16_000);
            Set<String> texts = listener.of("erp").stream().map(record -> record.dataSubject().orElseThrow()).collect(Collectors.toSet());
            assertEquals(8_000, texts.size());
        }
    }
}
