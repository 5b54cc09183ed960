package lv.pkip.kernel.auditanchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePlaceTest {
    @TempDir
    Path folder;

    private final MadeUpLog log = MadeUpLog.of(5, Clock.systemUTC());
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("pkip-audit-0123456789abcdef.checkpoints");
    }

    private FilePlace place(MadeUpLog of) {
        return new FilePlace("file", folder, Duration.ofHours(1), of);
    }

    private static Signed newest(MadeUpLog of) {
        return of.checkpoints(1).get(0);
    }

    private void take(MadeUpLog of, long last) throws Trouble {
        place(of).take(newest(of), last);
    }

    private Trouble trouble(MadeUpLog of, long last) {
        return assertThrows(Trouble.class, () -> take(of, last));
    }

    private void contradicts(String code, MadeUpLog of, long last) throws Exception {
        byte[] before = Files.readAllBytes(file);
        Trouble trouble = trouble(of, last);
        assertEquals(code, trouble.code());
        assertTrue(trouble.isContradiction());
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file), "nothing is overwritten");
    }

    private List<Long> sizes() throws Exception {
        return Checkpoint.allIn(Files.readAllBytes(file)).stream().map(note -> Checkpoint.parse(note.text()).size()).toList();
    }

    @Test
    void addsOneBelowTheOther() throws Exception {
        take(log, 0);
        log.grow(4);
        take(log, 5);
        log.grow(300);
        take(log, 9);
        assertEquals(List.of(5L, 9L, 309L), sizes());
        for (SignedNote note : Checkpoint.allIn(Files.readAllBytes(file))) {
            assertEquals(1, note.verify(List.of(NoteKey.parse(log.key()))).size());
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(file), all.toList());
        }
    }

    @Test
    void addsNothingTwiceAfterARestartBetweenWritingAndKeeping() throws Exception {
        take(log, 0);
        take(log, 0);
        assertEquals(List.of(5L), sizes());
    }

    @Test
    void takesAwayTheBeginningOfOneThatWasNotWrittenWholeWhereverItBroke() throws Exception {
        take(log, 0);
        byte[] whole = Files.readAllBytes(file);
        log.grow(4);
        byte[] next = (newest(log).note() + "\n").getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut < next.length; cut++) {
            Files.write(file, whole);
            Files.write(file, java.util.Arrays.copyOf(next, cut), StandardOpenOption.APPEND);
            take(log, 5);
            assertEquals(List.of(5L, 9L), sizes(), "cut at " + cut);
            assertEquals(whole.length + next.length, Files.size(file), "cut at " + cut);
        }
    }

    @Test
    void findsThatAnOldStateOfTheHouseWasRestored() throws Exception {
        log.grow(4);
        take(log, 0);
        contradicts("rolled-back", log.restored(7), 5);
    }

    @Test
    void findsAnotherPast() throws Exception {
        take(log, 0);
        contradicts("forked", log.another(9, "forged"), 5);
        contradicts("forked", log.another(5, "forged"), 5);
    }

    @Test
    void findsThatTheFileWasChanged() throws Exception {
        take(log, 0);
        String right = Files.readString(file);
        log.grow(4);
        for (String wrong : List.of("something else\n", right + "and more", right.replace("\n5\n", "\n4\n"), right.replaceFirst("\n5\n.", "\n5\nx"),
                right.replaceFirst("\u2014 pkip", "\u2014 qkip"), right.replace("pkip-audit/", "pkip-other/"))) {
            Files.writeString(file, wrong);
            contradicts("changed", log, 5);
        }
    }

    @Test
    void findsThatTheFileWasCut() throws Exception {
        take(log, 0);
        String before = Files.readString(file);
        log.grow(4);
        take(log, 5);
        log.grow(4);
        Files.writeString(file, before);
        contradicts("cut", log, 9);
        Files.writeString(file, "");
        contradicts("cut", log, 9);
    }

    @Test
    void beginsNothingAnewWhereAFileWas() throws Exception {
        take(log, 0);
        Files.delete(file);
        assertEquals("gone", trouble(log, 5).code());
        assertFalse(trouble(log, 5).isContradiction());
        assertFalse(Files.exists(file));
    }

    @Test
    void anotherNodeThatWasFasterIsNoContradiction() throws Exception {
        Signed older = newest(log);
        log.grow(4);
        take(log, 0);
        Trouble trouble = assertThrows(Trouble.class, () -> place(log).take(older, 0));
        assertEquals("busy", trouble.code());
        assertFalse(trouble.isContradiction());
    }

    @Test
    void tellsThatTheFolderIsNotThereOrCannotBeWrittenTo() throws Exception {
        assertEquals("no-folder", assertThrows(Trouble.class, () -> new FilePlace("file", folder.resolve("not"), Duration.ofHours(1), log)
                .take(newest(log), 0)).code());
        Files.createDirectory(file);
        assertEquals("not-writable", trouble(log, 0).code());
        // no file can be made there, whoever asks
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        assertEquals("not-writable", assertThrows(Trouble.class, () -> new FilePlace("file", Path.of("/proc/self"), Duration.ofHours(1), log)
                .take(newest(log), 0)).code());
    }

    @Test
    void tellsThatTheDiskIsFull() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        assertEquals("not-writable", trouble(log, 0).code());
    }

    @Test
    void readsTheEndOfALongFileAlone() throws Exception {
        for (int i = 0; i < 400; i++) {
            log.grow(1);
            Files.writeString(file, newest(log).note() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        long size = newest(log).size();
        log.grow(1);
        take(log, size);
        assertEquals(401, sizes().size());
        Files.writeString(file, "x".repeat(70_000));
        contradicts("changed", log, size);
    }
}
