package lv.pkip.kernel.auditintake;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** The lines of a body, one at a time; one that is too long is passed over and told as such. */
final class Lines {
    private static final int BUFFER = 32 * 1024;

    /** @param bytes empty when the line was too long */
    record Line(int number, Optional<byte[]> bytes) { }

    private final Inflow inflow;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream here = new ByteArrayOutputStream();
    private int at;
    private int filled;
    private int number;

    Lines(Inflow inflow, int longest) {
        this.inflow = inflow;
        this.longest = longest;
    }

    /** The next line that is not blank; empty at the end. */
    Optional<Line> next() {
        while (true) {
            boolean more = fill();
            boolean something = more || here.size() > 0;
            if (!something) {
                return Optional.empty();
            }
            number++;
            byte[] line = here.toByteArray();
            if (line.length > longest) {
                return Optional.of(new Line(number, Optional.empty()));
            }
            if (!isBlank(line)) {
                return Optional.of(new Line(number, Optional.of(line)));
            }
        }
    }

    /** Collects a line without its end; keeps no more than one byte beyond what is allowed. False when the body ended before a line end. */
    private boolean fill() {
        here.reset();
        while (true) {
            if (at == filled) {
                filled = Math.max(0, inflow.read(buffer));
                at = 0;
                if (filled == 0) {
                    return false;
                }
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            here.write(buffer, at, Math.min(end - at, longest + 1 - here.size()));
            boolean ended = end < filled;
            at = ended ? end + 1 : end;
            if (ended) {
                return true;
            }
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte one : line) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }
}
