package lv.pkip.kernel.auditdesk;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/**
 * A file of records that is made while it is read: one page of records is in memory, whatever the number of all. How it ended is told
 * before the last byte goes out, so that nothing leaves whole without a record of it.
 */
final class RecordStream extends InputStream {
    private final Pages pages;
    private final RecordLines lines;
    private final long most;
    private final End end;
    private final MessageDigest digest;
    private Iterator<Stored> page = List.<Stored>of().iterator();
    private byte[] bytes;
    private int at;
    private long last;
    private long count;
    private boolean over;

    /** Gives records before a sequence number, newest first; none when there are no more. */
    @FunctionalInterface
    interface Pages {
        List<Stored> before(long sequence, int limit);
    }

    /** Is told once how it ended. */
    @FunctionalInterface
    interface End {
        void ended(long records, boolean whole, String hash);
    }

    RecordStream(Pages pages, RecordLines lines, long most, End end) {
        this.pages = pages;
        this.lines = lines;
        this.most = most;
        this.end = end;
        this.bytes = lines.head();
        this.digest = sha256();
        digest.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == bytes.length) {
            if (over) {
                return -1;
            }
            bytes = next();
            at = 0;
            digest.update(bytes);
            if (over) {
                end.ended(count, true, HexFormat.of().formatHex(digest.digest()));
            }
        }
        int some = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, some);
        at += some;
        return some;
    }

    private byte[] next() {
        if (count == most) {
            over = true;
            return pages.before(last, 1).isEmpty() ? new byte[0] : lines.cut(count);
        }
        if (!page.hasNext()) {
            page = pages.before(last, (int) Math.min(AuditTrail.MOST, most - count)).iterator();
        }
        if (!page.hasNext()) {
            over = true;
            return new byte[0];
        }
        Stored stored = page.next();
        last = stored.sequence();
        count++;
        return lines.line(stored);
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            at = bytes.length;
            end.ended(count, false, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
