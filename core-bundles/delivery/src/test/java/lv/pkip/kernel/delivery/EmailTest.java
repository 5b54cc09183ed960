package lv.pkip.kernel.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import javax.mail.internet.MimeMessage;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.Outbox.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
