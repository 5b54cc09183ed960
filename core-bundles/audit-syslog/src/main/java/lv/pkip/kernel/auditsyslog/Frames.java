package lv.pkip.kernel.auditsyslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;

/**
 * Cuts what comes in into frames, by octet counting (RFC 5425, RFC 6587 3.4.1) or by line feeds (RFC 6587 3.4.2). No announced
 * length is believed: memory grows with what has arrived, and never beyond the limit. Whatever was read of a frame comes out,
 * also when the rest never does.
 */
final class Frames {
    private static final int CHUNK = 4096;
    /** 99,999,999 octets; more digits are no length but an accident or an attack. */
    private static final int DIGITS = 8;

    private final Socket socket;
    private final InputStream in;
    private final boolean lines;
    private final Limits limits;
    private final Clock clock;
    private final byte[] chunk = new byte[CHUNK];
    private int from;
    private int to;
    private volatile long waitingSince;

    /** Why a frame is not whole. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String why) {
            super(why, null, false, false);
        }
    }

    /** A frame as it grows. */
    private final class Growing {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
        private final MessageDigest digest = sha256();
        private long length;

        void add(byte[] bytes, int offset, int count) {
            digest.update(bytes, offset, count);
            length += count;
            kept.write(bytes, offset, Math.min(count, limits.frameBytes() - kept.size()));
        }

        Frame done(Optional<String> fault, boolean ended, boolean last) {
            Optional<String> why = fault.isEmpty() && length > limits.frameBytes()
                    ? Optional.of("longer than " + limits.frameBytes() + " octets") : fault;
            return new Frame(kept.toByteArray(), length, digest.digest(), clock.instant(), why, ended, last);
        }
    }

    Frames(Socket socket, InputStream in, boolean lines, Limits limits, Clock clock) {
        this.socket = socket;
        this.in = in;
        this.lines = lines;
        this.limits = limits;
        this.clock = clock;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@link System#nanoTime()} since which a read waits for the other side, 0 when none does. */
    long waitingSince() {
        return waitingSince;
    }

    /** The next frame; null at an end where one may be. */
    Frame next() throws IOException {
        if (from == to && !fill(limits.idleSeconds() * 1000L)) {
            return null;
        }
        long until = System.nanoTime() + limits.frameSeconds() * 1_000_000_000L;
        return lines ? line(until) : counted(until);
    }

    private Frame counted(long until) {
        Growing frame = new Growing();
        byte[] digits = new byte[DIGITS + 1];
        int count = 0;
        try {
            long length = 0;
            int next = octet(until);
            while (next >= '0' && next <= '9' && (count > 0 || next != '0') && count < DIGITS) {
                digits[count++] = (byte) next;
                length = length * 10 + next - '0';
                next = octet(until);
            }
            if (count == 0 || next != ' ') {
                digits[count] = (byte) next;
                frame.add(digits, 0, count + 1);
                frame.add(chunk, from, to - from);
                from = to;
                return frame.done(Optional.of(count == DIGITS && next >= '0' && next <= '9' ? "an octet count that no frame has" : "no octet count"), false, true);
            }
            count = 0;
            while (frame.length < length) {
                need(until);
                int part = (int) Math.min(to - from, length - frame.length);
                frame.add(chunk, from, part);
                from += part;
            }
            return frame.done(Optional.empty(), false, false);
        } catch (Broken broken) {
            frame.add(digits, 0, count);
            return frame.done(Optional.of(broken.getMessage()), true, true);
        }
    }

    /** An empty line is no frame. Null at the end, when there is none before it. */
    private Frame line(long until) {
        Growing frame = new Growing();
        try {
            while (true) {
                need(until);
                int end = from;
                while (end < to && chunk[end] != '\n') {
                    end++;
                }
                frame.add(chunk, from, end - from);
                if (end < to && frame.length == 0) {
                    from = end + 1;
                } else if (end < to) {
                    from = end + 1;
                    return frame.done(Optional.empty(), false, false);
                } else {
                    from = to;
                }
            }
        } catch (Broken broken) {
            if (frame.length == 0) {
                return null;
            }
            // The end of a connection is an end of a line to many senders; what is slow is not.
            return frame.done(broken.getMessage().equals(ENDED) ? Optional.empty() : Optional.of(broken.getMessage()), true, true);
        }
    }

    private static final String ENDED = "the connection ended within it";

    private int octet(long until) throws Broken {
        need(until);
        return chunk[from++] & 0xff;
    }

    private void need(long until) throws Broken {
        if (from < to) {
            return;
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new Broken("it took too long");
        }
        try {
            if (!fill(left)) {
                throw new Broken(ENDED);
            }
        } catch (SocketTimeoutException e) {
            throw new Broken("it took too long");
        } catch (IOException e) {
            throw new Broken(ENDED);
        }
    }

    /** A read that timed out is never tried again: within TLS it may have taken a part of a record. */
    private boolean fill(long millis) throws IOException {
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, millis)));
        waitingSince = System.nanoTime() | 1;
        int count;
        try {
            count = in.read(chunk, 0, CHUNK);
        } finally {
            waitingSince = 0;
        }
        from = 0;
        to = Math.max(0, count);
        return count > 0;
    }
}
