package lv.pkip.kernel.auditproof;

import java.util.Arrays;
import java.util.Objects;

/** One line under a note: who signed, and the bytes of key id and signature. */
public final class NoteSignature {
    private final String name;
    private final byte[] bytes;

    NoteSignature(String name, byte[] bytes) {
        this.name = NoteKey.checkedName(name);
        if (bytes.length <= NoteKey.ID_LENGTH) {
            throw new Malformed("note-signature");
        }
        this.bytes = bytes.clone();
    }

    public String name() {
        return name;
    }

    byte[] id() {
        return Arrays.copyOf(bytes, NoteKey.ID_LENGTH);
    }

    byte[] signature() {
        return Arrays.copyOfRange(bytes, NoteKey.ID_LENGTH, bytes.length);
    }

    /** From its line without the line's end; a witness answers with such lines. */
    public static NoteSignature parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[0].equals("\u2014")) {
            throw new Malformed("note-signature");
        }
        return new NoteSignature(parts[1], Text.base64(parts[2]));
    }

    /** Its line without the line's end. */
    public String line() {
        return "\u2014 " + name + ' ' + Text.base64(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that && name.equals(that.name) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, Arrays.hashCode(bytes));
    }
}
