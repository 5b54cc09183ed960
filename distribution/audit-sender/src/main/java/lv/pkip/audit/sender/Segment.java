package lv.pkip.audit.sender;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One file of the spool: eight bytes that say what it is, then records, each with its length and checksum before it. Written by
 * {@link RandomAccessFile}, because a channel is closed when a thread that uses it is interrupted, and those threads are not ours.
 */
final class Segment {
    static final int BEGIN = 8;
    static final int HEADER = 8;
    private static final int LONGEST = 64 * 1024;
    private static final byte[] MAGIC = "PKIPAUD1".getBytes(StandardCharsets.US_ASCII);
    private static final String END = ".records";

    private Segment() { }

    static Path path(Path folder, long number) {
        return folder.resolve(String.format("%019d", number) + END);
    }

    /** Number of a segment by its file; empty for other files. */
    static Optional<Long> number(Path path) {
        String name = path.getFileName().toString();
        return name.matches("[0-9]{19}\\.records") ? Optional.of(Long.parseLong(name.substring(0, 19))) : Optional.empty();
    }

    static RandomAccessFile create(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.write(MAGIC);
        file.getFD().sync();
        return file;
    }

    static byte[] framed(byte[] line) {
        return ByteBuffer.allocate(HEADER + line.length).putInt(line.length).putInt(sum(line)).put(line).array();
    }

    /** The record that begins at a place; empty when there is none, or it is not whole. */
    static Optional<byte[]> record(RandomAccessFile file, long at) throws IOException {
        byte[] header = new byte[HEADER];
        try {
            file.seek(at);
            file.readFully(header);
            ByteBuffer told = ByteBuffer.wrap(header);
            int length = told.getInt();
            if (length < 1 || length > LONGEST) {
                return Optional.empty();
            }
            byte[] line = new byte[length];
            file.readFully(line);
            return Optional.of(line).filter(whole -> sum(whole) == told.getInt(4));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks through a file and cuts off what is not whole.
     *
     * @param last written when the machine stopped: a piece of a record at its end was promised to nobody
     * @param from records from there on are counted
     * @return how many
     */
    static long mend(Path path, boolean last, long from) throws IOException {
        long count = 0;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] magic = new byte[BEGIN];
            boolean begun = file.length() >= BEGIN;
            if (begun) {
                file.readFully(magic);
            }
            long at = BEGIN;
            if (begun && Arrays.equals(magic, MAGIC)) {
                for (Optional<byte[]> record = record(file, at); record.isPresent(); record = record(file, at)) {
                    count += at >= from ? 1 : 0;
                    at += HEADER + record.get().length;
                }
            } else {
                at = 0;
            }
            long left = file.length() - at;
            if (left > 0) {
                if (!last || left > HEADER + LONGEST) {
                    keep(file, at, path.resolveSibling(path.getFileName() + ".damaged"));
                }
                file.setLength(at);
                file.getFD().sync();
            }
        }
        return count;
    }

    /** More than a crash leaves: the disk itself did it. Somebody may still read something out of it. */
    private static void keep(RandomAccessFile file, long at, Path to) throws IOException {
        byte[] rest = new byte[(int) Math.min(file.length() - at, Integer.MAX_VALUE - 8)];
        file.seek(at);
        file.readFully(rest);
        Files.write(to, rest);
    }

    private static int sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
