package lv.pkip.kernel.auditsyslog;

import static lv.pkip.kernel.auditsyslog.Listener.await;
import static lv.pkip.kernel.auditsyslog.Listener.counted;
import static lv.pkip.kernel.auditsyslog.Listener.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent by those who mean no good, or by nobody who can be meant. */
@Timeout(300)
class HostileTest {
    /** So many frames in every run; a longer one says -Dpkip.fuzz.frames=1000000. */
    private static final int FRAMES = Integer.getInteger("pkip.fuzz.frames", 100_000);
    private static final long SEED = Long.getLong("pkip.fuzz.seed", System.nanoTime());

    private Listener listener;

    @BeforeEach
    void open() {
        listener = Listener.open("connections", 1_200, "connectionsPerAddress", 1_200).withAll();
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private static byte[] framed(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    /** Sends to the source on this machine, says no more, and waits until what came of it is settled. */
    private List<AuditRecord> after(byte[]... sent) throws IOException {
        int before = listener.of("local").size();
        try (Socket socket = listener.plain()) {
            for (byte[] each : sent) {
                socket.getOutputStream().write(each);
            }
            socket.shutdownOutput();
            // Closed by a reset where what was sent is not read to its end.
            assertTrue(ended(socket));
        }
        await("all is settled", () -> settled("local") == listener.count("local", Counts.What.FRAME));
        return listener.of("local").subList(before, listener.of("local").size());
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    private long settled(String source) {
        return listener.count(source, Counts.What.KEPT) + listener.count(source, Counts.What.REPEATED) + listener.count(source, Counts.What.REFUSED) + listener.count(source, Counts.What.LOST);
    }

    private void assertOthersAreServed() throws IOException {
        int before = listener.of("erp").size();
        try (SSLSocket socket = listener.secure("erp")) {
            socket.getOutputStream().write(counted(message(before)));
            await("another source is served", () -> listener.of("erp").size() == before + 1);
        }
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aFrameOfTenMegabytesIsCutWithItsTrueLengthAndTheNextOneIsRead() throws Exception {
        byte[] large = new byte[10 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');
        long before = heap();
        List<AuditRecord> records = after(framed(large), counted(message(1)));
        assertEquals(List.of(Act.UNREADABLE, Act.READ), records.stream().map(AuditRecord::action).toList());
        String details = records.get(0).details();
        assertTrue(details.contains("\"octets\":10485760") && details.contains("\"reason\":\"longer than 65536 octets\""), details.substring(0, 200));
        assertTrue(details.endsWith("\"sha256\":\"" + hash(large) + "\"}"), details.substring(details.length() - 200));
        for (int i = 0; i < 20; i++) {
            after(framed(large));
        }
        assertTrue(heap() - before < 20_000_000, (heap() - before) + " bytes more");
        assertOthersAreServed();
    }

    @Test
    void aFrameAsLongAsTheLimitIsReadAndOneLongerIsNot() throws Exception {
        String begin = message(1) + " ";
        String most = begin + "x".repeat(65_536 - begin.length());
        List<AuditRecord> records = after(counted(most), counted(most + "x"));
        assertEquals(List.of(Act.READ, Act.UNREADABLE), records.stream().map(AuditRecord::action).toList());
        assertEquals(1, listener.count("local", Counts.What.CUT));
    }

    @Test
    void anOctetCountThatNoFrameHasEndsTheConnectionAndIsKept() throws Exception {
        for (String sent : List.of("99999999999 <13>1 - - - - - -", "0 ", "007 1234567", "-1 x", "<13>1 - - - - - -\n", " 5 12345", "12x345", "999999999 ", "\u0000", "GET / HTTP/1.1\r\n\r\n", "a")) {
            List<AuditRecord> records = after(sent.getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of(Act.UNREADABLE), records.stream().map(AuditRecord::action).toList(), sent);
            assertTrue(records.get(0).details().contains("octet count"), records.get(0).details());
            assertTrue(records.get(0).details().contains("\"raw\":\"" + sent.substring(0, 1).replace("\u0000", "\\u0000")), records.get(0).details());
        }
        assertOthersAreServed();
    }

    @Test
    void aFrameThatEndsInItsMiddleIsKeptAsFarAsItCame() throws Exception {
        byte[] whole = counted(message(1));
        for (int length = 1; length < whole.length; length++) {
            List<AuditRecord> records = after(Arrays.copyOf(whole, length));
            assertEquals(1, records.size(), length + " octets");
            assertEquals(Act.UNREADABLE, records.get(0).action());
            assertTrue(records.get(0).details().contains("\"reason\":\"the connection ended within it\""), records.get(0).details());
        }
        assertEquals(List.of(), after());
    }

    @Test
    void badUtf8AndControlsAreKeptWithoutLosingAnOctet() throws Exception {
        byte[] noise = new byte[3_000];
        new Random(7).nextBytes(noise);
        for (byte[] sent : List.of(new byte[] {0}, new byte[3_000], noise, "<13>1 - h a p m [x a=\"\u00e9\"]".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80})) {
            List<AuditRecord> records = after(framed(sent));
            assertEquals(List.of(Act.UNREADABLE), records.stream().map(AuditRecord::action).toList());
            assertTrue(records.get(0).details().chars().allMatch(c -> c >= ' '), "nothing hidden in details");
            if (Message.utf8(sent, 0, sent.length).isEmpty()) {
                assertTrue(records.get(0).details().contains("\"base64\":\"" + java.util.Base64.getEncoder().encodeToString(sent) + "\""), records.get(0).details());
            }
        }
        byte[] zeros = "<13>1 - h a p m - a\u0000b".getBytes(StandardCharsets.UTF_8);
        assertTrue(after(framed(zeros)).get(0).details().contains("\"msg\":\"a\\u0000b\""));
    }

    @Test
    void structuredDataWithoutEndOrOfAnyWidthCostsNobodyAnything() throws Exception {
        String begin = "<13>1 - h a p m ";
        List<byte[]> sent = new ArrayList<>();
        sent.add(counted(begin + "[".repeat(60_000)));
        sent.add(counted(begin + "[x a=\"" + "\\".repeat(60_000)));
        sent.add(counted(begin + "[x a=\"" + "[x a=\\\"".repeat(8_000)));
        sent.add(counted(begin + "[x" + " a=\"\"".repeat(12_000) + "]"));
        StringBuilder wide = new StringBuilder(begin);
        for (int i = 0; wide.length() < 60_000; i++) {
            wide.append("[x").append(i).append(']');
        }
        sent.add(counted(wide.toString()));
        long before = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertEquals(5, after(sent.toArray(byte[][]::new)).size());
        }
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertTrue(millis < 20_000, millis + " ms for 6 MB");
        assertOthersAreServed();
    }

    @Test
    void whatIsAnnouncedIsNotBelieved() throws Exception {
        long before = heap();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = listener.plain();
                sockets.add(socket);
                socket.getOutputStream().write("65536 <13>1 ".getBytes(StandardCharsets.US_ASCII));
            }
            await("all are inside", () -> listener.server.connections() == 500);
            long grown = heap() - before;
            assertTrue(grown < 10_000_000, grown + " bytes more");
            assertOthersAreServed();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await("what came is kept", () -> listener.of("local").size() == 500);
    }

    @Test
    void aThousandWhoSayNothingCostLittleAndKeepNobodyOut() throws Exception {
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        assertOthersAreServed();
        long before = heap();
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                idle.add(listener.plain());
            }
            await("all are inside", () -> listener.server.connections() >= 1_000);
            for (int i = 0; i < 50; i++) {
                assertOthersAreServed();
            }
            long first = heap();
            assertTrue(first - before < 30_000_000, (first - before) + " bytes for a thousand");
            for (int i = 0; i < 100; i++) {
                assertOthersAreServed();
            }
            assertTrue(heap() - first < 5_000_000, "the heap stays flat");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        await("all have left", () -> listener.server.connections() == 0);
        await("their threads too", () -> ManagementFactory.getThreadMXBean().getThreadCount() <= threads + 5);
    }

    @Test
    void whoIsSlowOrSaysNothingForTooLongIsShownOut() throws Exception {
        listener.close();
        listener = Listener.open("idleSeconds", 1, "frameSeconds", 1, "handshakeSeconds", 1).withAll();
        try (Socket silent = listener.plain()) {
            assertEquals(-1, silent.getInputStream().read());
        }
        assertEquals(0, listener.count("local", Counts.What.FRAME));
        try (Socket slow = listener.plain()) {
            slow.getOutputStream().write("100 <13>1 - ".getBytes(StandardCharsets.US_ASCII));
            assertTrue(ended(slow));
        }
        await("what came is kept", () -> listener.of("local").size() == 1);
        assertTrue(listener.of("local").get(0).details().contains("\"reason\":\"it took too long\""), listener.of("local").get(0).details());
        try (Socket nobody = new Socket(InetAddress.getLoopbackAddress(), listener.server.securePort())) {
            nobody.setSoTimeout(20_000);
            assertTrue(ended(nobody));
        }
        try (Socket dripping = new Socket(InetAddress.getLoopbackAddress(), listener.server.securePort())) {
            // A piece of a handshake now and then does not make it longer.
            dripping.setSoTimeout(50);
            OutputStream out = dripping.getOutputStream();
            byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
            long begun = System.nanoTime();
            boolean open = true;
            for (int i = 0; open && System.nanoTime() - begun < 20_000_000_000L; i++) {
                try {
                    out.write(i < hello.length ? hello[i] : 0);
                    open = dripping.getInputStream().read() != -1;
                } catch (java.net.SocketTimeoutException stillOpen) {
                    open = true;
                } catch (IOException ended) {
                    open = false;
                }
            }
            assertTrue(!open && System.nanoTime() - begun < 10_000_000_000L, "shown out");
        }
        assertOthersAreServed();
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Every frame that is sent whole becomes a record, and every record comes from a frame. */
    @Test
    void framesMadeAtRandomAreAllThereInTheEnd() throws Exception {
        // Told so that a failure can be repeated with -Dpkip.fuzz.seed=…
        org.slf4j.LoggerFactory.getLogger(HostileTest.class).warn("{} frames from seed {}", FRAMES, SEED);
        Set<String> ids = new HashSet<>();
        long[] kept = new long[2];
        AuditIntake checking = (source, records) -> {
            List<AuditIntake.Receipt> receipts = new ArrayList<>();
            synchronized (ids) {
                for (AuditRecord record : records) {
                    assertTrue(record.id().length() <= 128 && record.details().length() <= 16_000, "seed " + SEED);
                    assertTrue(record.details().chars().noneMatch(Character::isISOControl), "seed " + SEED);
                    kept[record.action() == Act.UNREADABLE ? 1 : 0]++;
                    receipts.add(new AuditIntake.Receipt(ids.add(record.id()) ? AuditIntake.Result.NEW : AuditIntake.Result.SAME, 1, java.util.Optional.empty(), java.util.Optional.empty()));
                }
            }
            return receipts;
        };
        listener.close();
        listener = Listener.open(checking, java.time.Clock.systemUTC()).withAll();
        Random random = new Random(SEED);
        int sent = 0;
        long parsed = 0;
        while (sent < FRAMES) {
            try (Socket socket = listener.plain(); OutputStream out = new java.io.BufferedOutputStream(socket.getOutputStream(), 65_536)) {
                for (int i = 0; i < 5_000 && sent < FRAMES; i++) {
                    byte[] frame = frame(random, sent);
                    parsed += isMessage(frame) ? 1 : 0;
                    out.write(framed(frame));
                    sent++;
                }
                out.flush();
                socket.shutdownOutput();
                assertEquals(-1, socket.getInputStream().read(), "seed " + SEED);
            }
        }
        int all = sent;
        await("all are settled, seed " + SEED, () -> settled("local") == all);
        assertEquals(all, listener.count("local", Counts.What.FRAME), "seed " + SEED);
        assertEquals(0, listener.count("local", Counts.What.LOST) + listener.count("local", Counts.What.REFUSED), "seed " + SEED);
        assertEquals(all, kept[0] + kept[1], "seed " + SEED);
        assertTrue(kept[0] <= parsed && kept[0] > all / 10 && kept[1] > all / 10, kept[0] + " read, " + kept[1] + " raw, seed " + SEED);
        assertEquals(listener.count("local", Counts.What.KEPT), ids.size(), "seed " + SEED);
        await("all have left", () -> listener.server.connections() == 0);
    }

    private static boolean isMessage(byte[] frame) {
        try {
            Message.read(frame);
            return true;
        } catch (Unreadable e) {
            assertTrue(e.getMessage().length() > 4, "seed " + SEED);
            return false;
        }
    }

    private static byte[] frame(Random random, int number) {
        byte[] frame = switch (random.nextInt(4)) {
            case 0 -> message(number).getBytes(StandardCharsets.UTF_8);
            case 1 -> "<0>1 - - - - - -".getBytes(StandardCharsets.UTF_8);
            case 2 -> "<165>1 2003-10-11T22:14:15.003Z h a p m [a@1 b=\"\\\"c\\]\\\\\"][d e=\"āē\"] \uFEFFtext ☃".getBytes(StandardCharsets.UTF_8);
            default -> "<34>Oct 11 22:14:15 mymachine su: failed".getBytes(StandardCharsets.UTF_8);
        };
        switch (random.nextInt(5)) {
            case 0 -> { }
            case 1 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> frame = Arrays.copyOf(frame, 1 + random.nextInt(frame.length + 20));
            case 3 -> {
                // A piece moved elsewhere keeps the characters of the grammar.
                int from = random.nextInt(frame.length);
                int to = random.nextInt(frame.length);
                byte swapped = frame[from];
                frame[from] = frame[to];
                frame[to] = swapped;
            }
            default -> {
                frame = new byte[1 + random.nextInt(random.nextInt(100) == 0 ? 70_000 : 200)];
                random.nextBytes(frame);
            }
        }
        return frame;
    }
}
