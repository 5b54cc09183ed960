package lv.pkip.kernel.delivery;

import com.sun.mail.smtp.SMTPAddressFailedException;
import com.sun.mail.smtp.SMTPSendFailedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import java.util.HexFormat;
import java.util.Properties;
import javax.mail.Authenticator;
import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.PasswordAuthentication;
import javax.mail.SendFailedException;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.AddressException;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.ChannelId;
import lv.pkip.kernel.api.delivery.Outbox;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** E-mail over SMTP (RFC 5321), plain UTF-8 text; the Message-ID comes from the idempotency key, so a repeat is recognisable. */
@Component(service = Channel.class, configurationPid = "lv.pkip.kernel.delivery.Email")
@Designate(ocd = Email.Config.class)
@ChannelId("email")
public final class Email implements Channel {

    /** Settings, PID {@code lv.pkip.kernel.delivery.Email}. */
    @ObjectClassDefinition(name = "PKIP e-mail")
    public @interface Config {
        @AttributeDefinition(description = "SMTP server; without it letters wait")
        String host() default "";

        int port() default 587;

        @AttributeDefinition(description = "Sender address")
        String from() default "";

        @AttributeDefinition(description = "starttls (required, the default), tls, or none (only for a server on this machine)")
        String security() default "starttls";

        String user() default "";

        @AttributeDefinition(type = AttributeType.PASSWORD)
        String password() default "";

        @AttributeDefinition(description = "Milliseconds to wait for the server")
        int timeout() default 10_000;
    }

    private final Config config;
    private final Session session;

    @Activate
    public Email(Config config) {
        this.config = config;
        Properties p = new Properties();
        String timeout = String.valueOf(config.timeout());
        p.put("mail.smtp.host", config.host());
        p.put("mail.smtp.port", String.valueOf(config.port()));
        p.put("mail.smtp.connectiontimeout", timeout);
        p.put("mail.smtp.timeout", timeout);
        p.put("mail.smtp.writetimeout", timeout);
        p.put("mail.smtp.starttls.required", String.valueOf(config.security().equals("starttls")));
        p.put("mail.smtp.starttls.enable", String.valueOf(config.security().equals("starttls")));
        p.put("mail.smtp.ssl.enable", String.valueOf(config.security().equals("tls")));
        p.put("mail.smtp.ssl.checkserveridentity", "true");
        p.put("mail.smtp.auth", String.valueOf(!config.user().isEmpty()));
        session = Session.getInstance(p, config.user().isEmpty() ? null : new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(config.user(), config.password());
            }
        });
    }

    @Override
    public void deliver(Outbox.Item item) throws Exception {
        if (config.host().isEmpty() || config.from().isEmpty()) {
            throw new IllegalStateException("no SMTP server or sender is configured (lv.pkip.kernel.delivery.Email)");
        }
        InternetAddress to;
        try {
            to = new InternetAddress(item.address(), true);
        } catch (AddressException e) {
            throw new Undeliverable("the address is not an e-mail address");
        }
        MimeMessage message = new Letter(session, "<" + digest(item.key()) + "@" + domain() + ">");
        message.setFrom(new InternetAddress(config.from(), true));
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(oneLine(item.content().getOrDefault("subject", "")), "UTF-8");
        message.setText(item.content().getOrDefault("text", ""), "UTF-8");
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers, please
        String language = item.content().getOrDefault("language", "");
        if (language.matches("[a-z]{2}")) {
            message.setContentLanguage(new String[] {language});
        }
        message.setSentDate(new Date());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(Session.class.getClassLoader()); // Jakarta Mail looks providers up there
        try {
            Transport.send(message);
        } catch (SendFailedException e) {
            throw permanent(e) ? new Undeliverable("the server refused the address: " + e.getMessage()) : e;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A reply 5xx to the recipient or to the letter is final (RFC 5321, 4.2.1); all else is worth another try. */
    private static boolean permanent(MessagingException e) {
        for (Exception at = e; at instanceof MessagingException m; at = m.getNextException()) {
            if (at instanceof SMTPAddressFailedException refused) {
                return refused.getReturnCode() / 100 == 5;
            }
            if (at instanceof SMTPSendFailedException refused && refused.getCommand().equals(".")) {
                return refused.getReturnCode() / 100 == 5;
            }
        }
        return false;
    }

    private static String oneLine(String subject) {
        return subject.replaceAll("[\\p{Cntrl}]+", " ").trim();
    }

    private String domain() {
        String from = config.from();
        return from.substring(from.indexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
    }

    private static String digest(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A message that keeps the Message-ID it was given; Jakarta Mail would make its own. */
    private static final class Letter extends MimeMessage {
        private final String id;

        Letter(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
