package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private static final String TEXT = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
    /** The example of the specification of signed notes. */
    private static final String VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private static final String NOTE = "This is an example message.\n\n"
            + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private final NoteSigner log = signer("audits.paraugs.lv", NoteKey.Kind.LOG);
    private final NoteSigner witness = signer("witness.example.com/w1", NoteKey.Kind.WITNESS);

    static NoteSigner signer(String name, NoteKey.Kind kind) {
        return new NoteSigner(name, kind, pair());
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String code, Runnable act) {
        assertEquals(code, assertThrows(Malformed.class, act::run).code());
    }

    @Test
    void readsTheNoteOfTheSpecificationAndBelievesItsKey() {
        NoteKey key = NoteKey.parse(VKEY);
        assertEquals(VKEY, key.vkey());
        assertEquals(NoteKey.Kind.LOG, key.kind());
        SignedNote note = SignedNote.parse(NOTE);
        assertEquals(List.of(new SignedNote.Verified(key, Instant.EPOCH)), note.verify(List.of(key)));
        assertEquals(NOTE, note.toString());
    }

    @Test
    void readsTheCheckpointOfTheSpecificationAndWritesTheSame() {
        String signed = TEXT + "\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
                + "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        SignedNote note = SignedNote.parse(signed.getBytes(StandardCharsets.UTF_8));
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        assertEquals("example.com/behind-the-sofa", checkpoint.origin());
        assertEquals(20_852_163, checkpoint.size());
        assertEquals(TEXT, checkpoint.text());
        assertEquals(signed, note.toString());
        assertEquals(2, note.signatures().size());
    }

    @Test
    void signsAndBelievesItself() {
        Checkpoint checkpoint = new Checkpoint("audits.paraugs.lv", 5, new byte[32], List.of("further line", "\u0101"));
        SignedNote note = checkpoint.signed(log);
        SignedNote read = SignedNote.parse(note.toString());
        assertEquals(List.of(new SignedNote.Verified(log.key(), Instant.EPOCH)), read.verify(List.of(log.key())));
        assertEquals(checkpoint.extensions(), Checkpoint.parse(read.text()).extensions());
        assertArrayEquals(checkpoint.root(), Checkpoint.parse(read.text()).root());
        assertEquals(log.key(), NoteKey.parse(log.key().vkey()));
        assertEquals(log.key().hashCode(), NoteKey.parse(log.key().vkey()).hashCode());
    }

    @Test
    void carriesSeveralSignaturesAndPassesOverThoseOfStrangers() {
        Checkpoint checkpoint = new Checkpoint("audits.paraugs.lv", 5, new byte[32]);
        Instant seen = Instant.ofEpochSecond(1_679_315_147);
        SignedNote note = checkpoint.signed(signer("somebody", NoteKey.Kind.LOG)).with(witness.cosign(checkpoint, seen)).with(log.sign(checkpoint.text()));
        SignedNote read = SignedNote.parse(note.toString());
        assertEquals(List.of(new SignedNote.Verified(witness.key(), seen), new SignedNote.Verified(log.key(), Instant.EPOCH)),
                read.verify(List.of(log.key(), witness.key())));
        assertEquals(note.signatures(), note.with(log.sign(checkpoint.text())).signatures(), "Ed25519 gives the same signature again");
        refused("unsigned", () -> read.verify(List.of(signer("somebody", NoteKey.Kind.LOG).key())));
        refused("unsigned", () -> SignedNote.of(TEXT).verify(List.of(log.key())));
    }

    @Test
    void isWorthNothingWhenAKnownKeysSignatureIsWrongWhateverElseIsUnderIt() {
        Checkpoint checkpoint = new Checkpoint("audits.paraugs.lv", 5, new byte[32]);
        Checkpoint other = new Checkpoint("audits.paraugs.lv", 6, new byte[32]);
        Set<NoteKey> both = Set.of(log.key(), witness.key());
        refused("signature", () -> SignedNote.of(other.text()).with(log.sign(checkpoint.text())).verify(both));
        refused("signature", () -> other.signed(log).with(witness.cosign(checkpoint, Instant.EPOCH)).verify(both));
        // a witness's key does not speak for the log, nor the other way round, though name and bytes are the same
        KeyPair pair = pair();
        NoteSigner asLog = new NoteSigner("one.name", NoteKey.Kind.LOG, pair);
        NoteSigner asWitness = new NoteSigner("one.name", NoteKey.Kind.WITNESS, pair);
        refused("unsigned", () -> checkpoint.signed(asLog).verify(List.of(asWitness.key())));
        assertFalse(asLog.key().vkey().equals(asWitness.key().vkey()));
        assertThrows(IllegalStateException.class, () -> asWitness.sign(TEXT));
        assertThrows(IllegalStateException.class, () -> asLog.cosign(checkpoint, Instant.EPOCH));
    }

    @Test
    void noByteOfANoteCanBeChangedUnseen() {
        Checkpoint checkpoint = new Checkpoint("audits.paraugs.lv", 5, new byte[32]);
        byte[] right = checkpoint.signed(log).with(witness.cosign(checkpoint, Instant.ofEpochSecond(1_679_315_147))).toString().getBytes(StandardCharsets.UTF_8);
        List<NoteKey> keys = List.of(log.key(), witness.key());
        assertEquals(2, SignedNote.parse(right).verify(keys).size());
        for (int i = 0; i < right.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] wrong = right.clone();
                wrong[i] ^= (byte) (1 << bit);
                int at = i;
                int verified = 0;
                try {
                    verified = SignedNote.parse(wrong).verify(keys).size();
                } catch (Malformed e) {
                    verified = -1;
                }
                assertFalse(verified == 2, () -> "byte " + at);
            }
        }
    }

    @Test
    void aCosignatureSaysWhen() {
        Checkpoint checkpoint = new Checkpoint("audits.paraugs.lv", 5, new byte[32]);
        NoteSignature signed = witness.cosign(checkpoint, Instant.ofEpochSecond(1_679_315_147));
        assertEquals(4 + 8 + 64, 4 + signed.signature().length);
        assertEquals(signed, NoteSignature.parse(signed.line()));
        byte[] bytes = new byte[76];
        System.arraycopy(signed.id(), 0, bytes, 0, 4);
        System.arraycopy(signed.signature(), 0, bytes, 4, 72);
        bytes[11]++; // one second later
        refused("signature", () -> SignedNote.of(checkpoint.text()).with(new NoteSignature(signed.name(), bytes)).verify(List.of(witness.key())));
        bytes[4] = (byte) 0x80; // beyond all time
        refused("signature", () -> SignedNote.of(checkpoint.text()).with(new NoteSignature(signed.name(), bytes)).verify(List.of(witness.key())));
        assertThrows(IllegalArgumentException.class, () -> witness.cosign(checkpoint, Instant.ofEpochSecond(-1)));
    }

    @Test
    void refusesNotesThatAreNotExactlySo() {
        for (String wrong : List.of("", "\n", "text\n", "text\n\n", "text\n\n\n", "text\n\u2014 a AAAAAAA=\n", NOTE.substring(0, NOTE.length() - 1),
                NOTE + "\n", "a\tb\n\n\u2014 a AAAAAAA=\n", "a\rb\n\n\u2014 a AAAAAAA=\n", "a\u0000\n\n\u2014 a AAAAAAA=\n")) {
            refused("note", () -> SignedNote.parse(wrong));
        }
        for (String wrong : List.of("- a AAAAAAA=", "\u2014  a AAAAAAA=", "\u2014 a  AAAAAAA=", "\u2014 a AAAAAAA= ", "\u2014 a", "\u2014a AAAAAAA=", " \u2014 a AAAAAAA=",
                "\u2014 a AAAAAA==")) {
            refused("note-signature", () -> SignedNote.parse("text\n\n" + wrong + "\n"));
        }
        for (String wrong : List.of("\u2014 a AAAAAAA", "\u2014 a AAAAAAB=", "\u2014 a AA-AAAA=", "\u2014 a AAAA\u0101AA=", "\u2014 a AAAAAAA=AAAAAAA=")) {
            refused("base64", () -> SignedNote.parse("text\n\n" + wrong + "\n"));
        }
        for (String wrong : List.of("\u2014  AAAAAAA=", "\u2014 a+b AAAAAAA=", "\u2014 a\u00a0b AAAAAAA=", "\u2014 a\u2003b AAAAAAA=", "\u2014 a\u0085b AAAAAAA=")) {
            assertThrows(Malformed.class, () -> SignedNote.parse("text\n\n" + wrong + "\n"), wrong);
        }
        refused("utf8", () -> SignedNote.parse(new byte[] {(byte) 0xff, '\n', '\n'}));
    }

    @Test
    void readsAsManySignaturesAsOthersWriteAndNotWithoutEnd() {
        StringBuilder many = new StringBuilder("text\n\n");
        for (int i = 0; i < SignedNote.MAX_SIGNATURES; i++) {
            many.append("\u2014 signer").append(i).append(" AAAAAAA=\n");
        }
        assertEquals(SignedNote.MAX_SIGNATURES, SignedNote.parse(many.toString()).signatures().size());
        many.append("\u2014 onemore AAAAAAA=\n");
        refused("note-size", () -> SignedNote.parse(many.toString()));
        refused("note-size", () -> SignedNote.parse(new byte[SignedNote.MAX_LENGTH + 1]));
        refused("note-size", () -> SignedNote.parse("x".repeat(SignedNote.MAX_LENGTH + 1)));
    }

    @Test
    void refusesCheckpointsThatAreNotExactlySo() {
        List<String> wrong = new ArrayList<>(List.of("", "\n", "a\n1\n", "a\n1\n" + ROOT, "\n1\n" + ROOT + "\n", "a\n\n" + ROOT + "\n",
                "a\n1\n" + ROOT + "\n\n", "a\n1\n" + ROOT + "\n\nx\n", "a\n1\n" + ROOT + "\nb\tc\n"));
        for (String size : List.of("01", "00", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "99999999999999999999", "\u0661")) {
            wrong.add("a\n" + size + "\n" + ROOT + "\n");
        }
        wrong.forEach(text -> refused("checkpoint", () -> Checkpoint.parse(text)));
        for (String root : List.of(ROOT.substring(1), ROOT.replace("=", ""), ROOT.replace("I=", "J="), ROOT.replace('/', '_'), ROOT + " ")) {
            refused("base64", () -> Checkpoint.parse("a\n1\n" + root + "\n"));
        }
        refused("length", () -> Checkpoint.parse("a\n1\nAAAA\n"));
        refused("length", () -> Checkpoint.parse("a\n1\n\n"));
        assertEquals(Long.MAX_VALUE, Checkpoint.parse("a\n9223372036854775807\n" + ROOT + "\n").size());
        assertEquals(0, Checkpoint.parse("a\n0\n" + ROOT + "\n").size());
        refused("checkpoint", () -> new Checkpoint("a\nb", 1, new byte[32]));
        refused("checkpoint", () -> new Checkpoint("a", -1, new byte[32]));
    }

    @Test
    void refusesKeysThatAreNotExactlySo() {
        String key = VKEY.substring(VKEY.lastIndexOf('+') + 1);
        for (String wrong : List.of("", "example.com/foo", "example.com/foo+530d903a", "example.com/foo+530D903A+" + key, "example.com/foo+530d903b+" + key,
                "example.com/fop+530d903a+" + key, "+530d903a+" + key, "a b+530d903a+" + key, "example.com/foo+530d903a+AQ==",
                "example.com/foo+530d903a+" + key.replaceFirst("^A", "I"))) {
            refused("key", () -> NoteKey.parse(wrong));
        }
        refused("base64", () -> NoteKey.parse("example.com/foo+530d903a+" + key + "="));
        KeyPairGenerator other;
        try {
            other = KeyPairGenerator.getInstance("X25519");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        refused("key", () -> NoteKey.of("a", NoteKey.Kind.LOG, other.generateKeyPair().getPublic()));
        assertThrows(IllegalArgumentException.class, () -> {
            KeyPair strange = new KeyPair(pair().getPublic(), other.generateKeyPair().getPrivate());
            new NoteSigner("a", NoteKey.Kind.LOG, strange).sign("x\n");
        });
    }
}
