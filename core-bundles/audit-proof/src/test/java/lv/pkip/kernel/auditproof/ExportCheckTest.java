package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCheckTest {
    private static final int SIZE = 700; // more than two tiles, more than one read of the file

    @TempDir
    Path folder;

    private final MadeUpLog log = new MadeUpLog(SIZE);

    private static void good(Report report) {
        assertEquals(List.of(), report.problems());
        assertTrue(report.isGood() && report.bad() == 0);
    }

    /** The first problem in short: kind, index, second number. */
    private static String first(Report report) {
        assertFalse(report.isGood());
        return brief(report.problems().get(0));
    }

    private static String brief(Problem one) {
        return one.kind() + " " + one.index() + " " + one.other() + (one.fields().isEmpty() ? "" : " " + String.join(",", one.fields()));
    }

    private static List<String> all(Report report) {
        return report.problems().stream().map(ExportCheckTest::brief).toList();
    }

    // -- what is right

    @Test
    void findsNothingWrongWithWhatIsAsItWasSealed() {
        Report report = log.check(log.export(folder, "all.pkip-audit"));
        good(report);
        assertEquals(SIZE, report.records());
        assertEquals(MadeUpLog.ORIGIN, report.origin());
        assertEquals(List.of(new Report.Export("all.pkip-audit", 0, SIZE, SIZE)), report.exports());
        assertEquals(1, report.proven());
    }

    @Test
    void readsGzipToo() throws IOException {
        Path plain = log.export(folder, "a.pkip-audit");
        Path packed = log.export(folder, "a.pkip-audit.gz");
        assertTrue(Files.size(packed) < Files.size(plain) * 2 / 3);
        good(log.check(packed));
    }

    @Test
    void provesAnyRangeAgainstTheRootOfTheWholeLog() {
        for (long[] range : new long[][] {{0, 0}, {0, 1}, {1, 2}, {0, 256}, {255, 257}, {300, 700}, {699, 700}, {700, 700}, {350, 350}, {123, 456}}) {
            good(log.check(log.export(folder, "range.pkip-audit", range[0], range[1], log.checkpoints(SIZE), List.of())));
            good(log.check(log.export(folder, "range.pkip-audit", Math.min(range[0], 600), Math.min(range[1], 650), log.checkpoints(651), List.of())));
        }
    }

    @Test
    void provesALogWithoutRecords() {
        MadeUpLog empty = new MadeUpLog(0);
        good(empty.check(empty.export(folder, "empty.pkip-audit")));
    }

    @Test
    void takesExportsThatFollowEachOtherTogetherInWhateverOrder() {
        Path one = log.export(folder, "1.pkip-audit", 0, 200, log.checkpoints(300), List.of());
        Path two = log.export(folder, "2.pkip-audit", 200, 500, log.checkpoints(SIZE), List.of());
        Path three = log.export(folder, "3.pkip-audit", 500, SIZE, log.checkpoints(SIZE), List.of());
        Report report = log.check(Map.of("kept", log.checkpoint(250)), three, one, two);
        good(report);
        assertEquals(SIZE, report.records());
        assertEquals(3, report.proven(), "300 and 250 were passed on the way");
    }

    @Test
    void provesErasedDisclosedAndDeletedRecordsAndCountsThem() {
        log.alter(5, LogRecord::erased);
        log.alter(6, row -> row.disclosing(List.of("subject")));
        log.rows.set(7, null);
        log.rows.set(600, null);
        Report report = log.check(log.export(folder, "less.pkip-audit"));
        good(report);
        assertEquals(2, report.erased());
        assertEquals(2, report.removed());
        assertEquals(List.of(new Report.Range(7, 7), new Report.Range(600, 600)), report.deleted());
        log.rows.set(8, null);
        log.rows.set(9, null);
        assertEquals(new Report.Range(7, 9), log.check(log.export(folder, "less.pkip-audit")).deleted().get(0));
    }

    // -- what a superuser of the database may do

    @Test
    void namesTheFieldThatWasChanged() {
        log.change(321, "subject", "somebody else");
        log.change(400, "details", "{}");
        Report report = log.check(log.export(folder, "a.pkip-audit"));
        assertEquals(List.of("FIELDS_CHANGED 321 -1 subject", "FIELDS_CHANGED 400 -1 details"), all(report));
        assertEquals(2, report.bad());
    }

    @Test
    void namesAFieldOfWhichTheCommitmentWasChanged() {
        log.alter(17, row -> {
            Map<String, byte[]> commitments = row.commitments();
            commitments.put("actor", new byte[32]);
            return LogRecord.kept(row.publicFields(), row.personal(), row.salt().orElseThrow(), commitments);
        });
        assertEquals("FIELDS_CHANGED 17 -1 actor", first(log.check(log.export(folder, "a.pkip-audit"))));
    }

    @Test
    void namesARecordOfWhichSomethingPublicWasChanged() {
        log.alter(321, row -> LogRecord.kept(Map.of("at", 1, "action", "case.read"), row.personal(), row.salt().orElseThrow(), row.commitments()));
        assertEquals(List.of("CHANGED 321 -1"), all(log.check(log.export(folder, "a.pkip-audit"))));
    }

    @Test
    void namesARecordThatWasMadeAnewWithCommitmentsThatFit() {
        log.rows.set(0, MadeUpLog.record(0, ".other"));
        log.rows.set(699, MadeUpLog.record(699, ".other"));
        Report report = log.check(log.export(folder, "a.pkip-audit"));
        assertEquals("CHANGED 0 -1", first(report));
        assertEquals(2, report.bad());
    }

    @Test
    void namesTwoRecordsThatChangedPlaces() {
        for (int[] pair : new int[][] {{10, 11}, {10, 600}}) {
            Collections.swap(log.rows, pair[0], pair[1]);
            assertEquals("MOVED " + pair[0] + " " + pair[1], first(log.check(log.export(folder, "a.pkip-audit"))));
            Collections.swap(log.rows, pair[0], pair[1]);
        }
    }

    @Test
    void namesARecordThatWasTakenOutAndTheOthersRenumbered() {
        log.rows.remove(123);
        log.rows.add(MadeUpLog.record(5000, ""));
        assertEquals("MISSING 123 123", first(log.check(log.export(folder, "a.pkip-audit"))));
    }

    @Test
    void namesARecordThatWasPutInAndTheOthersRenumbered() {
        log.rows.add(123, MadeUpLog.record(5000, ""));
        Report report = log.check(log.export(folder, "a.pkip-audit"));
        assertEquals(List.of("INSERTED 123 -1"), all(report));
        assertEquals(SIZE - 123, report.bad());
    }

    @Test
    void namesRecordsOfWhichTheRowIsGone() {
        List<String> lines = log.lines();
        lines.subList(1 + 40, 1 + 45).clear();
        lines.remove(1);
        Report report = log.check(MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines));
        assertEquals(List.of("MISSING 0 0", "MISSING 40 44"), all(report));
        assertEquals(6, report.bad());
    }

    @Test
    void namesTheRecordsMissingAtTheEnd() {
        List<String> lines = log.lines();
        lines.subList(1 + 690, 1 + SIZE).clear();
        assertEquals(List.of("MISSING 690 699"), all(log.check(MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines))));
    }

    @Test
    void namesALineThatIsThereTwiceOrInAnotherOrder() {
        List<String> lines = log.lines();
        lines.add(1 + 30, lines.get(1 + 29));
        assertEquals(List.of("TWICE 29 -1"), all(log.check(MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines))));
        lines = log.lines();
        Collections.swap(lines, 1 + 20, 1 + 50);
        assertEquals("MISSING 20 49", first(log.check(MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines))));
        lines = log.lines();
        lines.add(1 + 30, lines.get(1 + 29).replace("\"index\":29", "\"index\":7000"));
        assertTrue(all(log.check(MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines))).contains("INSERTED 7000 -1"));
    }

    @Test
    void findsWhatWasChangedTogetherWithTheTreesHashesByTheSignedRoots() {
        // records and tiles made anew from 400 on, the old checkpoints signed by the real key kept
        MadeUpLog forged = new MadeUpLog(400, log.signer, "");
        forged.grow(300, ".forged");
        Path file = forged.export(folder, "a.pkip-audit", 0, SIZE, log.checkpoints(200, 390, 410, 500, SIZE), List.of());
        assertEquals(List.of("ROOT 390 410"), all(log.check(file)));
        Path part = forged.export(folder, "b.pkip-audit", 100, 600, log.checkpoints(200, 500, SIZE), List.of());
        assertEquals(List.of("ROOT 200 500"), all(log.check(part)));
        Path beginning = forged.export(folder, "c.pkip-audit", 0, 300, log.checkpoints(200, SIZE), List.of());
        assertEquals(List.of("ROOT 200 700"), all(log.check(beginning)));
    }

    // -- what is only found by a checkpoint kept elsewhere

    @Test
    void findsACutTail() {
        SignedNote kept = log.checkpoint(SIZE);
        Path older = log.export(folder, "a.pkip-audit", 0, 650, log.checkpoints(650), List.of());
        good(log.check(older));
        assertEquals(List.of("CUT 650 700"), all(log.check(Map.of("kept", kept), older)));
    }

    @Test
    void findsAnOldBackupThatWasRestoredAndGrewOn() {
        SignedNote kept = log.checkpoint(680);
        MadeUpLog restored = new MadeUpLog(600, log.signer, "");
        restored.grow(200, ".after");
        good(restored.check(restored.export(folder, "a.pkip-audit")));
        Report report = restored.check(Map.of("kept", kept), restored.export(folder, "a.pkip-audit"));
        assertEquals(List.of("REWRITTEN -1 680"), all(report));
        assertEquals("kept", report.problems().get(0).file());
        good(restored.check(Map.of("kept", log.checkpoint(600)), restored.export(folder, "a.pkip-audit")));
    }

    @Test
    void findsTheRewrittenPastInAnExportThatBeginsLater() {
        MadeUpLog rewritten = new MadeUpLog(100, log.signer, ".rewritten");
        rewritten.grow(700, "");
        for (long size : new long[] {50, 200, 750, 800}) {
            SignedNote right = rewritten.checkpoint(size);
            SignedNote kept = size > SIZE ? null : log.checkpoint(size);
            Path file = rewritten.export(folder, "a.pkip-audit", 300, 500, rewritten.checkpoints(800), LongStream.of(50, 200, 750, 800).boxed().toList());
            Report report = rewritten.check(Map.of("kept", right), file);
            good(report);
            assertEquals(size == 800 ? 1 : 2, report.proven());
            if (kept != null) {
                assertEquals(List.of("REWRITTEN -1 " + size), all(rewritten.check(Map.of("kept", kept), file)));
            }
        }
    }

    @Test
    void doesNotCallProvedWhatTheExportsCannotTell() {
        Path later = log.export(folder, "a.pkip-audit", 300, 500, log.checkpoints(SIZE), List.of());
        assertEquals(List.of("UNPROVEN -1 200"), all(log.check(Map.of("kept", log.checkpoint(200)), later)));
        assertEquals(List.of("UNPROVEN -1 600"), all(log.check(Map.of("kept", log.checkpoint(600)), later)));
        good(log.check(Map.of("kept", log.checkpoint(400)), later));
        good(log.check(Map.of("kept", log.checkpoint(300)), later));
        good(log.check(Map.of("kept", log.checkpoint(0)), later));
    }

    @Test
    void takesAProofThatSomebodyBroughtAndDoesNotBelieveIt() throws IOException {
        Path later = log.export(folder, "a.pkip-audit", 300, 500, log.checkpoints(SIZE), List.of());
        for (long size : new long[] {200, 600}) {
            List<byte[]> hashes = log.tree.consistencyProof(size, SIZE);
            String json = CanonicalJson.write(Map.of("first", size, "second", SIZE, "hashes", hashes.stream().map(Text::base64).toList()));
            ExportCheck.Proof proof = ExportCheck.Proof.parse(json.getBytes(StandardCharsets.UTF_8));
            Map<String, SignedNote> kept = Map.of("kept", log.checkpoint(size));
            good(new ExportCheck(List.of(log.signer.key()), List.of(), kept, List.of(proof)).check(List.of(later)));
            MadeUpLog other = new MadeUpLog(SIZE, log.signer, ".other");
            assertEquals(List.of("REWRITTEN -1 " + size), all(new ExportCheck(List.of(log.signer.key()), List.of(),
                    Map.of("kept", other.checkpoint(size)), List.of(proof)).check(List.of(later))));
            ExportCheck.Proof elsewhere = new ExportCheck.Proof(size, 650, hashes);
            assertEquals(List.of("UNPROVEN -1 " + size), all(new ExportCheck(List.of(log.signer.key()), List.of(), kept, List.of(elsewhere)).check(List.of(later))));
        }
        assertThrows(Malformed.class, () -> ExportCheck.Proof.parse("{\"first\":1,\"second\":2,\"hashes\":[\"AAAA\"]}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aConsistencyProofThatDoesNotHoldIsNoProof() {
        Path file = log.export(folder, "a.pkip-audit", 300, 500, log.checkpoints(SIZE), List.of(200L));
        String right = text(file);
        int at = right.indexOf("\"from\":200,\"hashes\":[\"") + "\"from\":200,\"hashes\":[\"".length();
        String wrong = right.substring(0, at) + (right.charAt(at) == 'A' ? 'B' : 'A') + right.substring(at + 1);
        good(log.check(Map.of("kept", log.checkpoint(200)), file));
        assertEquals(List.of("REWRITTEN -1 200"), all(log.check(Map.of("kept", log.checkpoint(200)), MadeUpLog.written(file, wrong))));
    }

    @Test
    void findsTwoExportsThatTellDifferentPasts() {
        MadeUpLog rewritten = new MadeUpLog(100, log.signer, ".rewritten");
        rewritten.grow(700, "");
        Path one = log.export(folder, "1.pkip-audit", 0, 300, log.checkpoints(300), List.of());
        Path two = rewritten.export(folder, "2.pkip-audit", 300, 800, rewritten.checkpoints(800), List.of());
        assertEquals(List.of("JOIN 300 -1"), all(log.check(one, two)));
        Path three = rewritten.export(folder, "3.pkip-audit", 0, 300, rewritten.checkpoints(300), List.of());
        assertTrue(all(log.check(one, three)).contains("SPLIT -1 300"));
    }

    @Test
    void findsAHoleBetweenExports() {
        Path one = log.export(folder, "1.pkip-audit", 0, 300, log.checkpoints(SIZE), List.of());
        Path two = log.export(folder, "2.pkip-audit", 310, SIZE, log.checkpoints(SIZE), List.of());
        assertEquals(List.of("MISSING 300 309"), all(log.check(one, two)));
    }

    // -- signatures

    @Test
    void believesNoCheckpointWithoutASignatureByTheKeyThatWasGiven() {
        MadeUpLog other = new MadeUpLog(SIZE, CheckpointTest.signer(MadeUpLog.ORIGIN, NoteKey.Kind.LOG), "");
        assertEquals(List.of("SIGNATURE -1 700"), all(log.check(other.export(folder, "a.pkip-audit"))));
        assertEquals(List.of("SIGNATURE -1 300"), all(log.check(Map.of("kept", other.checkpoint(300)), log.export(folder, "a.pkip-audit"))));
        SignedNote foreign = new Checkpoint("audits.cits.lv", 5, new byte[32]).signed(log.signer);
        assertEquals(List.of("ORIGIN -1 5"), all(log.check(Map.of("kept", foreign), log.export(folder, "a.pkip-audit"))));
        assertThrows(IllegalArgumentException.class, () -> new ExportCheck(List.of(), List.of(), Map.of()));
    }

    @Test
    void takesTheOldAndTheNewKeyAfterAChange() throws IOException {
        NoteSigner fresh = CheckpointTest.signer(MadeUpLog.ORIGIN, NoteKey.Kind.LOG);
        SignedNote last = new Checkpoint(MadeUpLog.ORIGIN, SIZE, log.tree.root()).signed(fresh);
        Path file = log.export(folder, "a.pkip-audit", 0, SIZE, List.of(log.checkpoint(300), last), List.of());
        good(new ExportCheck(List.of(log.signer.key(), fresh.key()), List.of(), Map.of()).check(List.of(file)));
        assertEquals(List.of("SIGNATURE -1 700"), all(log.check(file)));
    }

    @Test
    void asksForTheWitnessesThatWereNamed() {
        NoteSigner witness = CheckpointTest.signer("otra.paraugs.lv", NoteKey.Kind.WITNESS);
        NoteSigner other = CheckpointTest.signer("tresa.paraugs.lv", NoteKey.Kind.WITNESS);
        Instant seen = Instant.ofEpochSecond(1_800_000_000);
        SignedNote cosigned = log.checkpoint(400).with(witness.cosign(Checkpoint.parse(log.checkpoint(400).text()), seen));
        Path file = log.export(folder, "a.pkip-audit", 0, SIZE, List.of(cosigned, log.checkpoint(SIZE)), List.of());
        Report report = log.check(List.of(witness.key()), Map.of(), file);
        good(report);
        assertEquals(List.of(new Report.Witnessed("otra.paraugs.lv", 400, seen)), report.witnessed());
        assertEquals(List.of("NO_WITNESS -1 -1"), all(log.check(List.of(witness.key(), other.key()), Map.of(), file)));
        good(log.check(List.of(witness.key()), Map.of("kept", cosigned), log.export(folder, "b.pkip-audit")));
        // one that the records cannot be connected with says nothing of them
        Path later = log.export(folder, "c.pkip-audit", 500, SIZE, log.checkpoints(SIZE), List.of());
        assertEquals(List.of("NO_WITNESS -1 -1", "UNPROVEN -1 400"), all(log.check(List.of(witness.key()), Map.of("kept", cosigned), later)).stream().sorted().toList());
        SignedNote wrong = log.checkpoint(300).with(witness.cosign(Checkpoint.parse(log.checkpoint(400).text()), seen));
        assertTrue(all(log.check(List.of(witness.key()), Map.of("kept", wrong), file)).contains("SIGNATURE -1 300"));
    }

    // -- files

    @Test
    void findsAnyByteThatWasChangedInAFile() throws IOException {
        MadeUpLog small = new MadeUpLog(3);
        byte[] right = Files.readAllBytes(small.export(folder, "a.pkip-audit", 1, 2, small.checkpoints(3), List.of()));
        Path file = folder.resolve("b.pkip-audit");
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= (byte) (1 << i % 7);
            Files.write(file, wrong);
            int at = i;
            assertFalse(small.check(file).isGood(), () -> "byte " + at);
        }
    }

    @Test
    void findsAFileThatEndsTooEarlyOrGoesOnBehindItsEnd() throws IOException {
        MadeUpLog small = new MadeUpLog(1);
        byte[] right = Files.readAllBytes(small.export(folder, "a.pkip-audit"));
        Path file = folder.resolve("b.pkip-audit");
        for (int length = 0; length < right.length - 1; length++) {
            Files.write(file, Arrays.copyOf(right, length));
            int at = length;
            assertFalse(small.check(file).isGood(), () -> "cut at " + at);
        }
        Files.write(file, Arrays.copyOf(right, right.length - 1)); // only the line's end is missing
        good(small.check(file));
        List<String> lines = log.lines();
        Report cut = log.check(MadeUpLog.written(file, String.join("\n", lines.subList(0, SIZE)) + "\n"));
        assertEquals("INCOMPLETE -1 -1 incomplete", first(cut));
        assertEquals(SIZE + 1, cut.problems().get(0).line());
        assertFalse(cut.isUnreadable(), "a file without its end is bad, not only unreadable");
        lines.add(lines.get(5));
        assertEquals("UNREADABLE -1 -1 after-footer", first(log.check(MadeUpLog.written(file, String.join("\n", lines) + "\n"))));
    }

    @Test
    void findsAFileThatIsNotAsItWasWrittenThoughEachLineIsRight() {
        List<String> lines = log.lines();
        Path file = MadeUpLog.written(folder.resolve("a.pkip-audit"), String.join("\n", lines).replaceFirst("\"index\":5,", "\"index\": 5,") + "\n");
        assertEquals(List.of("DAMAGED -1 -1"), all(log.check(file)));
    }

    @Test
    void saysInWhichLineAHostileFileIsNoExport() throws IOException {
        String good = String.join("\n", log.lines().subList(0, 601)) + "\n"; // header and records 0 to 599
        Map<String, byte[]> hostile = Map.of(
                "line-length", "x".repeat(10 << 20).getBytes(StandardCharsets.UTF_8),
                "json-limits", ("{\"index\":600,\"leaf\":" + "[".repeat(200_000)).getBytes(StandardCharsets.UTF_8),
                "utf8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"'},
                "json-number", "{\"index\":99999999999999999999,\"leaf\":\"\"}".getBytes(StandardCharsets.UTF_8),
                "json", "{\"index\":600,\u0000\"leaf\":\"\"}".getBytes(StandardCharsets.UTF_8),
                "record", "{\"index\":600,\"leaf\":\"\",\"other\":1}".getBytes(StandardCharsets.UTF_8),
                "json-field", "{\"index\":\"600\",\"leaf\":\"\"}".getBytes(StandardCharsets.UTF_8),
                "length", "{\"index\":600,\"leaf\":\"AAAA\"}".getBytes(StandardCharsets.UTF_8),
                "base64", "{\"index\":600,\"leaf\":\"AAAA=\"}".getBytes(StandardCharsets.UTF_8),
                "surrogate", ("{\"index\":600,\"leaf\":\"" + "A".repeat(43) + "\",\"public\":{\"a\":\"\\ud800\"},\"commitments\":{}}").getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> one : hostile.entrySet()) {
            for (boolean gzip : new boolean[] {false, true}) {
                Path file = folder.resolve("hostile.pkip-audit");
                try (OutputStream out = gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
                    out.write(good.getBytes(StandardCharsets.UTF_8));
                    out.write(one.getValue());
                    out.write("\n{}\n".getBytes(StandardCharsets.UTF_8));
                }
                Report report = log.check(file);
                assertEquals(List.of("UNREADABLE -1 -1 " + one.getKey()), all(report));
                assertEquals(602, report.problems().get(0).line());
                assertTrue(report.isUnreadable());
                assertEquals(600, report.records());
            }
        }
    }

    @Test
    void saysSoOfCutOrDamagedGzipAndOfThingsThatAreNoExportAtAll() throws IOException {
        byte[] packed = Files.readAllBytes(log.export(folder, "a.pkip-audit.gz"));
        Path file = folder.resolve("b.pkip-audit.gz");
        for (int length : new int[] {2, 5, 100, packed.length / 2, packed.length - 5}) {
            Files.write(file, Arrays.copyOf(packed, length));
            assertEquals("UNREADABLE -1 -1 gzip", first(log.check(file)));
        }
        packed[packed.length / 2] ^= 16;
        Files.write(file, packed);
        assertFalse(log.check(file).isGood());
        assertEquals("UNREADABLE -1 -1 empty", first(log.check(MadeUpLog.written(file, ""))));
        assertEquals("UNREADABLE -1 -1 json", first(log.check(MadeUpLog.written(file, "\ufeff" + String.join("\n", log.lines())))));
        assertEquals("UNREADABLE -1 -1 header", first(log.check(MadeUpLog.written(file, "{}\n"))));
        String header = log.lines().get(0);
        for (String[] change : new String[][] {{"\"version\":1", "\"version\":2"}, {"pkip-audit", "pkip"}, {"\"from\":0", "\"from\":1"}, {"\"to\":700", "\"to\":701"},
                {"\"size\":700", "\"size\":699"}, {"\"origin\":\"audits.paraugs.lv\"", "\"origin\":\"x\""}, {"\"from\":0", "\"from\":0,\"more\":0"}}) {
            assertEquals("UNREADABLE -1 -1 header", first(log.check(MadeUpLog.written(file, header.replace(change[0], change[1]) + "\n"))), change[0]);
        }
        assertThrows(IOException.class, () -> new ExportCheck(List.of(log.signer.key()), List.of(), Map.of()).check(List.of(folder.resolve("none"))));
    }

    @Test
    void saysFirstWhatIsBadEvenIfTheFileThenBecomesUnreadable() {
        log.change(3, "actor", "nobody");
        List<String> lines = log.lines();
        lines.set(1 + 600, "}");
        Report report = log.check(MadeUpLog.written(folder.resolve("a.pkip-audit"), String.join("\n", lines) + "\n"));
        assertEquals(List.of("FIELDS_CHANGED 3 -1 actor", "UNREADABLE -1 -1 json"), all(report));
        assertFalse(report.isUnreadable());
    }

    @Test
    void listsAHundredAndCountsAll() {
        for (int i = 0; i < SIZE; i++) {
            log.change(i, "actor", "nobody");
        }
        Report report = log.check(Map.of("kept", log.checkpoint(50)), log.export(folder, "a.pkip-audit"));
        assertEquals(Report.MAX_PROBLEMS, report.problems().size());
        assertEquals(SIZE, report.bad());
    }

    @Test
    void readsWhatTheWriterWroteLineByLine() throws IOException {
        log.alter(2, row -> row.disclosing(List.of("actor")));
        log.rows.set(3, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = ExportWriter.begin(out, log.tree, 1, 4, log.checkpoints(SIZE));
        assertThrows(IllegalArgumentException.class, () -> writer.removed(0, new byte[32]));
        assertThrows(IllegalArgumentException.class, () -> writer.removed(4, new byte[32]));
        writer.record(1, log.tree.leafHashes(1, 2).get(0), log.rows.get(1));
        writer.record(2, log.tree.leafHashes(2, 3).get(0), log.rows.get(2));
        writer.removed(3, log.tree.leafHashes(3, 4).get(0));
        ExportFooter footer = writer.end(log.tree);
        List<ExportLine> read = new ArrayList<>();
        try (ExportReader reader = new ExportReader(new ByteArrayInputStream(out.toByteArray()))) {
            ExportFooter found = reader.read(line -> line, read::add);
            assertTrue(reader.isWhole(found));
            assertEquals(footer.line(), found.line());
            assertEquals(SIZE, reader.header().checkpoint().size());
        }
        assertEquals(List.of(1L, 2L, 3L), read.stream().map(ExportLine::index).toList());
        assertEquals(log.rows.get(1).personal(), read.get(0).record().orElseThrow().personal());
        assertEquals(Map.of("actor", "clerk2"), read.get(1).record().orElseThrow().personal());
        assertTrue(read.get(2).record().isEmpty());
        ByteArrayOutputStream tooLong = new ByteArrayOutputStream();
        ExportWriter other = ExportWriter.begin(tooLong, log.tree, 0, 1, log.checkpoints(SIZE));
        LogRecord large = LogRecord.of(Map.of("a", "x".repeat(2 << 20)), Map.of(), new byte[32]);
        assertThrows(Malformed.class, () -> other.record(0, large.leafHash(), large));
    }

    @Test
    void doesNotFallOverWhateverIsInTheFile() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        MadeUpLog small = new MadeUpLog(12);
        byte[] right = Files.readAllBytes(small.export(folder, "a.pkip-audit", 2, 11, small.checkpoints(5, 12), List.of()));
        Path file = folder.resolve("b.pkip-audit");
        byte[][] pieces = {"\n".getBytes(StandardCharsets.UTF_8), {0}, "\"".getBytes(StandardCharsets.UTF_8), "}".getBytes(StandardCharsets.UTF_8),
            "[[[".getBytes(StandardCharsets.UTF_8), "9".repeat(30).getBytes(StandardCharsets.UTF_8), {(byte) 0xed, (byte) 0xa0}, "null".getBytes(StandardCharsets.UTF_8)};
        for (int i = 0; i < 300; i++) {
            ByteArrayOutputStream wrong = new ByteArrayOutputStream();
            int at = random.nextInt(right.length);
            int on = Math.min(right.length, at + random.nextInt(20));
            wrong.write(right, 0, at);
            wrong.writeBytes(pieces[random.nextInt(pieces.length)]);
            wrong.write(right, on, right.length - on);
            if (!Arrays.equals(right, wrong.toByteArray())) {
                Files.write(file, wrong.toByteArray());
                assertFalse(small.check(file).isGood(), "again with -Dseed=" + seed);
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
