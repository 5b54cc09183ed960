package lv.pkip.integration.mailsandbox;

import java.time.Instant;
import java.util.List;

/**
 * A received mail.
 *
 * @param to        whom the envelope names
 * @param messageId as sent; the same one twice means that an item was delivered twice
 * @param text      plain text, or the whole source when there is none
 */
record Mail(long id, Instant received, String from, List<String> to, String subject, String messageId, String text) {
    Mail {
        to = List.copyOf(to);
    }

    @Override
    public String toString() {
        return "Mail[" + id + "]"; // addresses and texts are personal data
    }
}
