package lv.pkip.kernel.auditsyslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryAuditIntake;
import lv.pkip.kernel.testkit.RecordingAudit;

/** The listener on free ports of loopback, and who sends to it. */
final class Listener implements AutoCloseable {
    /** What the tests' messages are read by. */
    static final Object[] MAPPING = {"actor", "audit@32473.user", "action", "audit@32473.act", "actions", "view=READ, edit=UPDATE", "dataSubject", "audit@32473.subject",
        "purpose", "audit@32473.why | 'case-handling'"};

    final MemoryAuditIntake memory = new MemoryAuditIntake();
    final FixedActor actors = FixedActor.anonymous();
    final RecordingAudit audit = new RecordingAudit(actors, Clock.systemUTC());
    final SyslogServer server;
    private final List<Source> sources = new ArrayList<>();

    private Listener(AuditIntake intake, Clock clock, Map<String, Object> settings) {
        server = new SyslogServer(Settings.of(SyslogServer.Config.class, settings), intake == null ? memory : intake, new Refusals(audit, actors), clock);
    }

    /** With its certificates and any free ports. @param settings key, value, key, value … */
    static Listener open(Object... settings) {
        return open(null, Clock.systemUTC(), settings);
    }

    /** @param intake null: into memory */
    static Listener open(AuditIntake intake, Clock clock, Object... settings) {
        Certificates certificates = Certificates.made();
        Map<String, Object> lines = new HashMap<>(Map.of("securePort", -1, "port", -1, "secureAddress", "127.0.0.1", "certificate", certificates.file("server.crt"),
                "key", certificates.file("server.key"), "authorities", certificates.file("ca.crt")));
        lines.putAll(Settings.lines(settings));
        return new Listener(intake, clock, lines);
    }

    /** As its configuration file would make it; a mapping besides where none is given. */
    Source source(Object... settings) {
        Map<String, Object> lines = Settings.lines(MAPPING);
        lines.putAll(Settings.lines(settings));
        Source source = new Source(Settings.of(Source.Config.class, lines), lines, server);
        sources.add(source);
        return source;
    }

    void remove(Source source) {
        sources.remove(source);
        source.close();
    }

    /** ERP by name, GIS by fingerprint, and whatever is on this machine by plain TCP with octet counts. */
    Listener withAll() {
        source("name", "erp", "names", "ERP.paraugs.example");
        source("name", "gis", "fingerprints", Certificates.made().fingerprint("gis"));
        source("name", "local", "addresses", "127.0.0.0/8, ::1");
        return this;
    }

    SSLSocket secure(String certificate) throws IOException {
        SSLSocket socket = (SSLSocket) Certificates.made().client(certificate).createSocket(InetAddress.getLoopbackAddress(), server.securePort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static byte[] counted(String... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String message : messages) {
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            all.writeBytes((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /** A message that the tests' mapping understands. */
    static String message(int number) {
        return "<110>1 2026-11-28T10:00:00." + String.format("%06d", number % 1_000_000) + "+02:00 erp1 billing 42 view [audit@32473 user=\"anna\" act=\"view\" subject=\"person-"
                + number + "\"] invoice " + number;
    }

    List<AuditRecord> of(String source) {
        return memory.of(source);
    }

    long count(String source, Counts.What what) {
        return server.counts(source).orElseThrow().of(what);
    }

    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + 90_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        List.copyOf(sources).forEach(this::remove);
        server.close();
    }
}
