package lv.pkip.kernel.auditproof;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;

/** Signs notes by a key of Java's, as a log or as a witness. */
public final class NoteSigner {
    private final NoteKey key;
    private final PrivateKey secret;

    /** @param pair an Ed25519 pair */
    public NoteSigner(String name, NoteKey.Kind kind, KeyPair pair) {
        this.key = NoteKey.of(name, kind, pair.getPublic());
        this.secret = pair.getPrivate();
    }

    /** By what others verify. */
    public NoteKey key() {
        return key;
    }

    /** A log's signature of a note's text. */
    public NoteSignature sign(String text) {
        is(NoteKey.Kind.LOG);
        return signature(sign(secret, Text.utf8(text)));
    }

    /** A witness's: that at this time the checkpoint was the largest it had seen of the log, consistent with all before. */
    public NoteSignature cosign(Checkpoint checkpoint, Instant seen) {
        is(NoteKey.Kind.WITNESS);
        long seconds = seen.getEpochSecond();
        if (seconds < 0) {
            throw new IllegalArgumentException("nothing was seen before 1970");
        }
        byte[] signature = sign(secret, Text.utf8(NoteKey.cosigned(checkpoint.text(), seconds)));
        return signature(ByteBuffer.allocate(Long.BYTES + signature.length).putLong(seconds).put(signature).array());
    }

    private void is(NoteKey.Kind kind) {
        if (key.kind() != kind) {
            throw new IllegalStateException("a key signs what it is for: " + key.kind());
        }
    }

    private NoteSignature signature(byte[] signature) {
        return new NoteSignature(key.name(), ByteBuffer.allocate(NoteKey.ID_LENGTH + signature.length).put(key.id()).put(signature).array());
    }

    private static byte[] sign(PrivateKey secret, byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no Ed25519 key", e);
        }
    }
}
