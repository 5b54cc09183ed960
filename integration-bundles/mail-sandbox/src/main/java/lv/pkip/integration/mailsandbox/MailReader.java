package lv.pkip.integration.mailsandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;

/** Makes something readable of the bytes a mail consists of; what it cannot read it shows as it came. */
final class MailReader {
    private static final Session NO_SESSION = Session.getInstance(new Properties());
    private static final int DEEPEST = 8;

    private MailReader() {
    }

    static Mail read(long id, Instant received, String from, List<String> to, byte[] source) {
        // Jakarta Mail looks its content handlers up through this loader
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(Session.class.getClassLoader());
        try {
            MimeMessage message = new MimeMessage(NO_SESSION, new ByteArrayInputStream(source));
            return new Mail(id, received, from, to, Optional.ofNullable(message.getSubject()).orElse(""),
                    Optional.ofNullable(message.getMessageID()).orElse(""),
                    text(message, DEEPEST).orElseGet(() -> asItCame(source)));
        } catch (MessagingException | IOException e) {
            return new Mail(id, received, from, to, "", "", asItCame(source));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static String asItCame(byte[] source) {
        return new String(source, StandardCharsets.UTF_8);
    }

    private static Optional<String> text(Part part, int depth) throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            return part.getContent() instanceof String text ? Optional.of(text) : Optional.empty();
        }
        if (part.isMimeType("multipart/*") && depth > 0 && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                Optional<String> found = text(parts.getBodyPart(i), depth - 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
