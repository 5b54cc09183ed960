package lv.pkip.kernel.auditsyslog;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of the records of one connection.
 * <p>
 * What was sent twice should be kept once, and what happened twice must be kept twice. Octet by octet both look the same, so it is
 * asked whether a message can say which it is. One with an id, or with a sequenceId and a time, says it. One whose time is told in
 * microseconds says it for all that matters: equal ones on another connection are the same message sent again, as rsyslog does with
 * a batch that a broken connection had begun; equal ones on one connection are several, and are numbered. Any other is kept each
 * time it comes: rather twice than not at all.
 */
final class Naming {
    /** Equal ones carry the same microsecond, so they are not far from each other. */
    private static final int REMEMBERED = 1_000;

    private final String connection = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private long number;
    private final Map<Long, Integer> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** An id that nothing else has, also not the same frame sent again. */
    String once(Frame frame) {
        return HexFormat.of().formatHex(frame.hash()) + "-" + connection + "-" + ++number;
    }

    /** @param own the id that the source gives */
    String of(Message message, Frame frame, Optional<String> own) {
        if (frame.ended()) {
            return once(frame);
        }
        if (own.isPresent()) {
            return own.get();
        }
        String hash = HexFormat.of().formatHex(frame.hash());
        if (message.time().isPresent() && message.values("meta", "sequenceId").stream().anyMatch(number -> number.matches("[1-9]\\d{0,9}"))) {
            return hash;
        }
        if (!message.exact()) {
            return once(frame);
        }
        int before = seen.merge(ByteBuffer.wrap(frame.hash()).getLong(), 1, Integer::sum) - 1;
        return before == 0 ? hash : hash + "-" + before;
    }
}
