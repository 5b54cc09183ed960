package lv.pkip.kernel.auditintake;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;

/** The body of a request, unpacked, within bounds of length, of growth by unpacking, and of time. */
final class Inflow {
    /** Below this, however well it packs, nothing is gained by sending it packed to do harm. */
    private static final int HARMLESS = 256 * 1024;
    private static final int BUFFER = 8 * 1024;

    private final Raw raw;
    private final InputStream unpacked;
    private final Limits limits;
    private final boolean packed;
    private long length;

    /** @param nanos a clock that never goes back */
    Inflow(InputStream body, boolean packed, Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.packed = packed;
        this.raw = new Raw(body, limits.time().toNanos(), nanos);
        try {
            this.unpacked = packed ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** How many bytes came, or -1 at the end. */
    int read(byte[] into) {
        int read;
        try {
            read = unpacked.read(into);
        } catch (IOException e) {
            throw broken(e);
        }
        length += Math.max(0, read);
        if (length > limits.body() || packed && length > HARMLESS && length > limits.growth() * raw.count) {
            throw Refusal.of(413, "too-large");
        }
        return read;
    }

    private Refusal broken(IOException e) {
        if (e.getCause() instanceof TimeoutException) {
            return Refusal.of(408, "too-slow");
        }
        return packed ? Refusal.of(400, "not-unpacked") : Refusal.of(400, "broken-off");
    }

    /** What comes over the wire, counted and timed: somebody who sends a byte now and then is not waited for without end. */
    private static final class Raw extends InputStream {
        private final InputStream body;
        private final LongSupplier nanos;
        private final long begun;
        private final long most;
        private long count;

        Raw(InputStream body, long most, LongSupplier nanos) {
            this.body = body;
            this.nanos = nanos;
            this.begun = nanos.getAsLong();
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = body.read(into, from, length);
            count += Math.max(0, read);
            if (nanos.getAsLong() - begun > most) {
                throw Refusal.of(408, "too-slow");
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            return body.available(); // GZIPInputStream asks whether another member follows
        }
    }
}
