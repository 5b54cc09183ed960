package lv.pkip.kernel.identityldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * Cuts what comes in into messages before anything is decoded. No announced length is believed: memory grows with what has
 * arrived, and the nesting is measured without recursion.
 */
final class Frames {
    private static final int SEQUENCE = 0x30;
    private static final int SMALL = 2048;
    private static final int DEEPEST = 64;
    private static final int WHOLE_MESSAGE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[SMALL];
    private int from;
    private int to;

    Frames(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /**
     * The next message; null at the end of the connection.
     *
     * @param idleMillis how long it may take to begin
     * @param largest    bytes
     */
    byte[] next(int idleMillis, int largest) throws IOException {
        if (from == to) {
            rest();
            socket.setSoTimeout(idleMillis);
            if (!read()) {
                return null;
            }
        }
        long until = System.nanoTime() + WHOLE_MESSAGE_MILLIS * 1_000_000L;
        if ((buffer[from] & 0xff) != SEQUENCE) {
            throw new Hostile("no message begins like this");
        }
        need(2, until);
        int first = buffer[from + 1] & 0xff;
        int header = first < 0x80 ? 2 : 2 + (first & 0x7f);
        if (first == 0x80 || header > 6) {
            throw new Hostile("a length that no message has");
        }
        need(header, until);
        long length = first < 0x80 ? first : unsigned(buffer, from + 2, header - 2);
        if (length > largest - header) {
            throw new Hostile("a message larger than " + largest + " bytes");
        }
        int whole = header + (int) length;
        need(whole, until);
        byte[] frame = Arrays.copyOfRange(buffer, from, from + whole);
        from += whole;
        check(frame);
        return frame;
    }

    /** True when anything has been sent already beyond the last message. */
    boolean hasMore() {
        return from < to;
    }

    /** True when a whole message has been sent already, so that an answer may leave together with the next one. */
    boolean hasWhole() {
        if (to - from < 2) {
            return false;
        }
        int first = buffer[from + 1] & 0xff;
        int header = first < 0x80 ? 2 : 2 + (first & 0x7f);
        return header <= 6 && to - from >= header
                && to - from >= header + (first < 0x80 ? first : unsigned(buffer, from + 2, header - 2));
    }

    private void need(int bytes, long until) throws IOException {
        while (to - from < bytes) {
            if (from + bytes > buffer.length) {
                byte[] larger = buffer.length - (to - from) >= SMALL ? buffer : new byte[Math.min(Math.max(SMALL, 2 * (to - from)), from + bytes)];
                System.arraycopy(buffer, from, larger, 0, to - from);
                buffer = larger;
                to -= from;
                from = 0;
            }
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("a message takes too long");
            }
            socket.setSoTimeout((int) left);
            if (to < buffer.length && !read()) {
                throw new Hostile("the connection ended within a message");
            }
        }
    }

    private boolean read() throws IOException {
        int count = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, count);
        return count >= 0;
    }

    private void rest() {
        if (buffer.length > SMALL) {
            buffer = new byte[SMALL];
        }
        from = 0;
        to = 0;
    }

    private static long unsigned(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }

    /** Every element lies within the one that it is part of, and none lies too deep. */
    static void check(byte[] frame) throws Hostile {
        int[] ends = new int[DEEPEST + 1];
        int depth = 0;
        ends[0] = frame.length;
        int at = 0;
        while (at < frame.length) {
            int type = frame[at] & 0xff;
            if ((type & 0x1f) == 0x1f || at + 1 >= ends[depth]) {
                throw new Hostile("an element that no message has");
            }
            int first = frame[at + 1] & 0xff;
            int header = first < 0x80 ? 2 : 2 + (first & 0x7f);
            if (first == 0x80 || header > 6 || at + header > ends[depth]) {
                throw new Hostile("a length that no element has");
            }
            long length = first < 0x80 ? first : unsigned(frame, at + 2, header - 2);
            if (length > ends[depth] - at - header) {
                throw new Hostile("an element longer than what it is part of");
            }
            at += header;
            if ((type & 0x20) != 0) {
                if (++depth > DEEPEST) {
                    throw new Hostile("elements nested deeper than " + DEEPEST);
                }
                ends[depth] = at + (int) length;
            } else {
                at += (int) length;
            }
            while (depth > 0 && at == ends[depth]) {
                depth--;
            }
        }
    }
}
