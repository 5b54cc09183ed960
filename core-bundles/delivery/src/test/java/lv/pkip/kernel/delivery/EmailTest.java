package lv.pkip.kernel.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.Outbox.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailTest {

    private GreenMail server;

    @BeforeEach
    void open() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    @AfterEach
    void close() {
        server.stop();
    }

    private static Email email(Map<String, Object> settings) {
        return new Email((Email.Config) Proxy.newProxyInstance(Email.class.getClassLoader(), new Class<?>[] {Email.Config.class},
                (proxy, method, args) -> settings.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private Email plain() {
        return email(Map.of("host", "127.0.0.1", "port", server.getSmtp().getPort(), "from", "pasvaldiba@example.lv", "security", "none"));
    }

    private static Item letter(String key, String to, String subject) {
        return new Item(key, "email", to, Optional.empty(), Map.of("subject", subject, "text", "Labdien, Āņģēl!\nLēmums pieņemts.", "language", "lv"));
    }

    @Test
    void a_letter_arrives_with_all_latvian_letters_and_the_same_id_each_time() throws Exception {
        plain().deliver(letter("case:1", "anna@example.lv", "Lēmums — ķļūņš"));
        plain().deliver(letter("case:1", "anna@example.lv", "Lēmums — ķļūņš"));
        MimeMessage[] received = server.getReceivedMessages();
        assertEquals("Lēmums — ķļūņš", received[0].getSubject());
        assertTrue(((String) received[0].getContent()).contains("Āņģēl"));
        assertEquals(received[0].getMessageID(), received[1].getMessageID());
        assertTrue(received[0].getMessageID().endsWith("@example.lv>"));
        assertEquals("auto-generated", received[0].getHeader("Auto-Submitted")[0]);
    }

    @Test
    void a_subject_cannot_bring_headers_of_its_own() throws Exception {
        plain().deliver(letter("case:2", "anna@example.lv", "Labdien\r\nBcc: all@example.lv\r\n\r\nx"));
        MimeMessage received = server.getReceivedMessages()[0];
        assertEquals(1, server.getReceivedMessages().length);
        assertNull(received.getHeader("Bcc"));
        assertEquals("Labdien Bcc: all@example.lv x", received.getSubject());
    }

    @Test
    void what_is_no_address_is_undeliverable_and_no_server_is_worth_another_try() {
        assertThrows(Channel.Undeliverable.class, () -> plain().deliver(letter("k", "anna example", "s")));
        assertThrows(Channel.Undeliverable.class, () -> plain().deliver(letter("k", "a@example.lv\r\nRCPT TO:<b@example.lv>", "s")));
        assertThrows(IllegalStateException.class, () -> email(Map.of()).deliver(letter("k", "anna@example.lv", "s")));
        Email nobody = email(Map.of("host", "127.0.0.1", "port", 1, "from", "p@example.lv", "security", "none", "timeout", 500));
        assertTrue(!(assertThrows(Exception.class, () -> nobody.deliver(letter("k", "anna@example.lv", "s"))) instanceof Channel.Undeliverable));
    }

    @Test
    void encryption_is_required_unless_said_otherwise() {
        Email strict = email(Map.of("host", "127.0.0.1", "port", server.getSmtp().getPort(), "from", "p@example.lv"));
        assertThrows(Exception.class, () -> strict.deliver(letter("k", "anna@example.lv", "s")));
        assertEquals(0, server.getReceivedMessages().length);
    }

    @ParameterizedTest
    @CsvSource({"RCPT, 550 no such mailbox", "., 554 refused for its content"})
    void a_final_refusal_is_undeliverable(String command, String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(command, answer))) {
            assertThrows(Channel.Undeliverable.class, () -> scripted(server, Map.of()).deliver(letter("k", "anna@example.lv", "s")));
        }
    }

    @ParameterizedTest
    @CsvSource({"RCPT, 451 later", "., 452 disk full", "MAIL, 550 sender not known here", "AUTH, 535 wrong password", "DATA, 421 closing"})
    void what_may_pass_is_worth_another_try(String command, String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(command, answer))) {
            Exception failure = assertThrows(Exception.class, () -> scripted(server, Map.of("user", "pilseta", "password", "x"))
                    .deliver(letter("k", "anna@example.lv", "s")));
            assertFalse(failure instanceof Channel.Undeliverable, failure::toString);
        }
    }

    @Test
    void a_password_is_never_sent_before_encryption() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of())) {
            Email strict = scripted(server, Map.of("user", "pilseta", "password", "x", "security", "starttls"));
            assertThrows(Exception.class, () -> strict.deliver(letter("k", "anna@example.lv", "s")));
            assertFalse(server.commands.contains("AUTH"), server.commands::toString);
            assertFalse(server.commands.contains("MAIL"), server.commands::toString);
        }
    }

    @Test
    void a_server_that_asks_for_a_password_gets_it() throws Exception {
        server.setUser("pilseta", "pareiza");
        email(Map.of("host", "127.0.0.1", "port", server.getSmtp().getPort(), "from", "p@example.lv", "security", "none",
                "user", "pilseta", "password", "pareiza")).deliver(letter("k", "anna@example.lv", "s"));
        assertEquals(1, server.getReceivedMessages().length);
    }

    @Test
    void a_certificate_nobody_vouches_for_is_not_trusted() {
        GreenMail encrypted = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        encrypted.start();
        try {
            Email tls = email(Map.of("host", "127.0.0.1", "port", encrypted.getSmtps().getPort(), "from", "p@example.lv", "security", "tls"));
            assertThrows(MessagingException.class, () -> tls.deliver(letter("k", "anna@example.lv", "s")));
            assertEquals(0, encrypted.getReceivedMessages().length);
        } finally {
            encrypted.stop();
        }
    }

    @Test
    void a_server_that_falls_silent_is_given_up_after_the_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Email waiting = email(Map.of("host", "127.0.0.1", "port", silent.getLocalPort(), "from", "p@example.lv", "security", "none",
                    "timeout", 200));
            assertTimeoutPreemptively(Duration.ofSeconds(10),
                    () -> assertThrows(MessagingException.class, () -> waiting.deliver(letter("k", "anna@example.lv", "s"))));
        }
    }

    @Test
    void neither_language_nor_text_can_bring_headers() throws Exception {
        plain().deliver(new Item("k", "email", "anna@example.lv", Optional.empty(), Map.of("subject", "s",
                "text", "\r\n.\r\nMAIL FROM:<x@example.lv>\r\nBcc: all@example.lv", "language", "lv\r\nBcc: all@example.lv")));
        assertEquals(1, server.getReceivedMessages().length);
        assertNull(server.getReceivedMessages()[0].getHeader("Bcc"));
        assertNull(server.getReceivedMessages()[0].getContentLanguage());
    }

    private static Email scripted(ScriptedServer server, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("host", "127.0.0.1", "port", server.port(), "from", "p@example.lv",
                "security", "none", "timeout", 5000));
        settings.putAll(more);
        return email(settings);
    }
}
