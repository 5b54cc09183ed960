package lv.pkip.audit.sender;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far the house has what is in the spool. Two places are written in turn, so that one is whole whenever the machine stops; it is not
 * forced to disk, because an older mark only means that some records are sent again, which does no harm.
 */
final class Mark implements AutoCloseable {
    private static final int SLOT = 32;
    private static final int CHECKED = 24;
    private final RandomAccessFile file;
    private long turn;
    private long segment;
    private long offset;

    Mark(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        for (int slot = 0; slot < 2 && file.length() >= (slot + 1L) * SLOT; slot++) {
            byte[] bytes = new byte[SLOT];
            file.seek((long) slot * SLOT);
            file.readFully(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if ((int) sum(bytes) == buffer.getInt(CHECKED) && buffer.getLong(0) > turn) {
                turn = buffer.getLong(0);
                segment = buffer.getLong(8);
                offset = buffer.getLong(16);
            }
        }
    }

    long segment() {
        return segment;
    }

    long offset() {
        return offset;
    }

    void set(long newSegment, long newOffset) throws IOException {
        segment = newSegment;
        offset = newOffset;
        turn++;
        byte[] bytes = ByteBuffer.allocate(SLOT).putLong(turn).putLong(segment).putLong(offset).array();
        ByteBuffer.wrap(bytes).putInt(CHECKED, (int) sum(bytes));
        file.seek(turn % 2 * SLOT);
        file.write(bytes);
    }

    private static long sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKED);
        return crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
