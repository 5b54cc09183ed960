package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How large a log is and what its root is then, in the text form of C2SP tlog-checkpoint; signed as a note. */
public final class Checkpoint {
    private static final Pattern SIGNATURE = Pattern.compile("\u2014 [^ ]+ [A-Za-z0-9+/]+=*");

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

    /**
     * All signed checkpoints that stand in a text, between whatever else is written there: a file that they are kept in one below the other,
     * the text of a letter. Above the signatures is an empty line, above the checkpoint another one.
     */
    public static List<SignedNote> allIn(byte[] utf8) {
        List<String> lines = Text.text(utf8).replace("\uFEFF", "").lines().map(String::stripTrailing).toList();
        List<SignedNote> found = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (SIGNATURE.matcher(lines.get(i)).matches() && lines.get(i - 1).isEmpty()) {
                int from = i - 1;
                while (from > 0 && !lines.get(from - 1).isEmpty()) {
                    from--;
                }
                int to = i;
                while (to < lines.size() && SIGNATURE.matcher(lines.get(to)).matches()) {
                    to++;
                }
                SignedNote note = SignedNote.parse(String.join("\n", lines.subList(from, to)) + "\n");
                parse(note.text());
                found.add(note);
                i = to;
            }
        }
        return found;
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
