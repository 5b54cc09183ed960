package lv.pkip.integration.mailsandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.SendFailedException;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.sun.mail.smtp.SMTPAddressFailedException;

import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;

class MailSandboxTest {
    private final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    private final SmtpSink sink = new SmtpSink(0, new Mailbox(50), 10_000, clock);
    private final MailPage page = new MailPage(sink);

    @AfterEach
    void close() {
        sink.close();
    }

    private Session session() {
        Properties settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", Integer.toString(sink.port()));
        return Session.getInstance(settings);
    }

    private MimeMessage message(String subject, String... to) throws MessagingException {
        MimeMessage message = new MimeMessage(session());
        message.setFrom(new InternetAddress("pilseta@example.lv"));
        for (String recipient : to) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject(subject, "UTF-8");
        return message;
    }

    private void send(String subject, String text) throws MessagingException {
        MimeMessage message = message(subject, "anna@example.lv");
        message.setText(text, "UTF-8");
        Transport.send(message);
    }

    private static Page.Request get(String path, Map<String, List<String>> parameters) {
        return new Page.Request("GET", path, parameters, Map.of(), new byte[0], "lv", "http://localhost");
    }

    private Map<String, Object> shown(String path, Map<String, List<String>> parameters) {
        return assertInstanceOf(Page.View.class, page.handle(get(path, parameters))).model();
    }

    @SuppressWarnings("unchecked")
    private static List<String> subjects(Map<String, Object> model) {
        return ((List<Map<String, Object>>) model.get("mails")).stream().map(m -> (String) m.get("subject")).toList();
    }

    @Test
    void aLetterArrivesWithAllLatvianLetters() throws MessagingException {
        send("Jūsu iesniegums KC-2026-1 saņemts", "Labdien!\n\nĀčēģīķļņšūž");
        Mail mail = sink.mailbox().newest(0, 1).get(0);
        assertEquals("Jūsu iesniegums KC-2026-1 saņemts", mail.subject());
        assertEquals("Labdien!\n\nĀčēģīķļņšūž", mail.text().replace("\r\n", "\n").strip());
        assertEquals("pilseta@example.lv", mail.from());
        assertEquals(List.of("anna@example.lv"), mail.to());
        assertEquals(Instant.parse("2026-03-02T08:00:00Z"), mail.received());
        assertTrue(mail.messageId().startsWith("<"));
    }

    @Test
    void oneLetterToTwoIsOneLetter() throws MessagingException {
        MimeMessage message = message("x", "a@example.lv", "b@example.lv");
        message.setText("x");
        Transport.send(message);
        assertEquals(List.of("a@example.lv", "b@example.lv"), sink.mailbox().newest(0, 10).get(0).to());
        assertEquals(1, sink.mailbox().size());
    }

    @Test
    void thePlainPartOfALetterWithManyPartsIsShown() throws MessagingException {
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>html</p>", "text/html; charset=UTF-8");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText("vienkāršs", "UTF-8");
        MimeMessage message = message("x", "a@example.lv");
        message.setContent(new MimeMultipart(html, plain));
        Transport.send(message);
        assertEquals("vienkāršs", sink.mailbox().newest(0, 1).get(0).text());
    }

    @Test
    void theListIsPagedNewestFirstWithoutGapOrDouble() throws MessagingException {
        for (int i = 0; i < MailPage.PAGE_SIZE + 3; i++) {
            send("s" + i, "t");
        }
        Map<String, Object> first = shown("", Map.of());
        assertEquals(MailPage.PAGE_SIZE, subjects(first).size());
        assertEquals("s22", subjects(first).get(0));
        String next = (String) first.get("next");
        Map<String, Object> second = shown("", Map.of("before", List.of(next.substring(next.indexOf('=') + 1))));
        assertEquals(List.of("s2", "s1", "s0"), subjects(second));
        assertEquals("", second.get("next"));
        assertEquals("/sandbox/mail", second.get("newest"));
    }

    @Test
    void oneLetterIsShownAndAMissingOneIsNotFound() throws MessagingException {
        send("s", "teksts");
        assertEquals("teksts", ((String) shown("1", Map.of()).get("text")).strip());
        for (String path : List.of("2", "x", "-1", "1/2", "99999999999999999999")) {
            assertEquals(404, assertInstanceOf(Page.Problem.class, page.handle(get(path, Map.of()))).status(), path);
        }
        assertEquals(405, assertInstanceOf(Page.Problem.class, page.handle(
                new Page.Request("POST", "", Map.of(), Map.of(), new byte[0], "lv", "http://localhost"))).status());
    }

    @Test
    void refusalsForGoodAndForNowCanBeTried() throws MessagingException {
        for (Map.Entry<String, Integer> expected : Map.of("refuse@example.lv", 550, "later@example.lv", 451).entrySet()) {
            MimeMessage message = message("x", expected.getKey());
            message.setText("x");
            SendFailedException refused = assertThrows(SendFailedException.class, () -> Transport.send(message));
            assertEquals(expected.getValue(), assertInstanceOf(SMTPAddressFailedException.class,
                    refused.getNextException()).getReturnCode());
        }
        assertEquals(0, sink.mailbox().size());
    }

    @Test
    void aLetterTooLargeIsNotKept() {
        assertThrows(MessagingException.class, () -> send("x", "y".repeat(20_000)));
        assertEquals(0, sink.mailbox().size());
    }

    @Test
    void theOldestMakesRoom() throws MessagingException {
        Mailbox small = new Mailbox(2);
        for (int i = 0; i < 3; i++) {
            small.add(id -> new Mail(id, Instant.EPOCH, "", List.of(), "", "", ""));
        }
        assertEquals(List.of(3L, 2L), small.newest(0, 10).stream().map(Mail::id).toList());
    }

    @Test
    void aTakenPortIsToldAndThePageStillOpens() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SmtpSink deaf = new SmtpSink(taken.getLocalPort(), new Mailbox(1), 1000, clock);
            assertFalse(deaf.probe().alive());
            Page.View view = assertInstanceOf(Page.View.class, new MailPage(deaf).handle(get("", Map.of())));
            assertEquals(false, view.model().get("listening"));
            deaf.close();
        }
    }

    @Test
    void thePortIsFreeAgainAfterStopping() {
        SmtpSink first = new SmtpSink(0, new Mailbox(1), 1000, clock);
        int port = first.port();
        first.close();
        SmtpSink second = new SmtpSink(port, new Mailbox(1), 1000, clock);
        assertTrue(second.probe().alive());
        second.close();
    }

    @Test
    void allThreeLanguagesHaveTheSameTexts() throws IOException {
        Set<String> latvian = keys("lv");
        assertFalse(latvian.isEmpty());
        assertEquals(latvian, keys("en"));
        assertEquals(latvian, keys("ru"));
    }

    private Set<String> keys(String language) throws IOException {
        Properties texts = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/i18n/messages_" + language + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return new TreeSet<>(texts.stringPropertyNames());
    }

    @Test
    void theBundleKeepsTheHouseRules() {
        HouseRules.check(MailPage.class);
    }
}
