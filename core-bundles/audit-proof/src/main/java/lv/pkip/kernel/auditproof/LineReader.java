package lv.pkip.kernel.auditproof;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Lines of a file, plain or gzip, none longer than the limit: what is longer is refused before it is in memory. */
final class LineReader implements Closeable {
    /** Bytes of a line. */
    static final int MAX_LENGTH = 1 << 20;
    private static final int GZIP = 0x1f8b;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private byte[] begun = new byte[1024];
    private int at;
    private int filled;
    private long line;
    private Malformed fault;

    /** Takes the stream over, and closes it when it is no gzip that it seemed to be. */
    LineReader(InputStream file) throws IOException {
        PushbackInputStream peek = new PushbackInputStream(file, 2);
        byte[] magic = peek.readNBytes(2);
        peek.unread(magic);
        if (magic.length == 2 && ((magic[0] & 0xff) << 8 | magic[1] & 0xff) == GZIP) {
            try {
                in = new GZIPInputStream(peek, 1 << 16);
            } catch (ZipException | EOFException e) {
                file.close();
                throw new Malformed("gzip").inLine(1);
            }
        } else {
            in = peek;
        }
    }

    /** Without its end; {@code null} after the last one. What has no end but is there is a line too. */
    byte[] next() throws IOException {
        if (fault != null) {
            throw fault;
        }
        try {
            return line();
        } catch (Malformed e) {
            fault = e.inLine(line + 1); // there is no going on behind it
            throw fault;
        }
    }

    private byte[] line() throws IOException {
        int length = 0;
        while (at < filled || fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            int more = end - at;
            if (length + more > MAX_LENGTH) {
                throw new Malformed("line-length");
            }
            if (length + more > begun.length) {
                begun = Arrays.copyOf(begun, Math.max(begun.length * 2, length + more));
            }
            System.arraycopy(buffer, at, begun, length, more);
            length += more;
            at = end;
            if (end < filled) {
                at++;
                line++;
                return Arrays.copyOf(begun, length);
            }
        }
        if (length == 0) {
            return null;
        }
        line++;
        return Arrays.copyOf(begun, length);
    }

    private boolean fill() throws IOException {
        try {
            at = 0;
            filled = Math.max(0, in.read(buffer));
            return filled > 0;
        } catch (ZipException | EOFException e) {
            filled = 0;
            throw new Malformed("gzip");
        }
    }

    /** Read so far. */
    long lines() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
