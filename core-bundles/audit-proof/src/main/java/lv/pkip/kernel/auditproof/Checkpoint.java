package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.List;

/** How large a log is and what its root is then, in the text form of C2SP tlog-checkpoint; signed as a note. */
public final class Checkpoint {
    private final String origin;
    private final long size;
    private final byte[] root;
    private final List<String> extensions;

    public Checkpoint(String origin, long size, byte[] root) {
        this(origin, size, root, List.of());
    }

    /** @param extensions further lines, which the log signs and nobody has to understand */
    public Checkpoint(String origin, long size, byte[] root, List<String> extensions) {
        this.origin = line(origin);
        this.size = size;
        this.root = Hash.checked(root).clone();
        extensions.forEach(Checkpoint::line);
        this.extensions = List.copyOf(extensions);
        if (size < 0) {
            throw new Malformed("checkpoint");
        }
    }

    private static String line(String text) {
        if (text.isEmpty() || Text.whole(text).chars().anyMatch(c -> c < ' ')) {
            throw new Malformed("checkpoint");
        }
        return text;
    }

    /** From the text of a note. */
    public static Checkpoint parse(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (!lines.remove(lines.size() - 1).isEmpty() || lines.size() < 3 || !lines.get(1).matches("0|[1-9][0-9]{0,18}")) {
            throw new Malformed("checkpoint");
        }
        long size;
        try {
            size = Long.parseLong(lines.get(1));
        } catch (NumberFormatException e) {
            throw new Malformed("checkpoint"); // between 2^63 and 10^19
        }
        return new Checkpoint(lines.get(0), size, Text.base64(lines.get(2)), lines.subList(3, lines.size()));
    }

    /** The text that is signed. */
    public String text() {
        StringBuilder text = new StringBuilder().append(origin).append('\n').append(size).append('\n').append(Text.base64(root)).append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Signed, ready to be given away. */
    public SignedNote signed(NoteSigner log) {
        return SignedNote.of(text()).with(log.sign(text()));
    }

    public String origin() {
        return origin;
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        return root.clone();
    }

    public List<String> extensions() {
        return extensions;
    }
}
