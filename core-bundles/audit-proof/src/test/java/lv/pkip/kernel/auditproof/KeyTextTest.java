package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void givesBackThePairThatSigns() {
        byte[] text = KeyText.fresh();
        NoteSigner signer = new NoteSigner("a.log", NoteKey.Kind.LOG, KeyText.read(text));
        assertEquals(1, SignedNote.of("text\n").with(signer.sign("text\n")).verify(List.of(signer.key())).size());
        assertFalse(Arrays.equals(text, KeyText.fresh()), "each is another one");
    }

    @Test
    void refusesWhatIsNone() {
        String right = new String(KeyText.fresh(), StandardCharsets.US_ASCII);
        for (String wrong : List.of("", "\n", "garbage\ngarbage\n", right.lines().findFirst().orElseThrow(), right.substring(10), right.replace('A', '!'))) {
            assertThrows(IllegalArgumentException.class, () -> KeyText.read(wrong.getBytes(StandardCharsets.US_ASCII)), wrong);
        }
    }
}
