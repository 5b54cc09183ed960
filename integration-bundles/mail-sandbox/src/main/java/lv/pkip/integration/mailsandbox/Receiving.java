package lv.pkip.integration.mailsandbox;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.TooMuchDataException;

/**
 * One mail being received. Recipients whose name begins with {@code refuse} are refused for good and those with
 * {@code later} for now, so that both can be tried.
 */
final class Receiving implements MessageHandler {
    private final Mailbox mailbox;
    private final int maxBytes;
    private final Clock clock;
    private final List<String> recipients = new ArrayList<>();
    private String sender = "";

    Receiving(Mailbox mailbox, int maxBytes, Clock clock) {
        this.mailbox = mailbox;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public void from(String from) {
        sender = from;
    }

    @Override
    public void recipient(String recipient) throws RejectException {
        String name = recipient.toLowerCase(Locale.ROOT);
        if (name.startsWith("refuse")) {
            throw new RejectException(550, "No such mailbox");
        }
        if (name.startsWith("later")) {
            throw new RejectException(451, "Mailbox busy, try later");
        }
        recipients.add(recipient);
    }

    @Override
    public String data(InputStream data) throws RejectException, TooMuchDataException, IOException {
        byte[] source = data.readNBytes(maxBytes + 1);
        if (source.length > maxBytes) {
            throw new TooMuchDataException("at most " + maxBytes + " bytes");
        }
        Instant now = clock.instant();
        mailbox.add(id -> MailReader.read(id, now, sender, recipients, source));
        return "kept";
    }

    @Override
    public void done() {
        // nothing is held open
    }
}
