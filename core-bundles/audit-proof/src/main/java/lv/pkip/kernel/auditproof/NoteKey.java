package lv.pkip.kernel.auditproof;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * A public key that signs notes, known by its name: a log's own Ed25519 key, or a witness's for cosignatures with a time (C2SP signed-note,
 * tlog-cosignature). Its text form is the <i>vkey</i>.
 */
public final class NoteKey {
    /** What a key may sign. */
    public enum Kind {
        /** Notes as they are. */
        LOG(1),
        /** Checkpoints, each with the time it was seen. */
        WITNESS(4);

        private final byte type;

        Kind(int type) {
            this.type = (byte) type;
        }
    }

    static final int ID_LENGTH = 4;
    private static final int KEY_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;
    private static final String ALGORITHM = "Ed25519";
    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final Kind kind;
    private final byte[] key;
    private final PublicKey verifier;

    private NoteKey(String name, Kind kind, byte[] key) {
        this.name = checkedName(name);
        this.kind = kind;
        this.key = key;
        try {
            this.verifier = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(
                    ByteBuffer.allocate(X509.length + KEY_LENGTH).put(X509).put(key).array()));
        } catch (GeneralSecurityException e) {
            throw new Malformed("key");
        }
    }

    /** A key of Java's under a name. */
    public static NoteKey of(String name, Kind kind, PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != X509.length + KEY_LENGTH || !Arrays.equals(X509, Arrays.copyOf(encoded, X509.length))) {
            throw new Malformed("key");
        }
        return new NoteKey(name, kind, Arrays.copyOfRange(encoded, X509.length, encoded.length));
    }

    /** From its text form, {@code name+id+key}. */
    public static NoteKey parse(String vkey) {
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3 || !parts[1].matches("[0-9a-f]{8}")) {
            throw new Malformed("key");
        }
        byte[] key = Text.base64(parts[2]);
        if (key.length != 1 + KEY_LENGTH) {
            throw new Malformed("key");
        }
        for (Kind kind : Kind.values()) {
            if (kind.type == key[0]) {
                NoteKey read = new NoteKey(parts[0], kind, Arrays.copyOfRange(key, 1, key.length));
                if (!HexFormat.of().formatHex(read.id()).equals(parts[1])) {
                    throw new Malformed("key");
                }
                return read;
            }
        }
        throw new Malformed("key");
    }

    /** Its text form, to be given to those who verify. */
    public String vkey() {
        return name + '+' + HexFormat.of().formatHex(id()) + '+'
                + Text.base64(ByteBuffer.allocate(1 + KEY_LENGTH).put(kind.type).put(key).array());
    }

    /** Neither empty nor with a space of any kind, control character or plus sign, since those end a name. */
    static String checkedName(String name) {
        boolean fits = !name.isEmpty() && name.length() <= 200 && Text.whole(name).codePoints().noneMatch(c ->
                c == '+' || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c));
        if (!fits) {
            throw new Malformed("key");
        }
        return name;
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** The four bytes by which a signature says which key made it. */
    public byte[] id() {
        MessageDigest digest = Hash.sha256();
        digest.update(Text.utf8(name + "\n"));
        digest.update(kind.type);
        return Arrays.copyOf(digest.digest(key), ID_LENGTH);
    }

    boolean isNamedBy(NoteSignature signature) {
        return signature.name().equals(name) && Arrays.equals(signature.id(), id());
    }

    /** Whether it made the signature; of a witness also when, otherwise the epoch's beginning. */
    Optional<Instant> verify(String text, NoteSignature signature) {
        byte[] bytes = signature.signature();
        if (kind == Kind.LOG) {
            return isBy(bytes, text) ? Optional.of(Instant.EPOCH) : Optional.empty();
        }
        if (bytes.length != Long.BYTES + SIGNATURE_LENGTH) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(bytes).getLong();
        boolean sane = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
        return sane && isBy(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length), cosigned(text, seconds))
                ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    static String cosigned(String text, long seconds) {
        return "cosignature/v1\ntime " + seconds + "\n" + text;
    }

    private boolean isBy(byte[] signature, String message) {
        if (signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(verifier);
            check.update(Text.utf8(message));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // bytes that are no signature, or a key that is no point of the curve
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey that && name.equals(that.name) && kind == that.kind && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind, Arrays.hashCode(key));
    }

    @Override
    public String toString() {
        return vkey();
    }
}
