package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Audit records by syslog in a real house: configuration files that come and go, and records that are in its audit. */
class AuditBySyslogIT {
    private static final int PORT = freePort();
    private static final String SOURCE = "lv.pkip.kernel.auditsyslog.Source-erp.cfg";

    private static Container container;

    @BeforeAll
    static void start() {
        container = Container.unpacked().withFeatures("pkip-audit-syslog")
                .set("lv.pkip.kernel.auditsyslog.SyslogServer.cfg", "port", String.valueOf(PORT))
                .set(SOURCE, "name", "erp")
                .set(SOURCE, "addresses", "127.0.0.1")
                .set(SOURCE, "actor", "audit@32473.user")
                .set(SOURCE, "action", "audit@32473.act")
                .set(SOURCE, "actions", "view=READ, edit=UPDATE")
                .set(SOURCE, "dataSubject", "audit@32473.subject")
                .set(SOURCE, "purpose", "audit@32473.why | 'case-handling'").start();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean listens() {
        return Listeners.of(container.pid()).contains("127.0.0.1:" + PORT);
    }

    private static void send(String... messages) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            for (String message : messages) {
                byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                socket.getOutputStream().write((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes);
            }
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    private static long found(String more) {
        return Pattern.compile("\"sequence\"").matcher(container.console("pkip:audit-search --purpose test --source erp --json " + more)).results().count();
    }

    @Test
    void messages_of_a_configured_source_are_in_the_audit() throws IOException {
        container.await("it listens", Duration.ofSeconds(30), AuditBySyslogIT::listens);
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".123456Z");
        String view = "<110>1 " + time + " h billing 1 INVOICE-VIEW [audit@32473 user=\"anna\" act=\"view\" subject=\"person-1\"] rēķins 7";
        send(view, view.replace("view", "edit"), "<13>Nov 28 10:00:00 old line");
        container.await("all are in the audit", Duration.ofSeconds(30), () -> found("--limit 50") == 3);
        send(view);
        container.await("it came", Duration.ofSeconds(30), () -> container.console("pkip:status").contains("audit-syslog: erp: 1 of 4 messages of the last hour not understood"));
        assertEquals(1, found("--actor anna --act read"), "sent again, kept once");
        assertEquals(1, found("--act update"));
        assertEquals(1, found("--act unreadable"));
        assertTrue(container.console("pkip:audit-search --purpose test --source erp --act read --json").contains("INVOICE-VIEW"));
    }

    @Test
    void a_wrong_setting_is_told_and_closes_the_port_until_it_is_right() {
        container.set(SOURCE, "actor", "audit@32473");
        container.await("it is told", Duration.ofSeconds(30), () -> container.console("pkip:status").contains("erp: actor: audit@32473 is neither"));
        assertFalse(listens());
        container.set(SOURCE, "actor", "audit@32473.user");
        container.await("it listens again", Duration.ofSeconds(30), AuditBySyslogIT::listens);
    }

    @Test
    void the_listener_goes_and_comes_with_its_bundle() {
        container.console("feature:uninstall pkip-audit-syslog");
        assertFalse(listens());
        container.console("feature:install pkip-audit-syslog");
        container.await("it listens again", Duration.ofSeconds(30), AuditBySyslogIT::listens);
    }
}
