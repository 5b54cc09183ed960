package lv.pkip.kernel.auditproof;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A text with the signatures under it, as C2SP signed-note writes it. Nothing of the text is to be believed before {@link #verify}. */
public final class SignedNote {
    /** Larger ones are not read. */
    public static final int MAX_LENGTH = 1 << 20;
    /** More are not read. */
    public static final int MAX_SIGNATURES = 64;

    /** A signature that holds. */
    public record Verified(NoteKey key, Instant at) { }

    private final String text;
    private final List<NoteSignature> signatures;

    private SignedNote(String text, List<NoteSignature> signatures) {
        this.text = text;
        this.signatures = signatures;
    }

    /** A text that nobody has signed yet. */
    public static SignedNote of(String text) {
        if (!text.endsWith("\n") || Text.utf8(text).length > MAX_LENGTH || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new Malformed("note");
        }
        return new SignedNote(text, List.of());
    }

    /** With one more signature under it; twice the same is once. */
    public SignedNote with(NoteSignature signature) {
        if (signatures.contains(signature)) {
            return this;
        }
        if (signatures.size() == MAX_SIGNATURES) {
            throw new Malformed("note-size");
        }
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.add(signature);
        return new SignedNote(text, List.copyOf(all));
    }

    /** From its bytes, which are UTF-8 and nothing else. */
    public static SignedNote parse(byte[] note) {
        if (note.length > MAX_LENGTH) {
            throw new Malformed("note-size");
        }
        return parse(Text.text(note));
    }

    /** From its text form. */
    public static SignedNote parse(String note) {
        if (note.length() > MAX_LENGTH) {
            throw new Malformed("note-size");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new Malformed("note");
        }
        SignedNote read = of(note.substring(0, split + 1));
        String below = note.substring(split + 2);
        if (below.isEmpty()) {
            throw new Malformed("note");
        }
        for (String line : below.substring(0, below.length() - 1).split("\n", -1)) {
            read = read.with(NoteSignature.parse(line));
        }
        return read;
    }

    /** The signed text with its last line's end. */
    public String text() {
        return text;
    }

    public List<NoteSignature> signatures() {
        return signatures;
    }

    /**
     * Which of these keys signed it; a signature by a key that is not among them says nothing. A signature that names one of the keys and
     * is not by it makes the whole note worthless, as does having none.
     */
    public List<Verified> verify(Collection<NoteKey> keys) {
        List<Verified> verified = verifiedBy(keys);
        if (verified.isEmpty()) {
            throw new Malformed("unsigned");
        }
        return verified;
    }

    /** As {@link #verify}, but for that none is no fault. */
    public List<Verified> verifiedBy(Collection<NoteKey> keys) {
        List<Verified> verified = new ArrayList<>();
        for (NoteSignature signature : signatures) {
            for (NoteKey key : keys) {
                if (key.isNamedBy(signature)) {
                    Optional<Instant> at = key.verify(text, signature);
                    verified.add(new Verified(key, at.orElseThrow(() -> new Malformed("signature"))));
                }
            }
        }
        return verified;
    }

    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()).append('\n'));
        return note.toString();
    }
}
