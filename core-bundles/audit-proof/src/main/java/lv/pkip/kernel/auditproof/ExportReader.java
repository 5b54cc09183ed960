package lv.pkip.kernel.auditproof;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads an export from its beginning to its end, some hundred lines at a time, however long it is. What is no export is refused with the
 * line's number; whether what it says is true is {@link ExportCheck}'s business.
 */
public final class ExportReader implements Closeable {
    private static final int LINES = 512;
    private static final int BYTES = 2 * LineReader.MAX_LENGTH;
    private static final byte[] LINE_END = {'\n'};

    /** A line on its way: bytes, then what was made of them, a footer, or a fault. */
    private record Parsed<T>(byte[] bytes, T made, ExportFooter footer, Malformed fault) { }

    private final LineReader lines;
    private final MessageDigest digest = Hash.sha256();
    private final ExportHeader header;

    /** Reads the header. */
    public ExportReader(InputStream in) throws IOException {
        this.lines = new LineReader(in);
        byte[] first = lines.next();
        if (first == null) {
            throw new Malformed("empty").inLine(1);
        }
        try {
            header = ExportHeader.parse(Json.object(first));
        } catch (Malformed e) {
            throw e.inLine(1);
        }
        passed(first);
    }

    public ExportHeader header() {
        return header;
    }

    private void passed(byte[] line) {
        digest.update(line);
        digest.update(LINE_END);
    }

    /**
     * Reads all records and the footer, once.
     *
     * @param make   what is made of each, on several threads at once
     * @param inTurn takes what was made, in the order of the file
     * @return the footer; that it is there means nothing as long as {@link #isWhole} has not been asked
     */
    public <T> ExportFooter read(Function<ExportLine, T> make, Consumer<T> inTurn) throws IOException {
        for (;;) {
            long before = lines.lines();
            List<byte[]> some = some();
            if (some.isEmpty()) {
                throw new Malformed("incomplete").inLine(before + 1);
            }
            List<Parsed<T>> parsed = some.parallelStream().map(line -> parse(line, make)).toList();
            for (int i = 0; i < parsed.size(); i++) {
                Parsed<T> one = parsed.get(i);
                if (one.fault() != null) {
                    throw one.fault().inLine(before + 1 + i);
                }
                if (one.footer() != null) {
                    if (i + 1 < parsed.size() || lines.next() != null) {
                        throw new Malformed("after-footer").inLine(before + 2 + i);
                    }
                    return one.footer();
                }
                passed(one.bytes());
                inTurn.accept(one.made());
            }
        }
    }

    /** A fault of a line comes when its turn comes, not before those above it. */
    private static <T> Parsed<T> parse(byte[] line, Function<ExportLine, T> make) {
        try {
            Map<String, Object> object = Json.object(line);
            if (ExportFooter.is(object)) {
                return new Parsed<>(line, null, ExportFooter.parse(object), null);
            }
            return new Parsed<>(line, make.apply(ExportLine.parse(object)), null, null);
        } catch (Malformed e) {
            return new Parsed<>(line, null, null, e);
        }
    }

    private List<byte[]> some() throws IOException {
        List<byte[]> some = new ArrayList<>(LINES);
        int bytes = 0;
        while (some.size() < LINES && bytes < BYTES) {
            byte[] line;
            try {
                line = lines.next();
            } catch (Malformed e) {
                if (some.isEmpty()) {
                    throw e;
                }
                return some; // it is met again, after those above it
            }
            if (line == null) {
                break;
            }
            bytes += line.length;
            some.add(line);
        }
        return some;
    }

    /** Whether the lines before the footer are those that it was written under. */
    public boolean isWhole(ExportFooter footer) {
        try {
            return MessageDigest.isEqual(footer.sha256(), ((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be copied", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
