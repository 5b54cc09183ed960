package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single records and their proofs: what holds, and that nothing of a file can be another without being told. */
class SelectionCheckTest {
    private static final String TABLE = "auditacija-abc.csv";
    @TempDir
    Path folder;
    private final MadeUpLog log = new MadeUpLog(1000);

    private byte[] selection(long size, int... places) throws IOException {
        return selection(Map.of(TABLE, HexFormat.of().formatHex(Hash.sha256().digest("a;b\n".getBytes(StandardCharsets.UTF_8)))), size, places);
    }

    private byte[] selection(Map<String, String> files, long size, int... places) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SelectionWriter writer = SelectionWriter.begin(out, log.checkpoint(size), log.signer.key().vkey());
        for (int place : places) {
            writer.record(place, log.tree.leafHashes(place, place + 1).get(0), log.rows.get(place), log.tree.inclusionProof(place, size));
        }
        writer.waiting(1001);
        writer.end(files);
        return out.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.pkip-audit-selection"), bytes);
    }

    private Report check(byte[] bytes) throws IOException {
        return new SelectionCheck(List.of(log.signer.key()), Map.of(), List.of()).check(List.of(file(bytes)));
    }

    private String first(byte[] bytes) throws IOException {
        Problem one = check(bytes).problems().get(0);
        return one.kind() + " " + one.index() + (one.fields().isEmpty() ? "" : " " + one.fields());
    }

    @Test
    void recordsFarApartAreProvedAndTheOneThatWaitsIsNamedSo() throws IOException {
        log.alter(500, row -> row.disclosing(List.of("actor")));
        log.alter(3, LogRecord::erased);
        Report report = check(selection(999, 998, 500, 3, 0));
        assertTrue(report.isGood(), report.problems().toString());
        assertEquals(List.of(new Report.Selection("a.pkip-audit-selection", 4, 1, 999)), report.selections());
        assertEquals(1, report.proven());
        assertEquals(2, report.erased());
    }

    @Test
    void everyPlaceOfSmallLogsIsProvedAndAtNoOther() throws IOException {
        for (int size = 1; size <= 20; size++) {
            for (int place = 0; place < size; place++) {
                assertTrue(check(selection(size, place)).isGood());
                String here = "\"index\":" + place + ",";
                String other = "\"index\":" + (place + 1) % size + ",";
                byte[] moved = lines(selection(size, place), line -> line.replace(here, other));
                assertEquals(size == 1, check(moved).isGood(), size + " " + place);
            }
        }
    }

    /** The same file as somebody writes it who knows the format. */
    private byte[] lines(byte[] bytes, UnaryOperator<String> change) throws IOException {
        List<String> all = new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        all.replaceAll(change);
        String above = String.join("\n", all.subList(0, all.size() - 1)) + "\n";
        String footer = all.get(all.size() - 1).replaceFirst("\"sha256\":\"[^\"]*\"", "\"sha256\":\""
                + Text.base64Url(Hash.sha256().digest(above.getBytes(StandardCharsets.UTF_8))) + "\"");
        return (above + footer + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theFirstWrongRecordIsNamedAndHow() throws IOException {
        log.change(500, "subject", "other");
        assertEquals("FIELDS_CHANGED 500 [subject]", first(selection(1000, 900, 500, 3)));
        log.alter(900, row -> LogRecord.kept(Map.of("action", "nothing"), row.personal(), row.salt().orElseThrow(), row.commitments()));
        assertEquals("CHANGED 900 ", first(selection(1000, 900, 500, 3)) + " ");
        assertEquals(2, check(selection(1000, 900, 500, 3)).bad());
        MadeUpLog forged = new MadeUpLog(1000, log.signer, "x");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SelectionWriter writer = SelectionWriter.begin(out, log.checkpoint(1000), log.signer.key().vkey());
        writer.record(7, forged.rows.get(7).leafHash(), forged.rows.get(7), log.tree.inclusionProof(7, 1000));
        writer.end(Map.of());
        assertEquals("NOT_INCLUDED 7", first(out.toByteArray()));
    }

    @Test
    void anotherLogsKeyAndACheckpointKeptOutsideThatDisagreesAreTold() throws IOException {
        MadeUpLog other = new MadeUpLog(1000, CheckpointTest.signer(MadeUpLog.ORIGIN, NoteKey.Kind.LOG), "y");
        byte[] bytes = selection(1000, 7);
        assertEquals(List.of(Problem.Kind.SIGNATURE), new SelectionCheck(List.of(CheckpointTest.signer("another.lv", NoteKey.Kind.LOG).key()), Map.of(), List.of())
                .check(List.of(file(bytes))).problems().stream().map(Problem::kind).toList());
        SignedNote split = new Checkpoint(MadeUpLog.ORIGIN, 1000, other.tree.root()).signed(log.signer);
        assertEquals(List.of(Problem.Kind.SPLIT), kinds(bytes, split, List.of()));
        assertEquals(List.of(), kinds(bytes, log.checkpoint(1000), List.of()));
        assertEquals(List.of(Problem.Kind.UNPROVEN), kinds(bytes, log.checkpoint(400), List.of()));
        assertEquals(List.of(), kinds(bytes, log.checkpoint(400), List.of(new ExportCheck.Proof(400, 1000, log.tree.consistencyProof(400, 1000)))));
    }

    private List<Problem.Kind> kinds(byte[] bytes, SignedNote kept, List<ExportCheck.Proof> proofs) throws IOException {
        return new SelectionCheck(List.of(log.signer.key()), Map.of("kept", kept), proofs).check(List.of(file(bytes))).problems().stream().map(Problem::kind).toList();
    }

    @Test
    void theTableBesideItHasToBeTheOneItWasGivenWith() throws IOException {
        byte[] bytes = selection(1000, 7);
        Files.writeString(folder.resolve(TABLE), "a;b\n");
        assertTrue(check(bytes).isGood());
        Files.writeString(folder.resolve(TABLE), "a;c\n");
        assertEquals(List.of(new Problem(Problem.Kind.FILE, -1, -1, List.of(), TABLE, 0)), check(bytes).problems());
        assertFalse(check(selection(Map.of("../" + TABLE, "0".repeat(64)), 1000, 7)).isGood());
    }

    @Test
    void noByteCanBeAnotherAndNoLineBeMissing() throws IOException {
        byte[] bytes = selection(1000, 7, 3);
        assertTrue(check(bytes).isGood());
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertFalse(check(changed).isGood(), "byte " + i + " of " + new String(bytes, StandardCharsets.UTF_8));
        }
        for (int length = 0; length < bytes.length - 1; length += 97) {
            assertFalse(check(java.util.Arrays.copyOf(bytes, length)).isGood(), "cut after " + length);
        }
        List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        List<String> fewer = new ArrayList<>(all);
        fewer.remove(1);
        assertFalse(check((String.join("\n", fewer) + "\n").getBytes(StandardCharsets.UTF_8)).isGood());
    }

    @Test
    void theCommandTakesThemBesideExportsAndSaysSo() throws IOException {
        Path export = log.export(folder, "all.pkip-audit");
        Path selection = file(selection(1000, 7));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, Verifier.run(List.of("--key", log.signer.key().vkey(), export.toString(), selection.toString()), new PrintStream(out, true, StandardCharsets.UTF_8), System.err, Locale.ENGLISH));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("a.pkip-audit-selection: 1 single records of a log of 1000; not sealed yet: 1"), out.toString(StandardCharsets.UTF_8));
        log.change(7, "subject", "other");
        out.reset();
        assertEquals(1, Verifier.run(List.of("--key", log.signer.key().vkey(), file(selection(1000, 8, 7)).toString()), new PrintStream(out, true, StandardCharsets.UTF_8), System.err, Locale.ENGLISH));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("  ! a.pkip-audit-selection, line 3: record 7 was changed: personal content"), out.toString(StandardCharsets.UTF_8));
    }
}
