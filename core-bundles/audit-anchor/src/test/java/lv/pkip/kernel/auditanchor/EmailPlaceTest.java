package lv.pkip.kernel.auditanchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.delivery.Outbox.State;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.RecordingOutbox;
import org.junit.jupiter.api.Test;

class EmailPlaceTest {
    private final MadeUpLog log = MadeUpLog.of(5, Clock.systemUTC());
    private final RecordingOutbox outbox = new RecordingOutbox();

    private EmailPlace place(String address, String language) {
        return new EmailPlace("archive", address, language, Duration.ofDays(1), outbox, log, MadeUpTown.at("https://town.example"));
    }

    private void take(String address) throws Trouble {
        Signed newest = log.checkpoints(1).get(0);
        place(address, "lv").take(newest, 0);
    }

    @Test
    void writesALetterThatTheVerifierTakesAsItIs() throws Exception {
        for (String language : List.of("lv", "en", "ru")) {
            place("revidents@example.org", language).take(log.grow(1), 0);
            Outbox.Item item = outbox.items().get(outbox.items().size() - 1);
            assertEquals("email", item.channel());
            assertEquals("revidents@example.org", item.address());
            String text = item.content().get("text");
            List<SignedNote> notes = Checkpoint.allIn(text.getBytes(StandardCharsets.UTF_8));
            assertEquals(1, notes.size(), text);
            assertEquals(1, notes.get(0).verify(List.of(NoteKey.parse(log.key()))).size());
            assertEquals(log.checkpoints(1).get(0).size(), Checkpoint.parse(notes.get(0).text()).size());
            assertTrue(text.contains("https://town.example/audit-log") && text.contains(log.key()), text);
            assertFalse((text + item.content().get("subject")).contains("{"), text);
            outbox.mark(item.key(), State.SENT);
        }
    }

    @Test
    void theSameAgainIsTheSameLetter() throws Exception {
        take("revidents@example.org");
        take("revidents@example.org");
        assertEquals(1, outbox.items().size());
    }

    @Test
    void aLetterThatIsNotDeliveredIsFollowedByNone() throws Exception {
        take("revidents@example.org");
        log.grow(1);
        assertEquals("undelivered", assertThrows(Trouble.class, () -> take("revidents@example.org")).code());
        outbox.mark(outbox.items().get(0).key(), State.DEAD);
        assertEquals("undelivered", assertThrows(Trouble.class, () -> take("revidents@example.org")).code());
        for (int i = 0; i < 1200; i++) {
            outbox.put(new Outbox.Item("letter" + i, "email", "somebody@example.org", Optional.empty(), Map.of()));
        }
        assertEquals("undelivered", assertThrows(Trouble.class, () -> take("revidents@example.org")).code(), "others wait too");
        assertEquals(1201, outbox.items().size());
        take("other@example.org");
        outbox.mark(outbox.items().get(0).key(), State.SENT);
        take("revidents@example.org");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> place("", "lv"));
        assertThrows(IllegalArgumentException.class, () -> place("a@b\nBcc: c@d", "lv"));
        assertThrows(IllegalArgumentException.class, () -> place("a@b", "de"));
    }
}
